"""The commands of a window as Qt's actions, made from the one table: menus, keys, tooltips, F1 sheet and palette.

It must not know what a command does: whoever listens to `action_invoked` does it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.ui.keys.action_table import ACTIONS, MENUS, Action, Menu
from app.ui.keys.focus import KeyFocus
from app.ui.keys.keymap import Keymap, combination, native, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the F1 sheet and of the palette, in the language of the user."""

    id: str
    text: str
    menu: str
    keys: tuple[str, ...]
    """As this system writes them."""
    about: str
    icon: str


class ActionSet(QObject):
    """The actions of one window. `action_invoked` names the command, however it was given."""

    action_invoked = Signal(str)
    keys_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._keymap = Keymap()
        self._rows = {row.id: row for row in ACTIONS}
        self._actions = {row.id: self._made(row, window) for row in ACTIONS}
        window.addActions(list(self._actions.values()))
        self._bound: frozenset[int] = frozenset()
        self._focus = KeyFocus(window, lambda: self._bound)
        self._put_keys()

    def action(self, action_id: str) -> QAction:
        """Qt's action: enable, check or trigger it."""
        return self._actions[action_id]

    def icon_name(self, action_id: str) -> str:
        """What its button shows."""
        return self._rows[action_id].icon

    def fill(self, menu_bar: QMenuBar) -> dict[Menu, QMenu]:
        """Build the menus; returns them by name, for what the table cannot know (recent files, panes)."""
        menus: dict[Menu, QMenu] = {}
        for name, title in MENUS:
            menu = menus[name] = menu_bar.addMenu(_translated(title))
            within: dict[str, QMenu] = {}
            for row in ACTIONS:
                if row.menu != name:
                    continue
                if row.line:
                    menu.addSeparator()
                place = menu
                inner = row.within or (row.text if row.number is not None else "")
                if inner:
                    title_of_those = _translated(inner).replace("%1", "").strip()
                    place = within.get(inner) or within.setdefault(inner, menu.addMenu(title_of_those))
                place.addAction(self._actions[row.id])
        return menus

    def tooltip(self, action_id: str) -> str:
        """What it is, and its keys: `Play or pause  Space, K`."""
        return self._actions[action_id].toolTip()

    def entries(self) -> tuple[Entry, ...]:
        """All commands in the order of the menus, for the F1 sheet (grouped by `menu`) and the palette."""
        titles = {name: _translated(title) for name, title in MENUS}
        return tuple(
            Entry(
                id=row.id,
                text=_text(row),
                menu=titles[row.menu],
                keys=tuple(native(key) for key in self._keymap.keys(row.id)),
                about=_translated(row.about),
                icon=row.icon,
            )
            for row in ACTIONS
        )

    def keys(self, action_id: str) -> tuple[str, ...]:
        """Its keys as portable texts."""
        return self._keymap.keys(action_id)

    def key_text(self, action_id: str) -> str:
        """Its first key as this system writes it; empty: it has none."""
        return next((native(key) for key in self._keymap.keys(action_id)), "")

    def changed(self, action_id: str) -> bool:
        """Whether it has other keys than as shipped."""
        return self._keymap.changed(action_id)

    def holder(self, sequence: str) -> str | None:
        """The action that has this key; None: it is free.

        Raises:
            KeymapError: it is no key.
        """
        return self._keymap.holder(sequence)

    def rebind(self, action_id: str, sequences: Iterable[str]) -> None:
        """Give it these keys instead.

        Raises:
            KeymapError: one is no key, or another action has it (KeyTakenError, which names that one).
        """
        self._keymap.rebind(action_id, sequences)
        self._put_keys()

    def reset(self, action_id: str | None = None) -> None:
        """Give it, or all, the keys as shipped.

        Raises:
            KeyTakenError: another action was given one of them.
        """
        self._keymap.reset(action_id)
        self._put_keys()

    def save(self, path: Path) -> None:
        """Keep the changed keys in a JSON file.

        Raises:
            OSError: it cannot be written.
        """
        self._keymap.write(path)

    def load(self, path: Path) -> None:
        """Take the keys of that file; no file means those as shipped.

        Raises:
            KeymapError: the file cannot be used: the text says why, the keys as shipped are in force.
        """
        try:
            self._keymap.read(path)
        finally:
            self._put_keys()

    def _made(self, row: Action, window: QWidget) -> QAction:
        action = QAction(_text(row), window)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        action.setAutoRepeat(row.repeats)
        action.setStatusTip(_translated(row.about))
        # no icon: that is for the button, menus stay quiet
        # Qt would otherwise move "Quit" and the like away on some systems
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(partial(self._on_action_triggered, row.id))
        return action

    def _on_action_triggered(self, action_id: str, *_checked: bool) -> None:
        self.action_invoked.emit(action_id)

    def _put_keys(self) -> None:
        bound: set[int] = set()
        for row in ACTIONS:
            action, keys = self._actions[row.id], self._keymap.keys(row.id)
            sequences = [parse(key) for key in keys]
            action.setShortcuts(sequences)
            bound.update(combination(sequence).toCombined() for sequence in sequences)
            shown = ", ".join(native(key) for key in keys)
            action.setToolTip(f"{_text(row)}  {shown}" if shown else _text(row))
        self._bound = frozenset(bound)
        self.keys_changed.emit()


def _text(row: Action) -> str:
    return _translated(row.text).replace("%1", str(row.number))


def _translated(text: str) -> str:
    return QCoreApplication.translate("Action", text)
