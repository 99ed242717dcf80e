"""Who gets a key: the command it means, or the widget that has the focus and needs it itself.

It must not know the commands, only which keys mean one. It filters the focused widget, which Qt asks first
(`ShortcutOverride`): accepted there, the key is the widget's; ignored, it is a shortcut's. Not the application: that
would run Python for every event of every widget. Rule: FEATURES.md, "Keys".
"""

from collections.abc import Callable, Set
from enum import Enum

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QTextEdit,
    QWidget,
)

from app.ui.keys.keymap import works_anywhere
from app.ui.widgets.time_table import OF_INSTANTS

_VIEWER = "takesViewerKeys"
_FIRST_WITHOUT_SIGN = 0x0100_0000
"""Qt's keys from here on write no sign: arrows, Home, Return, Tab."""
_LISTS = (QAbstractItemView, QAbstractSlider, QComboBox, QTabBar, QMenu, QMenuBar, QRadioButton)
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class Focus(Enum):
    """What the focused widget does with keys."""

    VIEWER = "a view or the timeline: every key is a command"
    PLAIN = "neither edits nor lists: every key but Tab is a command"
    BUTTON = "as plain, but Space and Enter press it"
    INSTANTS = "a list of instants: keeps arrows and other keys that write nothing"
    LISTS = "a table, tree or slider: keeps what works not anywhere"
    EDITS = "text: keeps everything"


def take_viewer_keys(widget: QWidget) -> None:
    """Declare `widget` a view's canvas or the timeline: Tab and single keys act while it has the focus.

    Its input method is switched off, or J, K and L would die in a Japanese one.
    """
    widget.setProperty(_VIEWER, 1)
    widget.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def focus_of(widget: QWidget) -> Focus:
    """What that widget does with keys."""
    if widget.property(_VIEWER):
        return Focus.VIEWER
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return Focus.LISTS if widget.isReadOnly() else Focus.EDITS
    if isinstance(widget, QAbstractSpinBox | QKeySequenceEdit) or (
        isinstance(widget, QComboBox) and widget.isEditable()
    ):
        return Focus.EDITS
    if widget.property(OF_INSTANTS):
        return Focus.INSTANTS
    if isinstance(widget, _LISTS):
        return Focus.LISTS
    if isinstance(widget, QAbstractButton):
        return Focus.BUTTON
    # whoever asks for an input method edits text, whatever it is built from
    return Focus.EDITS if widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) else Focus.PLAIN


def keeps(focus: Focus, pressed: QKeyCombination) -> bool:
    """Whether a widget with that focus gets the key itself."""
    if focus in {Focus.EDITS, Focus.VIEWER}:
        return focus is Focus.EDITS
    if works_anywhere(pressed):
        return False
    if focus is Focus.INSTANTS:
        return pressed.key() >= _FIRST_WITHOUT_SIGN
    if focus is Focus.LISTS or pressed.key() in _TABS:
        return True
    return focus is Focus.BUTTON and pressed.key() in _PRESSES


class KeyFocus(QObject):
    """Answers `ShortcutOverride` for one window and what floats out of it; `bound` says which keys mean a command."""

    def __init__(self, window: QWidget, bound: Callable[[], Set[int]]) -> None:
        super().__init__(window)
        self._window = window
        self._bound = bound
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)
        self._on_application_focus_changed(None, application.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the question before the widget sees it: some widgets would accept every key."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or not self._mine(watched) or not self._means_a_command(event):
            return False
        event.setAccepted(_typed_with_altgr(event) or keeps(focus_of(watched), event.keyCombination()))
        return True

    def _on_application_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def _mine(self, focused: QWidget) -> bool:
        top = focused.window()
        return top is self._window or (isinstance(top, QDockWidget) and top.parentWidget() is self._window)

    def _means_a_command(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        unshifted = modifiers & ~Qt.KeyboardModifier.ShiftModifier
        bound = self._bound()
        if QKeyCombination(modifiers, Qt.Key(key)).toCombined() in bound:
            return True
        if key == Qt.Key.Key_Backtab:
            return Qt.Key.Key_Tab | Qt.KeyboardModifier.ShiftModifier.value in bound
        # a sign that this keyboard writes with Shift: + on many
        return not Qt.Key.Key_A <= key <= Qt.Key.Key_Z and QKeyCombination(unshifted, Qt.Key(key)).toCombined() in bound


def _typed_with_altgr(event: QKeyEvent) -> bool:
    """Whether the key wrote a sign of the keyboard's third level; on Windows AltGr arrives as Ctrl and Alt."""
    modifiers = event.modifiers()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(modifiers & Qt.KeyboardModifier.GroupSwitchModifier) or (
        modifiers & both == both and event.text().isprintable() and event.text() != ""
    )
