"""The first row of every record of a channel, read in blocks: neighbours together, each with the check of a moment's.

It must not know threads, nor what rows are for.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from app.chain.check import Checked
from app.kinds.row_layout import RowLayout
from app.log.channel import Channel, Mode
from app.replay.priority import right_of_way
from app.replay.sampler import Sampler
from app.replay.series import Series
from app.scene.content import Points, Rows, Table
from app.scene.standing import Standing, standing, standings

_BLOCK = 1024
"""Records between two of its steps: some milliseconds, or tens where records are decoded one by one."""


class FirstRows:
    """Reads a channel, in the order of its rows. Not safe from several threads."""

    def __init__(self, sampler: Sampler, channel: Channel) -> None:
        """Begin with nothing read."""
        self._sampler = sampler
        self._channel = channel
        self._rows: Rows | None = None
        self._layout: RowLayout | None = None
        self._expected: RowLayout | None = None
        """What its segments declare, should no record hold."""
        self._failed = np.ones(len(channel), dtype=np.bool_)
        self._standing = np.full(len(channel), Standing.UNCHECKED, dtype=np.int8)
        self._done = 0

    def blocks(self) -> Iterator[int]:
        """Read on; how many rows were read so far."""
        for chapter, rows in self._channel.by_segment():
            for start in range(rows.start, rows.stop, _BLOCK):
                stop = min(start + _BLOCK, rows.stop)
                decoder = self._sampler.decoder(self._channel, chapter)
                if decoder.plain_rows is not None:
                    self._read_runs(chapter, start, stop)
                else:
                    for row in range(start, stop):
                        self._read_alone(row)
                self._done = stop
                yield stop

    def series(self) -> Series | None:
        """What was read so far, in the order of capture; None: no record has rows, as far as it was read."""
        rows, layout = self._rows, self._layout
        if layout is None:
            layout = self._expected
        if layout is None:
            return None
        if rows is None:
            rows = layout.unknown(len(self._channel))
        channel, done = self._channel, self._done
        order = channel.by_capture if done == len(channel) else channel.by_capture[channel.by_capture < done]
        times, arrival, found = channel.time_ns(Mode.CAPTURE)[order], channel.arrival_ns[order], rows[order]
        failed, stands = self._failed[order], self._standing[order]
        for array in (order, times, arrival, found, failed, stands):
            array.flags.writeable = False
        return Series(
            channel=channel.name, rows=order, times_ns=times, arrival_ns=arrival,
            table=Table(rows=found, layout=layout), failed=failed, standing=stands, complete=done == len(channel),
        )  # fmt: skip

    def _read_runs(self, chapter: int, start: int, stop: int) -> None:
        indices = self._channel.index[start:stop]
        decoder = self._sampler.decoder(self._channel, chapter)
        assert decoder.plain_rows is not None
        self._expected = self._expected or decoder.plain_rows
        for found in self._sampler.log.check_many(chapter, indices):
            if isinstance(found, Checked):
                self._take_alone(start + int(np.searchsorted(indices, found.record.index)), found)
                continue
            rows, there = decoder.first_rows(found)
            at = start + np.searchsorted(indices, found.run.indices)
            self._take(at, rows, there, decoder.plain_rows)
            self._standing[at] = standings(found)
            right_of_way.let_pass()

    def _take_alone(self, row: int, checked: Checked) -> None:
        """A record that does not plainly hold, with what `check` says of it."""
        if checked.usable:
            self._read_alone(row)
        else:
            self._standing[row] = standing(checked)

    def _read_alone(self, row: int) -> None:
        loaded = self._sampler.load(self._channel, row, keep=False)
        self._standing[row] = loaded.standing
        found = loaded.content.table if isinstance(loaded.content, Points) else loaded.content
        if isinstance(found, Table) and len(found.rows):
            self._take(np.array([row]), found.rows[:1], np.array([True]), found.layout)

    def _take(self, at: npt.NDArray[np.int64], rows: Rows, there: npt.NDArray[np.bool_], layout: RowLayout) -> None:
        if not there.any():
            return
        if self._rows is None or self._layout is None:
            self._rows, self._layout = layout.unknown(len(self._channel)), layout
        if layout is not self._layout and not _alike(layout, self._layout):
            return  # other columns than those before: another thing under the same name
        self._rows[at] = rows
        self._failed[at] = ~there


def _alike(one: RowLayout, other: RowLayout) -> bool:
    """Whether columns of two segments mean the same."""
    return [field.document(None) for field in one.fields] == [field.document(None) for field in other.fields]
