"""The arrays of a comma2k19 segment: a folder of `t` and `value` for each signal, stamps in seconds since boot.

It must not know what the values mean. Layout: commaai/comma2k19, README.md, "Log Format".
"""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.channels import Stamps, plausible
from app.convert.encodings.npy import NpyError, array_of
from app.convert.stamps import Nanoseconds, to_ns
from app.convert.tree import MAX_FILE_BYTES, Tree

CLOCK = "boot"
_UNITS = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_NEAR = 0.02


@dataclass(slots=True)
class Arrays:
    """The arrays of one segment. `told`: what had to be assumed of them."""

    tree: Tree
    segment: str
    told: list[str] = field(default_factory=list)
    _usual_s: float | None = None

    def usual_s(self) -> float:
        """The middle of the middles of all stamps: what a clock that counts in seconds shows in this segment."""
        if self._usual_s is None:
            names = [name for name in self.tree.files if PurePosixPath(name).name in ("t", "frame_times")]
            middles = [
                float(np.median(found))
                for name in sorted(names)
                if name.startswith(self.at("")) and (found := self._numbers(name)) is not None and found.size
            ]
            finite = [one for one in middles if np.isfinite(one)]
            self._usual_s = float(np.median(finite)) if finite else 0.0
        return self._usual_s

    def at(self, name: str) -> str:
        """The name of a file of the segment in the tree."""
        return f"{self.segment}/{name}" if self.segment else name

    def array(self, name: str) -> npt.NDArray[Any] | None:
        """An array; None if it is not there, or cannot be read, which is counted."""
        at = self.at(name)
        raw = self.tree.read(at) if at in self.tree.files else None
        if raw is None:
            return None
        try:
            return array_of(raw)
        except NpyError as error:
            self.tree.refuse(at, str(error))
            return None

    def stamps(self, name: str) -> tuple[Nanoseconds, npt.NDArray[np.int64]] | None:
        """Stamps in ns and the rows that have one; None as `array`."""
        found = self.array(name)
        if found is None:
            return None
        if found.ndim != 1 or found.dtype.kind not in "iuf":
            self.tree.refuse(self.at(name), f"holds {found.dtype} of shape {found.shape} and no stamps")
            return None
        stamps, good = to_ns(found, 10**9 // self._per_second(name, found))
        self.tree.losses.add(self.at(name), "a stamp that is no number, or none that fits", int((~good).sum()))
        return stamps[good], np.flatnonzero(good)

    def pair(self, folder: str, columns: int) -> tuple[Stamps, npt.NDArray[np.float64]] | None:
        """Stamps and numbers (n, columns) of a folder; None if one of the two is not there, or cannot be read."""
        stamps, values = self.stamps(f"{folder}/t"), self.array(f"{folder}/value")
        if stamps is None or values is None:
            return None
        return self.joined(f"{folder}/value", stamps, values, columns)

    def joined(
        self, name: str, stamps: tuple[Nanoseconds, npt.NDArray[np.int64]], values: npt.NDArray[Any], columns: int
    ) -> tuple[Stamps, npt.NDArray[np.float64]] | None:
        """Numbers as (n, columns) with the stamps of their rows; what disagrees is counted."""
        if values.dtype.kind not in "iuf" or values.ndim not in (1, 2) or values.size != len(values) * columns:
            self.tree.refuse(self.at(name), f"holds {values.dtype} of shape {values.shape}, not {columns} columns")
            return None
        when, rows = stamps
        here = rows < len(values)
        unstamped = len(values) - int(here.sum())
        self.tree.losses.add(self.at(name), "a row without a stamp", unstamped)
        self.tree.losses.add(self.at(name), "a stamp without a row", int((~here).sum()))
        numbers = plausible(values.reshape(-1, columns)[rows[here]], self.tree.losses, self.at(name))
        return Stamps(capture_ns=when[here], clock=CLOCK), numbers

    def _per_second(self, name: str, found: npt.NDArray[Any]) -> int:
        """How many of the stamps' units make a second: by what the other clocks of the segment show."""
        usual = self.usual_s()
        middle = float(np.median(found)) if found.size else 0.0
        for unit, many in _UNITS.items():
            apart = abs(middle / many / usual - 1) if usual > 0 else 1.0
            if apart < _NEAR:
                self.told.append(f"stamps of {name} are in {unit}, by those of the others; comma2k19 says s")
                return many
        return 1

    def _numbers(self, at: str) -> npt.NDArray[Any] | None:
        # neither taken nor counted by that: each array is, when it is read for what it is
        raw = self.tree.head(at, MAX_FILE_BYTES)
        try:
            found = array_of(raw)
        except NpyError:
            return None
        return found if found.dtype.kind in "iuf" else None
