"""The shipped fonts, Inter and BIZ UDPGothic, and the few sizes and weights text may have.

It must not know what is written. Sizes are device-independent pixels at scale 1.
"""

from enum import Enum

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase

from app.resource import resource

FAMILIES = ("Inter", "BIZ UDPGothic")
"""BIZ UDPGothic's Latin is wider and its digits are not tabular: it only adds Japanese."""
_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "BIZUDPGothic-Regular.ttf")
_LOADED = "shippedFontsLoaded"
_TABULAR = QFont.Tag("tnum")


class FontError(RuntimeError):
    """A shipped font is damaged; the text names it."""


class Role(Enum):
    """What a text is for: its size in px and its weight."""

    AXIS = (10, QFont.Weight.Normal)
    SECONDARY = (11, QFont.Weight.Normal)
    BODY = (12, QFont.Weight.Normal)
    TITLE = (12, QFont.Weight.DemiBold)
    SENTENCE = (14, QFont.Weight.DemiBold)
    CLOCK = (20, QFont.Weight.DemiBold)
    SPEED = (40, QFont.Weight.DemiBold)


def load_fonts() -> None:
    """Make the shipped fonts known to Qt, once a process; needs the application.

    Raises:
        FontError: a file is missing or no font.
    """
    application = QCoreApplication.instance()
    assert application is not None
    # kept at the application and not here: with it go the fonts
    if application.property(_LOADED):
        return
    for name in _FILES:
        try:
            data = resource("fonts", name).read_bytes()
        except OSError as error:
            raise FontError(f"the font {name} cannot be read: {error}") from error
        if QFontDatabase.addApplicationFontFromData(data) < 0:
            raise FontError(f"{name} is not a font")
    application.setProperty(_LOADED, True)  # noqa: FBT003


def font(role: Role, *, scale: float = 1.0, weight: QFont.Weight | None = None) -> QFont:
    """The font for that role, with figures of one width; `weight` where a state asks for another (current is bold)."""
    size, usual = role.value
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(max(1, round(size * scale)))
    made.setWeight(usual if weight is None else weight)
    made.setFeature(_TABULAR, 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
