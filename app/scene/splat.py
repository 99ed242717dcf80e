"""Points to a picture without a graphics card: each point a square of n pixels, the nearest in front.

It must not know where points come from, nor what colours mean. The picture is the same byte for byte wherever it is
made: every number is rounded once, in single precision, by elementwise operations, and of two points at one depth the
later one is in front. What is written into the picture is depth and row in one integer, so that a maximum decides what
is in front: no sorting. The bits of a positive float grow with it, and those of an integer, read as a float, as well.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.scene.colour import CANVAS
from app.scene.placed import Array
from app.scene.rigid import Matrix
from app.scene.view import Projection

Pixels = npt.NDArray[np.uint8]
_ROW_BITS = 30
_ROW = (1 << _ROW_BITS) - 1
_THERE = 1 << 61
"""Makes every entry a normal float: 0 is a pixel without a point."""
_NEAREST = 0x7FFFFFFF
_CHUNK = 32_768
"""Points at a time: their columns stay in the cache."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Points to draw: `xyz` float32 (n, 3) in a frame of their own, `index` uint8 (n,) into the `colours` (256,)."""

    xyz: npt.NDArray[np.float32]
    target_from_xyz: Matrix
    index: npt.NDArray[np.uint8]
    colours: npt.NDArray[np.uint32]
    """0xFFRRGGBB."""
    size: int = 3
    """Pixels."""
    rows: npt.NDArray[np.int64] | None = None
    """Of the points that are drawn, ascending; None: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A point that was pointed at."""

    layer: int
    row: int
    """Of the `xyz` of its layer."""
    depth: float
    apart: float
    """Pixels between the place asked for and the middle of the pixel that shows the point."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Splat:
    """A picture of points. `picture`: uint8 (height, width, 4), blue, green, red, 255."""

    picture: Pixels
    layers: tuple[Layer, ...]
    projection: Projection
    drawn: int
    """Points that were drawn or hidden by others."""
    packed: npt.NDArray[np.int64] = field(repr=False)
    """Depth and row of the point that each pixel shows (height, width); 0: none."""
    offsets: tuple[int, ...] = ()
    """Number of the first point of each layer among all."""

    def pick(self, x: float, y: float, *, within: int = 6) -> Hit | None:
        """The point that is shown nearest to a place in the picture; of several at one distance the nearest to the eye.

        Distances are measured to the pixel in which the point itself lies, not to the square that is drawn for it.
        """
        height, width = self.packed.shape
        reach = within + max((layer.size for layer in self.layers), default=1)
        left, top = max(int(x) - reach, 0), max(int(y) - reach, 0)
        window = self.packed[top : min(int(y) + reach + 1, height), left : min(int(x) + reach + 1, width)]
        there = np.unique(window)
        best: tuple[float, float, Hit] | None = None
        for entry in there[there > 0].tolist():
            layer, row = self._found(entry & _ROW)
            shown = self.layers[layer]
            target = shown.target_from_xyz
            at = (target[:3, :3] * shown.xyz[row].astype(np.float64)).sum(axis=1) + target[:3, 3]
            pixels, depth = self.projection.project(at)
            apart = float(np.hypot(np.floor(pixels[0, 0]) + 0.5 - x, np.floor(pixels[0, 1]) + 0.5 - y))
            hit = Hit(layer=layer, row=row, depth=float(depth[0]), apart=apart)
            if apart <= within and (best is None or (apart, hit.depth) < best[:2]):
                best = apart, hit.depth, hit
        return None if best is None else best[2]

    def depth(self) -> npt.NDArray[np.float32]:
        """Depth of what each pixel shows in m, infinite where it shows nothing."""
        return np.where(self.packed > 0, _depth_bits(self.packed).view(np.float32), np.float32(np.inf))

    def rows(self) -> npt.NDArray[np.int64]:
        """Number of the point that each pixel shows, counted over all layers; -1: none."""
        return (self.packed & _ROW) - 1

    def _found(self, number: int) -> tuple[int, int]:
        layer = int(np.searchsorted(self.offsets, number, side="right")) - 1
        return layer, number - self.offsets[layer]


class Scratch:
    """Memory that is used again: a fresh page costs more than what is written to it. A picture that was drawn with it
    holds until the next one is. Not for two threads at once.
    """

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[Any]] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array of that name with whatever was in it."""
        held = self._held.get(name)
        if held is None or held.shape != shape or held.dtype != dtype:
            held = self._held[name] = np.empty(shape, dtype=dtype)
        return held


class Brush:
    """Paints layers of points, all at once or a little at a time."""

    def __init__(self, layers: Sequence[Layer], projection: Projection, scratch: Scratch | None = None) -> None:
        """Begin a picture; one of another brush with the same scratch is gone from now on."""
        self._layers, self._projection, self._memory = tuple(layers), projection, scratch or Scratch()
        self._shape = projection.height, projection.width
        self._sizes = sorted({layer.size for layer in layers})
        self._offsets = [1]  # 0 is what shows where no point is
        for layer in layers:
            self._offsets.append(self._offsets[-1] + len(layer.xyz))
        assert self._offsets[-1] <= _ROW
        self._fresh = {size: self._memory.array(f"fresh {size}", self._shape, np.int64) for size in self._sizes}
        for fresh in self._fresh.values():
            fresh.fill(0)
        self._drawn = 0
        self._steps = self._chunks()

    def paint(self, seconds: float | None = None) -> bool:
        """Paint for about so long; whether everything is painted."""
        until = None if seconds is None else time.perf_counter() + seconds
        for drawn in self._steps:
            self._drawn += drawn
            if until is not None and time.perf_counter() >= until:
                return False
        return True

    def finished(self, *, background: tuple[int, int, int] = CANVAS, shaded: bool = False) -> Splat:
        """The picture of what has been painted."""
        packed: npt.NDArray[np.int64] | None = None
        for size in self._sizes:
            grown = _grown(self._fresh[size], size, self._memory.array(f"grown {size}", self._shape, np.int64))
            packed = grown if packed is None else np.maximum(packed, grown, out=grown)
        if packed is None:
            packed = np.zeros(self._shape, dtype=np.int64)
        picture = _coloured(packed, self._layers, background, self._memory)
        if shaded:
            _shade(picture, packed, self._memory)
        return Splat(
            picture=picture.view(np.uint8).reshape(*self._shape, 4), layers=self._layers, projection=self._projection,
            drawn=self._drawn, packed=packed, offsets=tuple(self._offsets[:-1]),
        )  # fmt: skip

    def _chunks(self) -> Iterator[int]:
        for layer, offset in zip(self._layers, self._offsets, strict=False):
            yield from _written(self._fresh[layer.size].reshape(-1), layer, self._projection, offset)


def splat(
    layers: Sequence[Layer],
    projection: Projection,
    *,
    scratch: Scratch | None = None,
    background: tuple[int, int, int] = CANVAS,
    shaded: bool = False,
) -> Splat:
    """Draw layers of points. `background`: red, green, blue. `shaded`: eye-dome lighting, which darkens what lies
    behind a nearer neighbour, so that shapes can be read.
    """
    brush = Brush(layers, projection, scratch)
    brush.paint()
    return brush.finished(background=background, shaded=shaded)


def _matrices(layer: Layer, projection: Projection) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """picture_from_xyz (3, 4), and the row (4,) that gives the depth."""
    return (
        _product(projection.rows(), layer.target_from_xyz).astype(np.float32),
        _product(projection.eye_from_target[2:3], layer.target_from_xyz)[0].astype(np.float32),
    )


def _product(one: Array, other: Array) -> Array:
    """The matrix product, summed in one order everywhere."""
    return np.asarray(sum(one[:, part : part + 1] * other[part : part + 1] for part in range(one.shape[1])))


def _written(fresh: npt.NDArray[np.int64], layer: Layer, projection: Projection, offset: int) -> Iterator[int]:
    """Put the points of a layer into the picture of depths and rows, chunk by chunk: how many of each lie in it."""
    matrix, deep = _matrices(layer, projection)
    width, height = np.float32(projection.width), np.float32(projection.height)
    near, far = np.float32(projection.near), np.float32(projection.far + 1_000.0)
    parallel = projection.viewpoint.orthographic
    count = len(layer.xyz) if layer.rows is None else len(layer.rows)
    for start in range(0, count, _CHUNK):
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            part = slice(start, start + _CHUNK)
            taken = None if layer.rows is None else layer.rows[part]
            x, y, z = np.ascontiguousarray((layer.xyz[part] if taken is None else layer.xyz.take(taken, axis=0)).T)
            depth = _row(deep, x, y, z)
            across, down = _row(matrix[0], x, y, z), _row(matrix[1], x, y, z)
            if not parallel:
                across /= depth
                down /= depth
            inside = (across >= 0) & (across < width) & (down >= 0) & (down < height) & (depth > near) & (depth < far)
            rows = np.flatnonzero(inside)
            pixel = down[rows].astype(np.int64)
            pixel *= projection.width
            pixel += across[rows].astype(np.int64)
            entry = _NEAREST - depth[rows].view(np.int32).astype(np.int64)
            entry <<= _ROW_BITS
            entry += rows + start if taken is None else taken[rows]
            entry += offset + _THERE
            np.maximum.at(fresh, pixel, entry)
        yield len(rows)


def _row(
    of: npt.NDArray[np.float32], x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], z: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    made: npt.NDArray[np.float32] = x * of[0]
    part = y * of[1]
    made += part
    np.multiply(z, of[2], out=part)
    made += part
    made += of[3]
    return made


def _grown(points: npt.NDArray[np.int64], size: int, into: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Each point a square of `size` pixels: with an even size, one more to the right and below."""
    if size <= 1:
        into[:] = points
        return into
    square = np.ones((size, size), dtype=np.uint8)
    # the dilation of OpenCV compares, and changes nothing: as floats the entries have the same order
    cv2.dilate(points.view(np.float64), square, dst=into.view(np.float64), anchor=(size // 2, size // 2))
    return into


def _coloured(
    packed: npt.NDArray[np.int64], layers: Sequence[Layer], background: tuple[int, int, int], memory: Scratch
) -> npt.NDArray[np.uint32]:
    """The colours 0xFFRRGGBB of all pixels (height, width)."""
    red, green, blue = background
    behind = np.array([0xFF000000 | red << 16 | green << 8 | blue], dtype=np.uint32)
    rows = np.bitwise_and(packed, _ROW, out=memory.array("rows", packed.shape, np.int64))
    picture = memory.array("picture", packed.shape, np.uint32)
    # few points are coloured all, of many only those that show
    if sum(len(layer.index) for layer in layers) <= rows.size:
        of_points = np.concatenate([behind, *(layer.colours.take(layer.index) for layer in layers)])
        return of_points.take(rows, out=picture, mode="clip")
    first = np.zeros(1, dtype=np.uint16)
    numbers = [first, *(layer.index + np.uint16(1 + 256 * place) for place, layer in enumerate(layers))]
    colours = np.concatenate([behind, *(layer.colours for layer in layers)])
    shown = np.concatenate(numbers).take(rows, out=memory.array("numbers", packed.shape, np.uint16), mode="clip")
    return colours.take(shown, out=picture, mode="clip")


def _depth_bits(packed: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    return (_NEAREST - ((packed & (_THERE - 1)) >> _ROW_BITS)).astype(np.int32)


_REACH = 2
"""Pixels to the neighbours that are looked at."""
_STEPS = 11
"""Bits of the mantissa that are left: depth is compared in steps of 1/2048 of itself."""
_FARTHEST = 65_535
_DARKEST = 96
"""Of 256."""
_SHADES = np.array([max(256 * 256 // (256 + number), _DARKEST) for number in range(2048)], dtype=np.uint32)


def _shade(picture: npt.NDArray[np.uint32], packed: npt.NDArray[np.int64], memory: Scratch) -> None:
    """Eye-dome lighting (C. Boucheny, 2009), in integers: how much nearer the neighbours are, in octaves of depth."""
    depth, behind = _octaves(packed, memory), memory.array("behind", packed.shape, np.uint16)
    height, width = depth.shape
    padded = cv2.copyMakeBorder(depth, _REACH, _REACH, _REACH, _REACH, cv2.BORDER_REPLICATE)
    behind.fill(0)
    for dx, dy in ((0, 1), (1, 0), (2, 1), (1, 2)):
        neighbour = padded[dy * _REACH : dy * _REACH + height, dx * _REACH : dx * _REACH + width]
        nearer = cv2.subtract(depth, neighbour)
        # at most a quarter of an octave each, so that a far wall behind a near post is not black
        behind += np.minimum(nearer, np.uint16(511), out=nearer)
    behind *= packed > 0
    share = _SHADES.take(behind, out=memory.array("share", packed.shape, np.uint32), mode="clip")
    green = memory.array("green", packed.shape, np.uint32)
    np.bitwise_and(picture, np.uint32(0x0000FF00), out=green)
    green *= share
    green >>= np.uint32(8)
    green &= np.uint32(0x0000FF00)
    picture &= np.uint32(0x00FF00FF)  # red and blue, with room for 8 bits above each
    picture *= share
    picture >>= np.uint32(8)
    picture &= np.uint32(0x00FF00FF)
    picture |= green
    picture |= np.uint32(0xFF000000)


def _octaves(packed: npt.NDArray[np.int64], memory: Scratch) -> npt.NDArray[np.uint16]:
    """The logarithm of depth, near enough: bits of a float are its exponent and then its mantissa."""
    deep = memory.array("rows", packed.shape, np.int64)
    np.right_shift(packed, _ROW_BITS, out=deep)
    np.bitwise_and(deep, _NEAREST, out=deep)
    np.subtract(_NEAREST, deep, out=deep)
    deep >>= 23 - _STEPS
    deep -= 119 << _STEPS  # of 2^-8 m
    np.clip(deep, 0, _FARTHEST, out=deep)  # where nothing is, it is larger
    octaves = memory.array("octaves", packed.shape, np.uint16)
    octaves[:] = deep
    return octaves
