"""Pictures of what was painted, for comparing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

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
