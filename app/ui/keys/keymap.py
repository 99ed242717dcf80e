"""Which keys mean which command: as shipped or as somebody changed them, never two commands on one key; kept as JSON.

It must not know widgets, nor what a command does. Keys are portable texts of QKeySequence: `Ctrl+G`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from app.case.place import config_folder
from app.ui.keys.action_table import ACTIONS, Action
from app.ui.own_file import put_in_place

_VERSION = 1
_COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_NO_KEYS = (Qt.Key.Key_unknown, Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_SEPARATORS = (Qt.Key.Key_Comma, Qt.Key.Key_Period)


class KeymapError(ValueError):
    """Keys cannot be used as asked; the text says why, for people."""


class KeyTakenError(KeymapError):
    """Another command has the key `sequence`: `action` names it."""

    def __init__(self, sequence: str, action: Action) -> None:
        super().__init__(f"{sequence} already means “{words(action)}”")
        self.sequence, self.action = sequence, action


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    keys: dict[str, list[str]]


class Keymap:
    """The keys of every command of a table."""

    def __init__(self, actions: Iterable[Action] = ACTIONS) -> None:
        self._actions = {action.id: action for action in actions}
        self._keys = {action.id: _shipped(action) for action in self._actions.values()}

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys of that command, the one for the menu first."""
        return self._keys[action_id]

    def changed(self, action_id: str) -> bool:
        """Whether it has other keys than as shipped."""
        return self._keys[action_id] != _shipped(self._actions[action_id])

    def holder(self, sequence: str) -> str | None:
        """The command that has this key; None: it is free.

        Raises:
            KeymapError: it is no key.
        """
        wanted = canonical(sequence)
        return next((action_id for action_id, keys in self._keys.items() if wanted in keys), None)

    def rebind(self, action_id: str, sequences: Iterable[str]) -> None:
        """Give a command these keys instead of its own; none takes them all away.

        Raises:
            KeyTakenError: another command has one of them; nothing was changed.
            KeymapError: one of them is no key.
        """
        self._put({action_id: tuple(sequences)})

    def reset(self, action_id: str | None = None) -> None:
        """Give a command, or all of them, the keys as shipped.

        Raises:
            KeyTakenError: another command was given one of them; nothing was changed.
        """
        chosen = self._actions.values() if action_id is None else (self._actions[action_id],)
        self._put({action.id: action.keys for action in chosen})

    def write(self, path: Path) -> None:
        """Keep what differs from the keys as shipped in a file of that name.

        Raises:
            OSError: it cannot be written; what was there before is still there.
        """
        changed = {i: list(keys) for i, keys in self._keys.items() if self.changed(i)}
        put_in_place(path, msgspec.json.format(msgspec.json.encode(_File(version=_VERSION, keys=changed)), indent=1))

    def read(self, path: Path) -> None:
        """Take the keys as shipped, and over them those that the file names; no file is no change.

        Raises:
            KeymapError: the file cannot be used, and why; the keys are those as shipped.
        """
        self.reset()
        try:
            stored = msgspec.json.decode(path.read_bytes(), type=_File)
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError, RecursionError) as error:
            raise KeymapError(
                f"the keys in {path} cannot be read ({error}); the keys as shipped are in force"
            ) from error
        try:
            if stored.version != _VERSION:
                raise KeymapError(f"it is of version {stored.version}, this program reads {_VERSION}")
            self._put({action_id: tuple(keys) for action_id, keys in stored.keys.items()})
        except KeymapError as error:
            raise KeymapError(
                f"the keys in {path} cannot be used: {error}; the keys as shipped are in force"
            ) from error

    def _put(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        for action_id in wanted:
            if action_id not in self._actions:
                raise KeymapError(f"there is no action “{action_id}”")
        asked = {i: tuple(dict.fromkeys(canonical(s) for s in keys)) for i, keys in wanted.items()}
        keys = {**self._keys, **asked}
        taken: dict[str, str] = {}
        # those that stay come first, so that the message names the other one
        for action_id in sorted(keys, key=lambda i: i in asked):
            for sequence in keys[action_id]:
                if sequence in taken:
                    raise KeyTakenError(sequence, self._actions[taken[sequence]])
                taken[sequence] = action_id
        self._keys = keys


def keys_path() -> Path:
    """The file of the user's keys."""
    return config_folder() / "keys.json"


def words(action: Action) -> str:
    """Its text in English."""
    return action.text.replace("%1", str(action.number))


def canonical(sequence: str) -> str:
    """The one way to write that key.

    Raises:
        KeymapError: it is no key, or more than one press.
    """
    parsed = parse(sequence)
    if parsed.count() != 1 or combination(parsed).key() in _NO_KEYS:
        raise KeymapError(f"“{sequence}” is not one key")
    if combination(parsed).key() == Qt.Key.Key_Backtab:
        # Qt finds Shift+Tab for Backtab, and not the other way round
        return "Shift+Tab"
    return parsed.toString(QKeySequence.SequenceFormat.PortableText)


def parse(sequence: str) -> QKeySequence:
    """Qt's form of that key."""
    return QKeySequence(sequence, QKeySequence.SequenceFormat.PortableText)


def combination(sequence: QKeySequence) -> QKeyCombination:
    """Its one press."""
    found: QKeyCombination = sequence[0]  # type: ignore[index]
    return found


def native(sequence: str) -> str:
    """The key as this system's menus write it."""
    return parse(sequence).toString(QKeySequence.SequenceFormat.NativeText)


def works_anywhere(pressed: QKeyCombination) -> bool:
    """Whether the key acts wherever no text is edited: comma, period, function keys, and all with Ctrl, Alt or Meta.

    Any other is a single key: it acts only where nothing edits or lists.
    """
    key = pressed.key()
    function = Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    return function or key in _SEPARATORS or bool(pressed.keyboardModifiers() & _COMMANDING)


def _shipped(action: Action) -> tuple[str, ...]:
    return tuple(canonical(sequence) for sequence in action.keys)
