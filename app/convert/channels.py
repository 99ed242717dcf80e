"""The channels of a recording while they are found: each gets its number, the name of its area and its order here.

It must not know any format. Channels that nobody asked for are left out, and are no losses.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.recording import Choice, Losses
from app.convert.stamps import Nanoseconds, oddities
from app.convert.streams import Read, Rows, Stream, area, arrived, nominal_hz
from app.kinds.channel_spec import ChannelSpec
from app.kinds.declared import field_specs
from app.kinds.genesis import MAX_CHANNELS
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout

_LARGEST = 1e30


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """When the rows of a channel were captured, in their order in the source (n,), and when they arrived.

    `arrival_ns` None: nobody noted it. `synthesised`: the source has no times, these are at a nominal rate.
    """

    capture_ns: Nanoseconds
    arrival_ns: Nanoseconds | None = None
    synthesised: bool = False
    clock: str | None = None

    def some(self, rows: npt.NDArray[Any]) -> "Stamps":
        """Those of these rows."""
        arrival = None if self.arrival_ns is None else self.arrival_ns[rows]
        return Stamps(
            capture_ns=self.capture_ns[rows], arrival_ns=arrival, synthesised=self.synthesised, clock=self.clock
        )


@dataclass(slots=True)
class Channels:
    """Channels in the order in which they are added. `names`: of all that could be taken, wanted or not."""

    choice: Choice
    losses: Losses
    streams: list[Stream] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    _areas: set[str] = field(default_factory=set)

    def add(
        self, name: str, kind: str, codec_name: str, stamps: Stamps, read: Read, *, sizes: Sequence[int] | Rows,
        layout: RowLayout | None = None, key_frames: npt.NDArray[np.bool_] | None = None, **said: Any,  # noqa: ANN401 - as ChannelSpec has them
    ) -> None:  # fmt: skip
        """Add a channel, a record a stamp; `read` is given rows of the source.

        `sizes`: bytes of each record, at most (n,). `layout`: of packed rows, declared in the channel table where the
        codec has none of its own. `said`: further members of the channel's entry.
        """
        assert len(sizes) == len(stamps.capture_ns)
        self.names.append(name)
        if not self.choice.takes(name):
            return
        if not len(sizes):
            self.losses.add(name, "has no record at all")
            return
        if len(self.streams) == MAX_CHANNELS:
            self.losses.add(name, f"a log has at most {MAX_CHANNELS} channels")
            return
        rows, capture, arrival = arrived(stamps.capture_ns, stamps.arrival_ns)
        odd = oddities(stamps.capture_ns)
        fixed = codec(kind, codec_name).layout
        layout = fixed or layout
        number = len(self.streams) + 1
        spec = ChannelSpec(
            id=number,
            name=name,
            area=area(name, number, self._areas),
            kind=kind,
            codec=codec_name,
            stamp=said.pop("stamp", "instant"),
            arrival="assumed" if stamps.arrival_ns is None else "measured",
            capture="synthesised" if stamps.synthesised else "measured",
            row_bytes=1 if layout is None else layout.row_bytes,
            max_bytes=max(1, int(max(sizes))),
            rate_hz=said.pop("rate_hz", nominal_hz(odd)),
            fields=() if layout is None or fixed is not None else field_specs(layout),
            clock=None if stamps.synthesised else stamps.clock,
            **said,
        )
        ordered = np.asarray(sizes, dtype=np.int64)[rows]
        self.streams.append(
            Stream(
                spec=spec, rows=rows, capture_ns=capture, arrival_ns=arrival, oddities=odd, read=read, sizes=ordered,
                key_frames=None if key_frames is None else key_frames[rows],
            )
        )  # fmt: skip

    def add_rows(
        self, name: str, kind: str, stamps: Stamps, values: npt.NDArray[Any], *, layout: RowLayout | None = None,
        **said: Any,  # noqa: ANN401 - as ChannelSpec has them
    ) -> None:  # fmt: skip
        """Add a channel of packed rows that are at hand, a record each."""
        read = packed(values)
        sizes = np.full(len(values), values.dtype.itemsize)
        self.add(name, kind, "rows", stamps, read, sizes=sizes, layout=layout, **said)

    def add_bursts(
        self, name: str, kind: str, codec_name: str, stamps: Stamps, values: npt.NDArray[Any], layout: RowLayout,
        first: Rows | None = None, **said: Any,  # noqa: ANN401 - as ChannelSpec has them
    ) -> None:  # fmt: skip
        """Add a channel of packed rows of which several that follow each other are one record, with the first's stamp.

        `first` (m,): where records begin, the first row being one of them; None: where the stamp changes.
        """
        if first is None:
            changes = np.flatnonzero(np.diff(stamps.capture_ns)) + 1
            first = np.concatenate([np.zeros(min(1, len(values)), dtype=np.int64), changes])
            # what comes in bursts has no rate
            said = {"rate_hz": None, **said}
        behind = np.append(first[1:], len(values)) if len(first) else first
        sizes = (behind - first) * values.dtype.itemsize
        read = one_by_one(lambda row: values[first[row] : behind[row]].tobytes())
        self.add(name, kind, codec_name, stamps.some(first), read, sizes=sizes, layout=layout, **said)

    def add_each(
        self, name: str, kind: str, codec_name: str, stamps: Stamps, made: Callable[[int], bytes | None],
        *, sizes: Sequence[int] | Rows, **said: Any,  # noqa: ANN401 - as ChannelSpec has them
    ) -> None:  # fmt: skip
        """Add a channel whose records are made one by one, of their rows."""
        self.add(name, kind, codec_name, stamps, one_by_one(made), sizes=sizes, **said)

    def done(self) -> tuple[Stream, ...]:
        """All streams; raises ConvertError if one was asked for that is not there.

        What was lost of channels that nobody asked for is no loss, where it is told by their names.
        """
        self.choice.require_known(self.names)
        asked = [name for name in self.names if self.choice.takes(name)]
        others = [name for name in self.names if not self.choice.takes(name)]
        for where, why in list(self.losses.counts):
            if _is_of(where, others) and not _is_of(where, asked):
                del self.losses.counts[where, why]
        return tuple(self.streams)


def _is_of(where: str, names: Sequence[str]) -> bool:
    """Whether a place in the source is called as one of these channels is, or as a folder of it or in it."""
    place = f"{where.strip('/')}/"
    return any(place.startswith(one) or one.startswith(place) for one in (f"{name.strip('/')}/" for name in names))


def plausible(values: npt.NDArray[Any], losses: Losses, where: str) -> npt.NDArray[np.float64]:
    """Numbers as float64, in which what is infinite or beyond 1e30 is NaN, and counted.

    No quantity of a vehicle is so large, and what is reckoned with it would overflow.
    """
    numbers = values.astype(np.float64)
    there = ~np.isnan(numbers)
    good = there & (np.abs(np.where(there, numbers, 0.0)) < _LARGEST)
    losses.add(where, "a number that is infinite or larger than 1e30", int((there & ~good).sum()))
    # a signalling NaN becomes a quiet one
    return np.where(good, numbers, np.nan)


def packed(values: npt.NDArray[Any]) -> Read:
    """A reader of packed rows that are at hand, shape (n,)."""
    return one_by_one(lambda row: values[row : row + 1].tobytes())


def one_by_one(made: Callable[[int], bytes | None]) -> Read:
    """A reader of records that are made one by one."""

    def read(rows: Rows) -> Iterator[bytes | None]:
        return (made(row) for row in rows.tolist())

    return read
