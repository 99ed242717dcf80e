"""The way through an MCAP file from front to back: where its records lie, and where one cannot be read, or is cut.

It must not know what is in them. Layout: mcap.dev/spec, version 0.
"""

from collections.abc import Callable, Iterator

from app.convert.mcap import records
from app.convert.mcap.records import RECORD_HEAD, Op
from app.convert.messages.carrier import CarrierError, Window
from app.convert.recording import Losses
from app.log.source import Source


class Walk:
    """The way through one file, which is gone once. Used by one thread."""

    def __init__(self, source: Source, window: Window, losses: Losses) -> None:
        self._source = source
        self._window = window
        self._losses = losses
        self.place = 0
        """Where the record begins that was given last."""
        self._behind = 0

    @property
    def passed(self) -> float:
        """Which share of the file lies before the end of the record that was given last."""
        return min(1.0, self._behind / self._source.size)

    def records(self, next_chunk: Callable[[int], int | None]) -> Iterator[tuple[int, int, int]]:
        """Sort, place and length of each record up to the footer, or up to where the file ends.

        `next_chunk`: where it goes on behind a place that cannot be read, if that is known. Raises CarrierError.
        """
        at = len(records.MAGIC)
        while at < self._source.size:
            try:
                head = self._window.at(at, RECORD_HEAD.size)
            except CarrierError as error:
                behind = next_chunk(at)
                if behind is None:
                    raise
                self._lose(f"{error}; goes on at byte {behind}, where the next chunk begins")
                at = behind
                continue
            if len(head) < RECORD_HEAD.size:
                self._cut(at)
                return
            op, length = RECORD_HEAD.unpack(head)
            self.place = at
            at += RECORD_HEAD.size
            self._behind = at + length
            whole = length <= self._source.size - at
            if whole or op == Op.CHUNK:
                yield op, at, length
            if not whole or op == 0:
                self._cut(self.place)
                return
            if op == Op.FOOTER:
                return
            at += length

    def _cut(self, at: int) -> None:
        self._lose(f"ends in the middle of the record at byte {at}, or is damaged there; nothing behind it")

    def _lose(self, why: str) -> None:
        self._losses.add(self._source.path.name, why)
