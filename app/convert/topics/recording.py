"""The recording in some files of messages: looked at whole, or in parts where what they promise allows that.

It must not know files or types of messages.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.convert.messages.carrier import Carrier, CarrierError, Findings
from app.convert.recording import Choice, ConvertError
from app.convert.streams import StreamRecording
from app.convert.topics.arrival_times import settle_arrival
from app.convert.topics.bag_metadata import BagMetadata
from app.convert.topics.composing import Origin, channels_of, whole
from app.convert.topics.look import Look
from app.convert.topics.parts import Parts
from app.convert.topics.promises import overlapping, promises_of
from app.convert.topics.scan import Scan
from app.convert.topics.stream_maker import Numbers


def recorded(carriers: Sequence[Carrier], choice: Choice, *, source_format: str, root: Path,
             findings: Findings, metadata: BagMetadata | None = None) -> StreamRecording:  # fmt: skip
    """The recording in these files. `metadata`: what says that they belong together, whatever their times, and
    how many messages there should be.

    Raises:
        ConvertError: nothing can be taken, a channel asked for is not there, or the files are several recordings.
    """
    if choice.mapping is not None:
        raise ConvertError(f"{root}: a mapping says what datasets of HDF5 mean; {source_format} says that itself")
    for what, unit in (("log times", choice.log_unit_ns), ("stamps in messages", choice.stamp_unit_ns)):
        if unit != 1:
            findings.assume(f"{what} were taken as counts of {unit} ns, as the one who converted them said")
    sources = (*(carrier.path for carrier in carriers), *(() if metadata is None else (metadata.path,)))
    origin = Origin(choice=choice, source_format=source_format, root=root, sources=sources, findings=findings)
    look = Look(carriers, findings, choice, lambda scan: _compare(scan, metadata))
    promises = promises_of(look, choice, apart=metadata is None)
    try:
        if promises is not None:
            part = Parts(origin, look, promises).first()
            if part is not None:
                return part
        look.on()
    except CarrierError as error:
        raise ConvertError(str(error)) from error
    if metadata is None and (overlap := overlapping(look.scan.spans)):
        first, second = overlap
        raise ConvertError(
            f"{first.name} and {second.name} cover the same time, so they are not pieces of one recording; "
            "name the one that is to be taken"
        )
    unix = settle_arrival([column for _, column in channels_of(look.scan)], look.scan.published, findings)
    return whole(origin, look, Numbers(), unix=unix)


def _compare(scan: Scan, metadata: BagMetadata | None) -> None:
    """The messages that there are with those that there should be, where that is said."""
    if metadata is None:
        return
    found: Counter[str] = Counter()
    for topic in scan.topics:
        found[topic.topic.name] += topic.seen
    for name, promised in metadata.counts.items():
        if found[name] < promised:
            why = "messages that metadata.yaml counts and the files do not have"
            scan.findings.losses.add(name[:200], why, promised - found[name])
        elif found[name] > promised:
            scan.findings.assume(f"metadata.yaml counts {promised} messages of {name!r:.100}; there are {found[name]}")
