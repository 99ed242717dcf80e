"""Where every tile lies in a room of so many pixels, and between which of them there is something to drag.

It must not know Qt. No part is made smaller than it can be, as long as there is room for that.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.ui.layouts.tile import Cell, Column, Pages, PartName, Path, Row, Tile, in_front

GAP = 1
"""Pixels between two tiles."""
UNITS = 10_000
"""A share is written with four digits: they tell pixels apart on any screen."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How small a part may be, in pixels; `fixed`: it has just this height wherever it stands in a column.

    `folded`: so wide is what stands for it in a row while it is out of sight; 0: nothing does. `narrow`: that is it.
    """

    width: int
    height: int
    fixed: bool = False
    folded: int = 0
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Rect:
    """Pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Between two tiles that can be made larger and smaller at the cost of each other."""

    path: Path
    """Of their split."""
    before: int
    """Which tiles of it."""
    after: int
    across: bool
    """Whether they stand side by side."""
    rect: Rect
    low: int
    """How far it can be moved: the least and the greatest x or y of it."""
    high: int
    sizes: tuple[tuple[int, int], ...]
    """Every tile of the split that can be made larger or smaller, and how large it is."""

    def shares(self, to: int, held: Sequence[float]) -> dict[int, float]:
        """What the tiles have when this is moved to that x or y; `held` has the shares of all tiles of the split."""
        at = min(max(to, self.low), self.high)
        by = at - (self.rect.x if self.across else self.rect.y)
        change = {self.before: by, self.after: -by}
        sizes = {tile: max(size + change.get(tile, 0), 1) for tile, size in self.sizes}
        # together what they had, in the digits that a file has
        units = max(round(sum(held[tile] for tile in sizes) * UNITS), len(sizes))
        return {
            tile: part / UNITS
            for tile, part in zip(sizes, shared(units, list(sizes.values()), [1] * len(sizes)), strict=True)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The names of pages, above them."""

    names: tuple[PartName, ...]
    """Of the parts that are there."""
    front: PartName
    rect: Rect


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is."""

    rects: Mapping[str, Rect]
    """Of the parts that are in sight."""
    gaps: tuple[Gap, ...]
    bars: tuple[Bar, ...] = ()
    folded: Mapping[PartName, Rect] = field(default_factory=dict)
    """Of what stands for parts that are out of sight."""


def planned(tile: Tile, room: Rect, limits: Mapping[PartName, Limits], *, bar: int = 0) -> Plan:
    """Lay a tree out; only parts with limits are there, and of those only the ones that are to be in sight.

    `bar`: how high the names of pages are, in pixels.
    """
    return _Planning(limits, bar).plan(tile, room)


def shared(room: int, shares: Sequence[float], least: Sequence[int]) -> list[int]:
    """So many pixels among those with these shares; none gets less than it needs while there is enough for all."""
    weights = [float(max(one, 1)) for one in least] if sum(least) >= room else _weights(room, shares, least)
    whole = sum(weights)
    exact = [max(room, 0) * weight / whole for weight in weights]
    sizes = [math.floor(one + 1e-9) for one in exact]
    by_rest = sorted(range(len(sizes)), key=lambda at: sizes[at] - exact[at])
    for at in by_rest[: max(room, 0) - sum(sizes)]:
        sizes[at] += 1
    return sizes


def _weights(room: int, shares: Sequence[float], least: Sequence[int]) -> list[float]:
    """Pixels, not yet whole ones."""
    held: set[int] = set()
    while True:
        free = room - sum(least[at] for at in held)
        whole = sum(share for at, share in enumerate(shares) if at not in held)
        short = {at for at, share in enumerate(shares) if at not in held and share * free < least[at] * whole}
        if not short:
            return [least[at] if at in held else share * free / whole for at, share in enumerate(shares)]
        held |= short


class _Planning:
    """What is known while a tree is laid out."""

    def __init__(self, limits: Mapping[PartName, Limits], bar: int) -> None:
        self._limits, self._bar = limits, bar
        self._rects: dict[str, Rect] = {}
        self._folded: dict[PartName, Rect] = {}
        self._gaps: list[Gap] = []
        self._bars: list[Bar] = []

    def plan(self, tile: Tile, room: Rect) -> Plan:
        """Once only."""
        if self._least(tile) is not None:
            self._place(tile, room, ())
        return Plan(self._rects, tuple(self._gaps), tuple(self._bars), self._folded)

    def _least(self, tile: Tile) -> Limits | None:
        """How small it may be; None: nothing of it is in sight."""
        if isinstance(tile, Cell):
            return self._limits.get(tile.name) if tile.shown else None
        if isinstance(tile, Pages):
            return self._least_of_pages(tile)
        inner = self._inner(tile).values()
        if not inner:
            return None
        gaps = GAP * (len(inner) - 1)
        if isinstance(tile, Row):
            return Limits(sum(one.width for one in inner) + gaps, max(one.height for one in inner))
        return Limits(max(one.width for one in inner), sum(one.height for one in inner) + gaps)

    def _inner(self, tile: Row | Column) -> dict[int, Limits]:
        """How small each tile may be of which something is in sight, beside others also what stands for a part."""
        found: dict[int, Limits] = {}
        for at, one in enumerate(tile.tiles):
            least = self._least(one)
            if least is None and isinstance(tile, Row) and isinstance(one, Cell) and one.name in self._limits:
                folded = self._limits[one.name].folded
                least = Limits(folded, 1, narrow=True) if folded else None
            if least is not None:
                found[at] = least
        return found if any(not one.narrow for one in found.values()) else {}

    def _least_of_pages(self, tile: Pages) -> Limits | None:
        """As much as any of them needs: nothing moves when another one comes to the front."""
        pages = [self._limits[name] for name in self._there(tile)]
        if not pages:
            return None
        above = self._bar if len(pages) > 1 else 0
        return Limits(max(one.width for one in pages), max(one.height for one in pages) + above)

    def _there(self, pages: Pages) -> tuple[PartName, ...]:
        return tuple(name for name in pages.names if name in self._limits)

    def _place(self, tile: Tile, room: Rect, path: Path) -> None:
        if isinstance(tile, Cell):
            if tile.shown:
                self._rects[tile.name] = room
            else:
                self._folded[tile.name] = room
        elif isinstance(tile, Pages):
            self._place_pages(tile, room)
        else:
            self._divide(tile, room, path)

    def _place_pages(self, tile: Pages, room: Rect) -> None:
        there = self._there(tile)
        front = in_front(tile, there)
        assert front is not None
        above = min(self._bar, room.height) if len(there) > 1 else 0
        if above:
            bar = Rect(room.x, room.y, room.width, above)
            self._bars.append(Bar(names=there, front=front, rect=bar))
        self._rects[front] = Rect(room.x, room.y + above, room.width, room.height - above)

    def _divide(self, tile: Row | Column, room: Rect, path: Path) -> None:
        across = isinstance(tile, Row)
        there = self._inner(tile)
        if across:
            fixed = {at: one.width for at, one in there.items() if one.narrow}
        else:
            fixed = {at: one.height for at, one in there.items() if one.fixed}
        loose = [at for at in there if at not in fixed]
        whole = max((room.width if across else room.height) - GAP * (len(there) - 1), 0)
        if sum(fixed.values()) > whole:
            # no part lies outside of its room, where it would cover what is beside it
            fixed = dict(zip(fixed, shared(whole, list(fixed.values()), list(fixed.values())), strict=True))
        free = whole - sum(fixed.values())
        least = [there[at].width if across else there[at].height for at in loose]
        sizes = fixed | dict(zip(loose, shared(free, [tile.tiles[at].share for at in loose], least), strict=True))
        needs = dict(zip(loose, least, strict=True))
        place = room.x if across else room.y
        placed: dict[int, Rect] = {}
        for at in there:
            size = sizes[at]
            placed[at] = Rect(place, room.y, size, room.height) if across else Rect(room.x, place, room.width, size)
            self._place(tile.tiles[at], placed[at], (*path, at))
            place += size + GAP
        for before, after in _neighbours(there, loose):
            one, other = placed[before], placed[after]
            self._gaps.append(
                Gap(
                    path=path, before=before, after=after, across=across, sizes=tuple((at, sizes[at]) for at in loose),
                    rect=Rect(other.x - GAP, other.y, GAP, other.height) if across
                    else Rect(other.x, other.y - GAP, other.width, GAP),
                    low=(one.x if across else one.y) + min(needs[before], sizes[before]),
                    high=(other.x + other.width if across else other.y + other.height)
                    - GAP - min(needs[after], sizes[after]),
                )
            )  # fmt: skip


def _neighbours(there: Iterable[int], loose: Sequence[int]) -> list[tuple[int, int]]:
    """Each two that stand next to each other and are both free to change."""
    order = list(there)
    return [both for both in pairwise(order) if both[0] in loose and both[1] in loose]
