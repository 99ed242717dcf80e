"""Reads a log channel by channel and record by record: each is checked, then decoded as its channel declares.

What fails either is a finding here, once, and is given to no other rule. It must not know what records mean, and
keeps none of them.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from app.analysis.audit.tally import Tally, place_of
from app.chain.check import Checked
from app.chain.check_run import CheckedRun
from app.chain.opening import CheckedLog
from app.chain.verdict import Fact
from app.kinds.document import Document
from app.log.channel import Channel
from app.scene.content import Content, Picture, Rows, Table, Words
from app.scene.decode import Decoder
from app.scene.values import MAX_JSON_BYTES, DecodeError

_BLOCK = 1024
"""Records that are checked between two steps of the progress."""
_VIDEO = "compressed video, which is checked and not decoded"
_WITHHELD = "withheld: this is a derived copy"
_BROKEN = "broken, or behind a break"
Progress = Callable[[int], object]
_Read = tuple[npt.NDArray[np.int64], Content]
"""Content of one record, or of neighbours; of each cell of a table, or of the one record, its row of the channel."""


class Reading:
    """Of one log. `progress` is told of bytes that were read."""

    def __init__(self, log: CheckedLog, tally: Tally, progress: Progress) -> None:
        self._log = log
        self._tally = tally
        self._progress = progress

    def all(self, channel: Channel) -> None:
        """Read a channel of which no more is asked."""
        for _ in self._read(channel):
            pass

    def documents(self, channel: Channel) -> Iterator[tuple[int, Document]]:
        """Row and content of each record of a channel of JSON."""
        for rows, content in self._read(channel):
            if isinstance(content, Words):
                yield int(rows[0]), content.document

    def cells(self, channel: Channel) -> Iterator[tuple[npt.NDArray[np.int64], Rows]]:
        """Rows of a table, and the record of each by its row of the channel, (n,): many at a time."""
        for rows, content in self._read(channel):
            if isinstance(content, Table):
                yield rows if len(rows) == len(content.rows) else np.repeat(rows, len(content.rows)), content.rows

    def _read(self, channel: Channel) -> Iterator[_Read]:
        for chapter, rows in channel.by_segment():
            entry = self._log.log.chapters[chapter].channels[channel.ids[chapter]]
            decoder = Decoder(entry, most_bytes=MAX_JSON_BYTES)
            for start in range(rows.start, rows.stop, _BLOCK):
                stop = min(start + _BLOCK, rows.stop)
                if decoder.plain_rows is not None:
                    yield from self._runs(channel, chapter, start, stop, decoder)
                else:
                    yield from self._alone(channel, start, stop, decoder)

    def _alone(self, channel: Channel, start: int, stop: int, decoder: Decoder) -> Iterator[_Read]:
        for row in range(start, stop):
            yield from self._one(channel, row, self._log.read(channel, row), decoder)
            self._progress(int(channel.size[row]))

    def _runs(self, channel: Channel, chapter: int, start: int, stop: int, decoder: Decoder) -> Iterator[_Read]:
        indices = channel.index[start:stop]
        for found in self._log.check_many(chapter, indices):
            if isinstance(found, Checked):
                yield from self._one(channel, start + int(np.searchsorted(indices, found.record.index)), found, decoder)
                continue
            yield from self._run(channel, start + np.searchsorted(indices, found.run.indices), found, decoder)
        self._progress(int(channel.size[start:stop].sum()))

    def _run(self, channel: Channel, at: npt.NDArray[np.int64], run: CheckedRun, decoder: Decoder) -> Iterator[_Read]:
        """Records that hold; the others of the run come alone."""
        held = run.holds
        self._tally.judged("RECORD_BROKEN", int(np.count_nonzero(held)))
        behind = held & ~run.proven
        self._tally.found_at("RECORD_BROKEN", channel, at[behind], lambda _: _BROKEN)
        sound = held & run.proven
        assert decoder.plain_rows is not None
        size, lengths = decoder.plain_rows.row_bytes, np.array(run.run.lengths, dtype=np.int64)
        torn = sound & (lengths % size != 0)
        self._tally.judged("SCHEMA", int(np.count_nonzero(sound)))
        odd = lengths[torn]
        self._tally.found_at("SCHEMA", channel, at[torn], lambda n: f"{odd[n]} bytes are no whole rows of {size}")
        cells, records = decoder.all_rows(run)
        kept = (sound & ~torn)[records]
        yield at[records[kept]], Table(rows=cells[kept], layout=decoder.plain_rows)

    def _one(self, channel: Channel, row: int, checked: Checked, decoder: Decoder) -> Iterator[_Read]:
        tally = self._tally
        if checked.withheld and checked.finding is None:
            tally.left("SCHEMA", _WITHHELD)
        tally.judged("RECORD_BROKEN")
        if checked.finding is not None or checked.verdict.intact is not Fact.YES:
            found = checked.finding
            text = checked.verdict.reason if found is None else found.said
            tally.found("RECORD_BROKEN", place_of(channel, row, text))
            return
        if checked.withheld:
            return
        if decoder.in_groups:
            tally.left("SCHEMA", _VIDEO)
            return
        tally.judged("SCHEMA")
        try:
            content = decoder.decode(checked, draft=True)
        except DecodeError as error:
            tally.found("SCHEMA", place_of(channel, row, str(error)))
            return
        if isinstance(content, Picture) and not content.whole:
            tally.found("SCHEMA", place_of(channel, row, content.notes[0]))
        yield np.array([row]), content
