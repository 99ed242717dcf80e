"""The commands that change how the whole program looks: its theme, and how large it is.

It must not know windows.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication

from app.ui.keys.actions import ActionSet
from app.ui.theme.theme import SCALES, apply_theme, theme
from app.ui.theme.tokens import ThemeName

_THEMES: dict[str, ThemeName] = {"theme_dark": "dark", "theme_light": "light", "theme_contrast": "contrast"}


class Looks:
    """Of the application; the actions show which theme is in force."""

    def __init__(self, actions: ActionSet) -> None:
        self._actions = actions
        self._check()

    def commands(self) -> dict[str, Callable[[], object]]:
        """What each action does."""
        steps = {"interface_larger": 1, "interface_smaller": -1, "interface_normal": None}
        return {
            **{action: partial(self._set, name, None) for action, name in _THEMES.items()},
            **{action: partial(self._step, by) for action, by in steps.items()},
        }

    def _step(self, by: int | None) -> None:
        """So many steps larger; None: as designed."""
        at = min(range(len(SCALES)), key=lambda one: abs(SCALES[one] - theme.scale))
        self._set(theme.tokens.name, 1.0 if by is None else SCALES[min(max(at + by, 0), len(SCALES) - 1)])

    def _set(self, name: ThemeName, scale: float | None) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, name, scale=scale)
        self._check()

    def _check(self) -> None:
        for action, name in _THEMES.items():
            self._actions.action(action).setChecked(theme.tokens.name == name)
