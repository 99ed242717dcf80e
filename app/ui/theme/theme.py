"""The theme in force: which tokens, at which scale; and the one signal by which painted widgets learn of a change.

It must not know windows. Main thread only.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.ui.theme.fonts import Role, font, load_fonts
from app.ui.theme.palette import palette
from app.ui.theme.style import style_sheet
from app.ui.theme.tokens import DARK, THEMES, ThemeName, Tokens

SCALES = (0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The steps of "interface larger" and "smaller"."""


class Theme(QObject):
    """What is in force. Widgets that paint themselves connect `changed` to `update`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens = DARK
        self._scale = 1.0
        self._fonts: dict[tuple[Role, QFont.Weight | None], QFont] = {}

    @property
    def tokens(self) -> Tokens:
        """The colours."""
        return self._tokens

    @property
    def scale(self) -> float:
        """How much larger than designed the interface is, 1.0 as designed; the screen's own ratio is not in it."""
        return self._scale

    def px(self, length: int) -> int:
        """A length of the design in pixels of this scale."""
        return max(1, round(length * self._scale)) if length else 0

    def font(self, role: Role, *, weight: QFont.Weight | None = None) -> QFont:
        """The font for that role at this scale."""
        key = role, weight
        if key not in self._fonts:
            self._fonts[key] = font(role, scale=self._scale, weight=weight)
        # a copy shares what Qt has found for it, and may be changed
        return QFont(self._fonts[key])

    def _put(self, tokens: Tokens, scale: float) -> None:
        self._tokens, self._scale = tokens, scale
        self._fonts.clear()


theme = Theme()


def apply_theme(app: QApplication, name: ThemeName, *, scale: float | None = None) -> None:
    """Give the whole program that theme, now; without `scale` it keeps the present one.

    Raises:
        FontError: a shipped font is damaged.
    """
    load_fonts()
    theme._put(THEMES[name], theme.scale if scale is None else scale)  # noqa: SLF001
    # asked by name, not by identity: under a style sheet Qt wraps the style
    fusion = QStyleFactory.create("Fusion")
    if app.property("themed") is None and fusion is not None:
        app.setStyle(fusion)
        app.setProperty("themed", True)  # noqa: FBT003
    app.setPalette(palette(theme.tokens))
    app.setFont(theme.font(Role.BODY))
    app.setStyleSheet(style_sheet(theme.tokens, scale=theme.scale))
    theme.changed.emit()
