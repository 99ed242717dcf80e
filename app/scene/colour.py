"""Colours of points: which number a point is coloured by, over which range, and the table of colours, for views and
figures alike.

It must not know how points are drawn. A point carries an index (uint8) into a table of 256 colours: what is unknown,
above the range, on the ground or selected has indices of its own, so that no drawing mixes it up with a value.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from app.scene.placed import Array, PlacedPoints
from app.scene.thinning import even_rows

Index = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

UNKNOWN = 0
FIRST, LAST = 1, 239
"""The range, from its lower end to its upper end."""
ABOVE = 240
GROUND, GROUND_LAST = 241, 254
"""Grey, dark to light by intensity."""
SELECTED = 255
GROUND_HEIGHT_M = 0.16
_MOST_RINGS = 255.0
_ENOUGH = 200_000
"""Points of a cloud to which a range is fitted."""
DIMMED = 0.42
"""How bright a point above the range is."""
CANVAS = (0x0B, 0x0D, 0x0F)
"""Red, green, blue behind the points: the same in every theme."""
HEIGHT_RAMP = ("23405E", "3A5F86", "6F8791", "B0A574", "DCC25F", "F6E58D")
_INTENSITY_RAMP = ("1F2A36", "4A6178", "8FA6B8", "DDE7EE")
_AGE_RAMP = ("56B4E9", "3A5F86", "6D5BA6", "D9692D")
_RANGE_RAMP = ("F6E58D", "B0A574", "6F8791", "3A5F86", "23405E")
_CLASSES = ("56B4E9", "E69F00", "009E73", "F0E442", "CC79A7", "D55E00", "0072B2", "B1B8C0")
"""Okabe and Ito, 2008."""
_INTENSITIES = ("intensity", "reflectivity", "rcs")
"""What columns are called that say how strong a return was, the first there is."""


class ColourBy(Enum):
    """What a point is coloured by."""

    HEIGHT = "height"
    INTENSITY = "intensity"
    RING = "ring"
    RANGE = "range"
    AGE = "age"
    CLASS = "class"


_COLUMNS = {ColourBy.INTENSITY: _INTENSITIES, ColourBy.RING: ("ring",), ColourBy.CLASS: ("label",)}
"""What columns are called that say it."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers between which colours run. `high` is above `low`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        assert np.isfinite([self.low, self.high]).all()
        assert self.low < self.high


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourMap:
    """One way to colour points. `table`: uint8 (256, 4), blue, green, red, 255; read-only."""

    by: ColourBy
    title: str
    unit: str
    usual: Range
    table: Index

    def colours(self, *, greyed: bool = False) -> Index:
        """The table; greyed: for points that must not be taken for what was known then."""
        return _greyed(self.table) if greyed else self.table

    def legend(self, count: int) -> list[tuple[int, int, int]]:
        """Red, green, blue at so many even steps of the range, for a ramp beside the picture."""
        at = np.linspace(FIRST, LAST, count).round().astype(np.int64)
        return [(int(r), int(g), int(b)) for b, g, r, _ in self.table[at].tolist()]

    def packed(self, *, greyed: bool = False) -> npt.NDArray[np.uint32]:
        """The colours as numbers 0xFFRRGGBB (256,), as pictures have them in memory."""
        return np.ascontiguousarray(self.colours(greyed=greyed)).view("<u4").ravel().astype(np.uint32)


def rgb(text: str) -> tuple[int, int, int]:
    """Red, green, blue of six hexadecimal digits."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def _greyed(table: Index) -> Index:
    """Without hue and near the canvas; luma by ITU-R BT.601."""
    luma = table[:, :3].astype(np.float64) @ (0.114, 0.587, 0.299)
    canvas = np.array(CANVAS[::-1], dtype=np.float64)
    made = table.copy()
    made[:, :3] = np.round(canvas + DIMMED * (luma[:, None] - canvas))
    made.flags.writeable = False
    return made


def _table(stops: tuple[str, ...], *, steps: bool = False) -> Index:
    """Between the stops in even steps, or the stops again and again."""
    table = np.full((256, 4), 255, dtype=np.uint8)
    colours = np.array([rgb(stop) for stop in stops], dtype=np.float64)
    count = LAST - FIRST + 1
    if steps:
        ramp = colours[np.arange(count) % len(stops)]
    else:
        at = np.linspace(0, len(stops) - 1, count)
        ramp = np.stack([np.interp(at, np.arange(len(stops)), colours[:, part]) for part in range(3)], axis=1)
    table[FIRST : LAST + 1, 2::-1] = np.round(ramp)
    table[UNKNOWN, :3] = 0x72, 0x6A, 0x62
    canvas = np.array(CANVAS, dtype=np.float64)
    table[ABOVE, 2::-1] = np.round(canvas + DIMMED * (ramp[-1] - canvas))
    greys = np.linspace(0x38, 0xA0, GROUND_LAST - GROUND + 1)
    table[GROUND : GROUND_LAST + 1, :3] = np.round(greys)[:, None]
    table[GROUND : GROUND_LAST + 1, 0] = np.minimum(np.round(greys * 1.1) + 3, 255)  # a little blue, as the pane is
    table.flags.writeable = False
    return table


def _map(by: ColourBy, unit: str, usual: Range, stops: tuple[str, ...]) -> ColourMap:
    table = _table(stops, steps=by is ColourBy.CLASS)
    return ColourMap(by=by, title=by.value.capitalize(), unit=unit, usual=usual, table=table)


COLOUR_MAPS = {
    one.by: one
    for one in (
        _map(ColourBy.HEIGHT, "m", Range(0, 5), HEIGHT_RAMP),
        _map(ColourBy.INTENSITY, "", Range(0, 255), _INTENSITY_RAMP),
        _map(ColourBy.RING, "", Range(0, 63), HEIGHT_RAMP),
        _map(ColourBy.RANGE, "m", Range(0, 60), _RANGE_RAMP),
        _map(ColourBy.AGE, "ms", Range(0, 200), _AGE_RAMP),
        _map(ColourBy.CLASS, "", Range(0, LAST - FIRST), _CLASSES),
    )
}


def scale(values: npt.NDArray[np.floating], over: Range) -> Index:
    """Indices (n,) of numbers: NaN is unknown, what lies below the range has its lowest colour, above it `ABOVE`."""
    with np.errstate(over="ignore", invalid="ignore"):
        share = np.asarray(values.astype(np.float32, copy=False) - np.float32(over.low))
        share *= np.float32((LAST - FIRST + 1) / (over.high - over.low))
    unknown = np.flatnonzero(np.isnan(share))
    share[unknown] = 0
    index = np.clip(share, 0, LAST - FIRST, out=share).astype(np.uint8)
    index += np.uint8(FIRST)
    index[values > over.high] = ABOVE
    index[unknown] = UNKNOWN
    return index


def scalar(points: PlacedPoints, by: ColourBy, *, height: Array | Floats | None = None) -> Floats | None:
    """What points are coloured by, float32 (n,); None: this cloud does not say. `height`: z in the display frame."""
    count = len(points.points.xyz)
    if by is ColourBy.HEIGHT:
        found = heights(points) if height is None else np.asarray(height)
        return found.astype(np.float32)
    if by is ColourBy.RANGE:
        x, y, z = points.points.xyz.T
        with np.errstate(over="ignore"):  # infinitely far is beyond any range as well
            return np.asarray(np.sqrt(x * x + y * y + z * z), dtype=np.float32)
    if by is ColourBy.AGE:
        age = np.full(count, points.age_ns / 1e6, dtype=np.float32)
        since = points.points.column("time_ns")
        return age if since is None else np.asarray(age - since / np.float32(1e6), dtype=np.float32)
    return _first_column(points, _COLUMNS[by])


def tells(points: PlacedPoints, by: ColourBy) -> bool:
    """Whether a cloud has in its columns what it is to be coloured by."""
    names = _COLUMNS.get(by)
    return names is None or any(one.name in names for one in points.points.table.layout.fields)


def _first_column(
    points: PlacedPoints, names: Sequence[str], rows: npt.NDArray[np.int64] | None = None
) -> Floats | None:
    """The first of these columns that a cloud has, of all its points or some; None: it has none of them."""
    columns = (points.points.column(name, rows) for name in names)
    return next((column for column in columns if column is not None), None)


def heights(points: PlacedPoints) -> Floats:
    """Heights of points in the display frame, float32 (n,)."""
    x, y, z = points.points.xyz.T
    a, b, c, d = points.target_from_channel[2].astype(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(x * a + y * b + z * c + d, dtype=np.float32)


def indices(points: PlacedPoints, by: ColourBy, over: Range) -> Index:
    """Index of each point (n,) in the table of that colour map; a cloud that does not say has `UNKNOWN` throughout."""
    values = scalar(points, by)
    if values is None:
        return np.full(len(points.points.xyz), UNKNOWN, dtype=np.uint8)
    if by is ColourBy.CLASS:
        known = np.isfinite(values)
        number = np.where(known, values, 0).astype(np.int64) % (LAST - FIRST + 1)
        return np.where(known, number + FIRST, UNKNOWN).astype(np.uint8)
    index = scale(values, over)
    if by is ColourBy.HEIGHT:
        low = np.flatnonzero(values < GROUND_HEIGHT_M)
        index[low] = GROUND + _steps(points, low)
    return index


def usual_range(points: Sequence[PlacedPoints], by: ColourBy) -> Range:
    """Between which numbers colours run unless somebody says otherwise: ages up to the oldest of sweeps that are
    accumulated, rings up to the last of these points, in eights, so that it is the same for every sweep.
    """
    usual = COLOUR_MAPS[by].usual
    if by is ColourBy.AGE:
        oldest = max((one.age_ns for one in points if one.back), default=0)
        return Range(usual.low, max(usual.high, math.ceil(oldest / 1e8) * 100.0))
    told = _telling(points, by)
    if by is ColourBy.INTENSITY and told:
        return intensity_range(told[0])
    if by is ColourBy.RING:
        rings = [values[np.isfinite(values)] for values in _columns_of(told, by)]
        last = max((float(ring.max(initial=-1)) for ring in rings), default=-1.0)
        return usual if last < 0 else Range(usual.low, min(math.floor(last / 8) * 8 + 7.0, _MOST_RINGS))
    return usual


def fitting_range(points: Sequence[PlacedPoints], by: ColourBy) -> Range | None:
    """Between which numbers colours run so that they show most of these points: one point in a hundred may lie below,
    and one above. None: nothing of them says it. By height: of what is not ground, which is grey.
    """
    found = _columns_of([_few(one) for one in _telling(points, by)], by)
    values = np.concatenate(found) if found else np.empty(0, dtype=np.float32)
    values = values[np.isfinite(values)]
    if by is ColourBy.HEIGHT:
        values = values[values >= GROUND_HEIGHT_M]
    if not len(values):
        return None
    whole = by in (ColourBy.RING, ColourBy.AGE)
    low, high = (float(one) for one in np.percentile(values, (0, 100) if whole else (1, 99)))
    step = _step(high - low)
    low, high = (round(one, 6) for one in (math.floor(low / step) * step, math.ceil(high / step) * step))
    return Range(low, high if high > low else low + step)


def _few(points: PlacedPoints) -> PlacedPoints:
    """Of very many points an even share: it has the same hundredths."""
    count = len(points.points.xyz)
    return points if count <= _ENOUGH else points.thinned(even_rows(count, _ENOUGH))


def _step(span: float) -> float:
    """To which the ends of a range are rounded: a tenth of it or less."""
    return max(10.0 ** math.floor(math.log10(span / 10)), 0.001) if span > 0 else 1.0


def _telling(points: Sequence[PlacedPoints], by: ColourBy) -> list[PlacedPoints]:
    """The LiDARs that say what points are coloured by, else the radars that do: their numbers mean something else."""
    told = [one for one in points if tells(one, by)]
    return [one for one in told if one.kind == "cloud"] or told


def _columns_of(points: Sequence[PlacedPoints], by: ColourBy) -> list[Floats]:
    return [values for values in (scalar(one, by) for one in points) if values is not None]


def _steps(points: PlacedPoints, rows: npt.NDArray[np.int64]) -> Index:
    """0 to 13 by intensity; in the middle where a cloud has none."""
    intensity = _first_column(points, _INTENSITIES, rows)
    most = GROUND_LAST - GROUND
    if intensity is None:
        return np.full(len(rows), most // 2, dtype=np.uint8)
    over = intensity_range(points)
    share = (np.nan_to_num(intensity, nan=over.low) - over.low) / (over.high - over.low)
    return np.asarray(np.clip(share * most, 0, most), dtype=np.uint8)


def intensity_range(points: PlacedPoints) -> Range:
    """The scale of the intensity by the type of its column: bytes run to 255, other integers to their largest, real
    numbers to 1.
    """
    for name in ("intensity", "reflectivity"):
        field = next((one for one in points.points.table.layout.fields if one.name == name), None)
        if field is not None:
            kind = np.dtype(field.type)
            return Range(0, float(np.iinfo(kind).max) if kind.kind in "iu" else 1.0)
    return Range(-20, 30)  # dBm^2 of a radar
