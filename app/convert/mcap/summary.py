"""The end of an MCAP file: its footer, and the records of the summary that the footer names.

It must not know what they are for. Layout: mcap.dev/spec, version 0, section Summary.
"""

from collections.abc import Collection, Iterator

from app.convert.mcap import records
from app.convert.mcap.records import RECORD_HEAD, Op
from app.convert.messages.carrier import Buffer, Window, read
from app.log.source import Source


def read_footer(source: Source) -> tuple[int, int, int] | None:
    """Start of the summary, of its offsets, and its checksum; None: no footer. Raises CarrierError."""
    end = max(0, source.size - records.FOOTER_BYTES)
    return records.footer(read(source, end, records.FOOTER_BYTES))


def summary_records(source: Source, at: int, wanted: Collection[Op]) -> Iterator[tuple[int, Buffer]]:
    """Those of the summary that are wanted, up to the footer or where the file ends; it begins at byte `at`.

    What is longer than any description is passed over. Raises CarrierError: the device fails.
    """
    window = Window(source)
    while at < source.size:
        head = window.at(at, RECORD_HEAD.size)
        if len(head) < RECORD_HEAD.size:
            return
        op, length = RECORD_HEAD.unpack(head)
        if op == Op.FOOTER:
            return
        at += RECORD_HEAD.size
        if op in wanted and length <= records.MOST_TEXT:
            yield op, window.at(at, length)
        at += length
