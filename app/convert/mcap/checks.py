"""What an MCAP file says of itself, against what is in it: counts of messages, checksums of its sections.

It must not know how messages are read. Layout: mcap.dev/spec, version 0.
"""

import zlib
from collections.abc import Mapping

from app.convert.mcap import records
from app.convert.mcap.records import RECORD_HEAD, Op
from app.convert.mcap.summary import read_footer, summary_records
from app.convert.messages.carrier import CarrierError, Findings, read
from app.log.source import Source

_CRC_BLOCK = 1 << 20


def footer_of(source: Source, findings: Findings) -> tuple[int, int, int] | None:
    """The footer; that there is none, or that it cannot be read, is said."""
    try:
        found = read_footer(source)
    except CarrierError as error:
        findings.losses.add(source.path.name, f"the footer: {error}")
        return None
    if found is None:
        findings.assume(f"{source.path.name} has no footer: its recorder did not close it, or it was cut")
    return found


def check(
    source: Source, footer: tuple[int, int, int] | None, summary: int, found: Mapping[int, int],
    names: Mapping[int, str], findings: Findings,
) -> None:  # fmt: skip
    """All that a file says of itself, against what was found: messages by channel. `summary`: its place, 0 for none."""
    try:
        if summary:
            _check_counts(source, summary, found, names, findings)
        if footer is not None:
            _check_sums(source, footer, findings)
    except CarrierError as error:
        findings.losses.add(source.path.name, f"what it says of itself could not be compared: {error}")


def _check_counts(
    source: Source, summary: int, found: Mapping[int, int], names: Mapping[int, str], findings: Findings
) -> None:
    """Compare the messages `found` by channel with the statistics in the summary, which begins at byte `summary`."""
    said = _statistics(source, summary, findings)
    if said is None:
        return
    for number in sorted(said.keys() | found.keys()):
        there, promised = found.get(number, 0), said.get(number, 0)
        name = names.get(number, f"channel {number}")
        if there < promised:
            findings.losses.add(name, "messages that the file counts and does not have", promised - there)
        elif there > promised:
            findings.assume(
                f"{source.path.name} counts {promised} messages of {name!r:.100} and has {there}; all are taken"
            )


def _statistics(source: Source, at: int, findings: Findings) -> Mapping[int, int] | None:
    """The counts by channel; None where there are none that can be read."""
    for _, raw in summary_records(source, at, (Op.STATISTICS,)):
        try:
            return records.message_counts(raw)
        except CarrierError as error:
            findings.assume(f"the statistics of {source.path.name} are damaged: {error}"[:400])
            return None
    return None


def _check_sums(source: Source, footer: tuple[int, int, int], findings: Findings) -> None:
    """The checksums of the data section and of the summary, where they were written; raises CarrierError."""
    start, _, crc = footer
    end = source.size - records.FOOTER_BYTES
    data_end = max(0, (start or end) - records.DATA_END_BYTES)
    head = read(source, data_end, records.DATA_END_BYTES)
    if len(head) == records.DATA_END_BYTES and RECORD_HEAD.unpack_from(head) == (Op.DATA_END, 4):
        said = int.from_bytes(head[-4:], "little")
        if said and _crc(source, 0, data_end) != said:
            findings.losses.add(source.path.name, "the checksum of its data does not fit: bytes were altered")
    if start and crc and start < end and _crc(source, start, source.size - len(records.MAGIC) - 4) != crc:
        findings.losses.add(source.path.name, "the checksum of its summary does not fit: bytes were altered")


def _crc(source: Source, start: int, end: int) -> int:
    crc = 0
    for at in range(start, end, _CRC_BLOCK):
        crc = zlib.crc32(read(source, at, min(_CRC_BLOCK, end - at)), crc)
    return crc
