"""How the parts of the desk divide a room: a tree of rows and columns whose leaves are parts, in shares, never pixels.

It must not know Qt, nor what a part shows. One more part is one more name in `PartName`; a tree that does not have it
yet gets it beside the 3D view when it is asked for, a further camera beneath the first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Literal, get_args

import msgspec

PartName = Literal[
    "channels", "camera", "second", "space", "map", "plots", "timeline", "transport", "inspector", "state",
    "ledger", "trace", "object", "text",
    "camera_3", "camera_4", "camera_5", "camera_6", "camera_7", "camera_8", "camera_9", "camera_10", "camera_11",
    "camera_12",
]  # fmt: skip
PARTS: tuple[PartName, ...] = get_args(PartName)
FURTHER: tuple[PartName, ...] = tuple(name for name in PARTS if name.startswith("camera_"))
"""The third camera and on: a layout need not have them."""
CAMERAS: tuple[PartName, ...] = ("camera", "second", *FURTHER)
"""All cameras, in their order."""
_BESIDE: PartName = "space"
_ACROSS = 3
"""Further cameras side by side, before the next row begins."""
DEEPEST = 8
"""Rows and columns in each other."""

_WHOLE = 1.001
"""Shares are written with four digits."""

Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Path = tuple[int, ...]
"""Which tile of which tile, from the root on."""


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="is", tag="part"):
    """A part; one that is not in sight keeps its place."""

    name: PartName
    share: Share
    shown: bool = True


class Pages(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="is", tag="pages"):
    """Parts in one place, of which the one in front is in sight; a bar above them names them all."""

    names: Annotated[tuple[PartName, ...], msgspec.Meta(min_length=2, max_length=len(PARTS))]
    front: PartName
    share: Share


class Split(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="is"):
    """Several tiles in one room; their shares make one at most, and count among those that are in sight."""

    tiles: Annotated[tuple["Tile", ...], msgspec.Meta(min_length=1, max_length=len(PARTS))]
    share: Share = 1.0


class Row(Split, frozen=True, kw_only=True, tag="row"):
    """Side by side, from the left."""


class Column(Split, frozen=True, kw_only=True, tag="column"):
    """One above another, from the top."""


Tile = Cell | Pages | Row | Column


def parts(tile: Tile) -> Iterator[PartName]:
    """Every part in it, in their order."""
    match tile:
        case Cell():
            yield tile.name
        case Pages():
            yield from tile.names
        case _:
            for one in tile.tiles:
                yield from parts(one)


def in_front(pages: Pages, there: Sequence[PartName]) -> PartName | None:
    """The page that is in sight where only some of them are there, in their order; None: none is."""
    return pages.front if pages.front in there else next(iter(there), None)


def _there(pages: Pages, absent: Collection[PartName]) -> list[PartName]:
    return [name for name in pages.names if name not in absent]


def shown(tile: Tile, absent: Collection[PartName] = ()) -> frozenset[PartName]:
    """The parts that are to be in sight; `absent`: those that a log has nothing for."""
    match tile:
        case Cell():
            return frozenset({tile.name} if tile.shown else ())
        case Pages():
            front = in_front(tile, _there(tile, absent))
            return frozenset(() if front is None else {front})
        case _:
            return frozenset[PartName]().union(*(shown(one, absent) for one in tile.tiles))


def wanted(tile: Tile, absent: Collection[PartName] = ()) -> frozenset[PartName]:
    """The parts that must be built: those that are to be in sight, and pages, which may come to the front at once."""
    pages = (name for one in _leaves(tile) if isinstance(one, Pages) for name in one.names if name not in absent)
    return (shown(tile) - frozenset(absent)) | frozenset(pages)


def with_shown(tile: Tile, name: PartName, *, shown: bool, absent: Collection[PartName] = ()) -> Tile:
    """With a part in sight, or out of it; in front of a page that goes comes the next one that is there."""
    if name not in parts(tile):
        if not shown:
            return tile
        return _with_camera(tile, name) if name in FURTHER else _added(tile, Cell(name=name, share=0.5))
    return _shown(tile, name, absent, shown=shown)


def _shown(tile: Tile, name: PartName, absent: Collection[PartName], *, shown: bool) -> Tile:
    if isinstance(tile, Cell):
        return msgspec.structs.replace(tile, shown=shown) if tile.name == name else tile
    if isinstance(tile, Pages):
        there = _there(tile, absent)
        if name not in there or shown == (name == in_front(tile, there)):
            return tile
        behind = there[(there.index(name) + 1) % len(there)]
        return msgspec.structs.replace(tile, front=name if shown else behind)
    return msgspec.structs.replace(tile, tiles=tuple(_shown(one, name, absent, shown=shown) for one in tile.tiles))


def _added(tile: Tile, cell: Tile, beneath: PartName = _BESIDE) -> Tile:
    """With one more part beneath another one, in its room."""
    if isinstance(tile, Cell | Pages):
        if beneath not in parts(tile):
            return tile
        both = msgspec.structs.replace(tile, share=1 - cell.share), cell
        return Column(tiles=both, share=tile.share)
    return msgspec.structs.replace(tile, tiles=tuple(_added(one, cell, beneath) for one in tile.tiles))


def _with_camera(tile: Tile, name: PartName) -> Tile:
    """With one more camera: a page where cameras are pages, else among the further ones beneath the first."""
    pages = next((one for one in _leaves(tile) if isinstance(one, Pages) and set(one.names) & set(CAMERAS)), None)
    if pages is not None:
        return _replaced(tile, pages, msgspec.structs.replace(pages, names=(*pages.names, name), front=name))
    wall = _wall(tile)
    if wall is None:
        beneath: PartName = "camera" if "camera" in parts(tile) else _BESIDE
        return _added(tile, Cell(name=name, share=0.4), beneath)
    cells = [*(one for one in _leaves(wall) if isinstance(one, Cell)), Cell(name=name, share=1.0)]
    rows = [cells[at : at + _ACROSS] for at in range(0, len(cells), _ACROSS)]
    made = [Row(tiles=tuple(_even(one, len(row)) for one in row), share=_part(len(rows))) for row in rows]
    return _replaced(tile, wall, Column(tiles=tuple(made), share=wall.share))


def _wall(tile: Tile) -> Tile | None:
    """The largest piece that has nothing but further cameras; None: there is none."""
    if set(parts(tile)) <= set(FURTHER):
        return tile
    if isinstance(tile, Cell | Pages):
        return None
    found = [one for one in map(_wall, tile.tiles) if one is not None]
    return max(found, key=lambda one: len(list(parts(one))), default=None)


def _even(cell: Cell, of: int) -> Cell:
    return msgspec.structs.replace(cell, share=_part(of))


def _part(of: int) -> float:
    """A share of so many equal ones, in the digits that a file has."""
    return int(10_000 / of) / 10_000


def _replaced(tile: Tile, old: Tile, new: Tile) -> Tile:
    if tile is old:
        return new
    if isinstance(tile, Cell | Pages):
        return tile
    return msgspec.structs.replace(tile, tiles=tuple(_replaced(one, old, new) for one in tile.tiles))


def split_at(tile: Tile, path: Path) -> Row | Column:
    """The split at that path."""
    assert isinstance(tile, Row | Column)
    return split_at(tile.tiles[path[0]], path[1:]) if path else tile


def with_shares(tile: Tile, path: Path, shares: Mapping[int, float]) -> Tile:
    """With other shares of some tiles of the split at that path."""
    assert isinstance(tile, Row | Column)
    if path:
        changed = {path[0]: with_shares(tile.tiles[path[0]], path[1:], shares)}
    else:
        changed = {at: msgspec.structs.replace(tile.tiles[at], share=share) for at, share in shares.items()}
    return msgspec.structs.replace(tile, tiles=tuple(changed.get(at, one) for at, one in enumerate(tile.tiles)))


def fault(tile: Tile) -> str | None:
    """Why nobody can lay that out, in words; None: it is sound."""
    names = list(parts(tile))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        return f"it has the part “{twice}” twice"
    behind = next((one for one in _leaves(tile) if isinstance(one, Pages) and one.front not in one.names), None)
    if behind is not None:
        return f"“{behind.front}” is in front of pages of which it is none"
    if any(sum(one.share for one in split.tiles) > _WHOLE for split in _splits(tile)):
        return "the shares of tiles in one row or column make more than 1"
    if _depth(tile) > DEEPEST:
        return f"its rows and columns lie more than {DEEPEST} deep in each other"
    missing = next((name for name in ("space", "plots", "timeline", "transport") if name not in names), None)
    if missing is not None:
        return f"it has no part “{missing}”"
    if "transport" not in shown(tile):
        return "it hides the part “transport”, which has the clock and the meaning of time"
    if not _on_one_axis(tile):
        return "plots, timeline and transport do not stand in one column: they have one axis of time"
    return None


def _leaves(tile: Tile) -> Iterator[Cell | Pages]:
    if isinstance(tile, Cell | Pages):
        yield tile
    else:
        for one in tile.tiles:
            yield from _leaves(one)


def _splits(tile: Tile) -> Iterator[Row | Column]:
    if isinstance(tile, Row | Column):
        yield tile
        for one in tile.tiles:
            yield from _splits(one)


def _depth(tile: Tile) -> int:
    return 0 if isinstance(tile, Cell | Pages) else 1 + max(_depth(one) for one in tile.tiles)


def _on_one_axis(tile: Tile) -> bool:
    columns = (one for one in _splits(tile) if isinstance(one, Column))
    there = [{cell.name for cell in column.tiles if isinstance(cell, Cell)} for column in columns]
    return any(names >= {"plots", "timeline", "transport"} for names in there)
