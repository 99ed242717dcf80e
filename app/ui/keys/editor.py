"""The part of the F1 sheet in which one action gets other keys: a combination is pressed, then taken or refused.

It must not know what the action does. What is changed holds at once, and is kept in the user's file at once.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QKeySequenceEdit, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.filling import filled
from app.ui.keys.actions import ActionSet
from app.ui.keys.keymap import Keymap, KeymapError, KeyTakenError, native
from app.ui.language.lower import from_below
from app.ui.theme.theme import theme


class KeyEditor(QFrame):
    """Changes the keys of the action that it was given."""

    def __init__(self, actions: ActionSet, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._path = actions, path
        self._action: str | None = None
        self.setProperty("mark", "card")
        self.title = QLabel()
        self.title.setProperty("tone", "t1")
        self.recorder = QKeySequenceEdit()
        self.recorder.setMaximumSequenceLength(1)
        self.recorder.setAccessibleName(self.tr("New key: press it"))
        self.recorder.keySequenceChanged.connect(self._on_recorded)
        self.replace = self._button(self.tr("Use instead"), self._on_replace)
        self.add = self._button(self.tr("Use as well"), self._on_add)
        self.remove = self._button(self.tr("No key"), self._on_remove)
        self.reset = self._button(self.tr("Reset"), self._on_reset)
        self.said = QLabel()
        self.said.setWordWrap(True)
        for label in (self.title, self.said):
            # what stands in the file of the keys is text and nothing else
            label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.addWidget(self.recorder, 1)
        for button in (self.replace, self.add, self.remove, self.reset):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addWidget(self.said)
        theme.changed.connect(self._follow_theme)
        self._follow_theme()
        self.set_action(None)
        self._say_file()

    def set_action(self, action: str | None) -> None:
        """Change this one from now on; None: none is chosen."""
        self._action = action
        self.recorder.clear()
        self._renew()

    def reset_all(self) -> None:
        """Give all actions the keys as shipped."""
        self._actions.reset()
        self._keep()

    def _on_recorded(self, recorded: QKeySequence) -> None:
        self._renew()
        if recorded.isEmpty() or self._action is None:
            return
        key = _portable(recorded)
        try:
            holder = self._actions.holder(key)
        except KeymapError:
            self._say(self.tr("This is no key that can mean an action"), wrong=True)
            return
        if holder is not None:
            self._say_taken(key, holder)
        else:
            self._say(filled(self.tr("%1 is free"), native(key)))
        for button in (self.replace, self.add):
            button.setEnabled(holder is None)

    def _on_replace(self) -> None:
        self._bind((_portable(self.recorder.keySequence()),))

    def _on_add(self) -> None:
        if self._action is not None:
            self._bind((*self._actions.keys(self._action), _portable(self.recorder.keySequence())))

    def _on_remove(self) -> None:
        self._bind(())

    def _bind(self, keys: tuple[str, ...]) -> None:
        if self._action is None:
            return
        self._actions.rebind(self._action, keys)
        self._keep()

    def _on_reset(self) -> None:
        if self._action is None:
            return
        try:
            self._actions.reset(self._action)
        except KeyTakenError as error:
            self._say_taken(error.sequence, error.action.id)
        else:
            self._keep()

    def _keep(self) -> None:
        """Write the file; what cannot be written holds until the program ends, and is said."""
        self.recorder.clear()
        self._renew()
        try:
            self._actions.save(self._path)
        except OSError as error:
            said = self.tr("These keys hold only until the program ends, they cannot be kept: %1")
            self._say(filled(said, error), wrong=True)
        else:
            self._say(self.tr("Kept"))

    def _now(self) -> str:
        keys = ", ".join(native(key) for key in self._actions.keys(self._action or ""))
        text = self._actions.action(self._action or "").text()
        return filled(self.tr("%1 has %2"), text, keys) if keys else filled(self.tr("%1 has no key"), text)

    def _renew(self) -> None:
        chosen = self._action is not None
        self.title.setText(self._now() if chosen else self.tr("Choose a command to give it another key"))
        self.recorder.setEnabled(chosen)
        for button in (self.replace, self.add):
            button.setEnabled(False)
        self.remove.setEnabled(self._action is not None and bool(self._actions.keys(self._action)))
        self.reset.setEnabled(self._action is not None and self._actions.changed(self._action))
        self._say("")

    def _say_taken(self, key: str, holder: str) -> None:
        text = self._actions.action(holder).text()
        self._say(filled(self.tr("%1 already means “%2”: give that another key first"), native(key), text), wrong=True)

    def _say_file(self) -> None:
        """A file that cannot be used was said at the start; here one sees it again, and what becomes of it."""
        try:
            Keymap().read(self._path)
        except KeymapError as error:
            said = self.tr("%1. What is changed here replaces that file.")
            self._say(filled(said, from_below(str(error))), wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.said.setText(text)
        self.said.setProperty("tone", "broken" if wrong else "t2")
        # a style sheet looks at properties only when asked to
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        # Enter in the line that looks for a command must press none of these
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _follow_theme(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))


def _portable(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
