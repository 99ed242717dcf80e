"""Pictures of what was painted, for comparing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from app.ui.theme.tokens import DARK, Tokens

Paint = Callable[[QPainter, QRectF, Tokens], None]


def one_colour() -> Tokens:
    """A theme for who sees no colours: everything drawn is white, and what shows through is black."""
    white: dict[str, Any] = {field.name: "#FFFFFF" for field in fields(Tokens) if field.name not in {"name", "bg1"}}
    return replace(DARK, bg1="#000000", **white)


def painted(paint: Paint, tokens: Tokens, *, width: int = 24, height: int = 24, ratio: float = 1.0) -> QImage:
    drawn = QImage(QSize(round(width * ratio), round(height * ratio)), QImage.Format.Format_ARGB32_Premultiplied)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        paint(painter, QRectF(0, 0, width, height), tokens)
    return drawn


def pixels_of(image: QImage) -> npt.NDArray[np.uint8]:
    """Red, green, blue (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return flat[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def difference(one: QImage, other: QImage) -> float:
    """The share of pixels that clearly differ."""
    assert one.size() == other.size()
    pairs = zip(_bytes(one), _bytes(other), strict=True)
    return sum(abs(a - b) > 64 for a, b in pairs) / one.sizeInBytes()


def colours(image: QImage) -> set[str]:
    """Every opaque colour in the picture."""
    pixels = (image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width()))
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


def _bytes(image: QImage) -> bytes:
    return bytes(image.constBits())


def unlike(one: QImage, other: QImage, *, cell: int = 4, most: int = 24) -> float:
    """The share of cells of so many pixels in a square whose mean colour differs by more than `most` of 255.

    Cells and not pixels: letters are hinted otherwise on another system, and a stored JPEG is not exact.
    """
    if one.size() != other.size():
        return 1.0
    means = [_cells(image, cell) for image in (one, other)]
    return float((np.abs(means[0] - means[1]).max(axis=2) > most).mean())


def _cells(image: QImage, cell: int) -> npt.NDArray[np.float64]:
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    height, width = plain.height() // cell, plain.width() // cell
    rows = np.frombuffer(_bytes(plain), np.uint8).reshape(plain.height(), -1)[: height * cell, : width * cell * 4]
    means: npt.NDArray[np.float64] = rows.reshape(height, cell, width, cell, 4)[..., :3].mean(axis=(1, 3))
    return means
