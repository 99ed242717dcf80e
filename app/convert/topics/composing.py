"""The recording that messages make together, composed of what was seen of them: setting, streams, clocks, findings.

It must not know files or types of messages, nor how far they were looked at.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.convert.messages.carrier import Findings
from app.convert.recording import Choice, Setting
from app.convert.streams import Rest, Rows, Stream, StreamRecording
from app.convert.topics.clock_findings import log_findings, pair_findings, publish_findings
from app.convert.topics.look import Look
from app.convert.topics.scan import PUBLISHED, Column, Scan, TopicScan
from app.convert.topics.setting import setting_of, tell_unused
from app.convert.topics.stream_maker import Numbers, StreamMaker
from app.kinds.genesis import MAX_CHANNELS
from app.log.leaf import UNKNOWN_TIME_NS

_MOST_ASSUMPTIONS = 256
_MOST_OF_A_SENTENCE = 400
_NO_ROOM = f"a log has at most {MAX_CHANNELS} channels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of the files before any message was seen; `sources`: all that are read."""

    choice: Choice
    source_format: str
    root: Path
    sources: tuple[Path, ...]
    findings: Findings


def maker_of(look: Look, numbers: Numbers) -> tuple[StreamMaker, Setting, list[str]]:
    """What makes the streams of what was seen so far, the setting, and what is assumed for that."""
    setting, sensors, texts = setting_of(look.scan, look.cameras)
    return StreamMaker(look.scan, sensors, numbers), setting, texts


def channels_of(scan: Scan) -> list[tuple[TopicScan, Column]]:
    """The channels that have records so far."""
    return [(topic, column) for topic in scan.topics for column in topic.filled()]


def whole(origin: Origin, look: Look, numbers: Numbers, *, unix: bool) -> StreamRecording:
    """All that was seen, when all was seen; raises ConvertError: a channel that was asked for is not there."""
    scan, findings, choice = look.scan, origin.findings, origin.choice
    channels = channels_of(scan)
    choice.require_known([column.name for _, column in channels] + [PUBLISHED])
    maker, setting, texts = maker_of(look, numbers)
    for text in texts:
        findings.assume(text)
    look.cameras.tell_changes()
    tell_unused(scan)
    streams: list[Stream] = []
    for name, count, stream in streams_of(maker, choice, lambda _, log_ns: np.arange(len(log_ns))):
        if stream is None:
            findings.losses.add(name, _NO_ROOM, count)
        else:
            streams.append(stream)
    _find_oddities(scan, channels, findings)
    recording = composed(origin, maker, setting, streams, (), unix=unix)
    if choice.channels is not None:
        logs = [np.frombuffer(column.log_ns, dtype=np.int64) for _, column in channels]
        recording.source_span = min(int(log.min()) for log in logs), max(int(log.max()) for log in logs) + 1
    return recording


def streams_of(
    maker: StreamMaker, choice: Choice, positions: Callable[[str, Rows], Rows]
) -> Iterator[tuple[str, int, Stream | None]]:
    """Of each channel that is wanted its name, its records in all, and its stream; None: there is no room for it.

    `positions`: of the records that the stream is to have, given the name and the log times of all, in their order.
    """
    published = maker.scan.published
    for topic, column in channels_of(maker.scan):
        if choice.takes(column.name):
            at = positions(column.name, np.frombuffer(column.log_ns, dtype=np.int64))
            yield column.name, len(column.rows), maker.made(topic.topic, column, at)
    if len(published.log_ns) and choice.takes(PUBLISHED):
        at = positions(PUBLISHED, np.frombuffer(published.log_ns, dtype=np.int64))
        yield PUBLISHED, len(published.log_ns), maker.published(at)


def composed(
    origin: Origin, maker: StreamMaker, setting: Setting, streams: Sequence[Stream], texts: Sequence[str], *,
    unix: bool, rest: Rest | None = None,
) -> StreamRecording:  # fmt: skip
    """These streams as a recording. `texts`: what is assumed for it, beside what is for the whole source."""
    findings = origin.findings
    clocks, of_clocks = maker.clocks()
    assumptions = [*findings.assumptions, *texts, *of_clocks]
    return StreamRecording(
        source_format=origin.source_format,
        streams=tuple(sorted(streams, key=lambda stream: stream.spec.id)),
        clocks=clocks,
        sources=origin.sources,
        root=origin.root,
        losses=findings.losses,
        assumptions=tuple(text[:_MOST_OF_A_SENTENCE] for text in assumptions)[:_MOST_ASSUMPTIONS],
        setting=setting,
        epoch_is_unix=unix,
        extra={"topics": _described(maker.scan), **findings.facts},
        rest=rest,
    )


def _find_oddities(scan: Scan, channels: list[tuple[TopicScan, Column]], findings: Findings) -> None:
    logs = [np.frombuffer(column.log_ns, dtype=np.int64) for _, column in channels]
    if logs:
        for text in log_findings(np.array([log.min() for log in logs])):
            findings.assume(text)
    told: set[str] = set()
    for (topic, column), log in zip(channels, logs, strict=True):
        capture = np.frombuffer(column.capture_ns, dtype=np.int64)
        known = capture != UNKNOWN_TIME_NS
        if topic.name in told:
            continue
        told.add(topic.name)
        if known.any():
            for text in pair_findings(topic.name, "stamps", capture[known], log[known]):
                findings.assume(text)
        if topic.type is not None and 0 < known.sum() < len(known):
            findings.assume(f"{int((~known).sum())} of {len(known)} messages of {topic.name!r:.100} have no stamp")
    published = scan.published
    if len(published.log_ns):
        late = np.frombuffer(published.publish_ns, dtype=np.int64) - np.frombuffer(published.log_ns, dtype=np.int64)
        for text in publish_findings(int((late > 0).sum()), int((late < 0).sum()), scan.messages, int(late.max())):
            findings.assume(text)


def _described(scan: Scan) -> list[dict[str, object]]:
    """The topics with the definitions of their types, each definition once."""
    told: set[bytes] = set()
    found: list[dict[str, object]] = []
    for topic in scan.topics:
        one = topic.topic
        note: dict[str, object] = {"name": topic.name, "type": one.type_name, "encoding": one.encoding}
        if topic.name != one.name:
            note["name_in_file"] = one.name[:4096]
        if one.schema and one.schema not in told:
            told.add(one.schema)
            text = one.schema_encoding in ("ros1msg", "ros2msg", "ros2idl", "jsonschema", "omgidl")
            said = one.schema.decode("utf-8", "replace") if text else base64.b64encode(one.schema).decode()
            note |= {"schema_encoding": one.schema_encoding, "schema" if text else "schema_base64": said}
        found.append(note)
    return found
