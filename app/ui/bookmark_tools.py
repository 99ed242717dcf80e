"""What one does with the bookmarks on the timeline: select, read, change the text, delete, with mouse, menu and keys.

It must not write: the case is told what is asked for, and says which bookmarks there are then.
"""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QToolTip

from app.ui.bookmark_question import BookmarkQuestion
from app.ui.filling import filled
from app.ui.timeline.bar import TimelineBar
from app.ui.timeline.content import Mark
from app.ui.widgets.plain import one_line, plain


class BookmarkTools(QObject):
    """Of one timeline."""

    selected = Signal(object)
    """A Mark, or None: none is selected any more."""
    text_given = Signal(int, str)
    """The id of a bookmark, and what is to be said of it."""
    delete_asked = Signal(int)
    """The id of a bookmark."""
    said = Signal(str)

    def __init__(self, bar: TimelineBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._marks: dict[int, Mark] = {}
        self.current: Mark | None = None
        self.question = BookmarkQuestion(bar)
        bar.mark_pressed.connect(self._on_mark_pressed)
        bar.mark_opened.connect(self._change)
        bar.delete_asked.connect(self._on_delete_asked)

    def forget(self, *, ends: bool) -> None:
        """Another log is shown, or none: nothing that was asked for before is meant for it."""
        self.question.forget(ends=ends)
        self.set_marks(())

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """These are there now; one that is gone is selected no more."""
        self._marks = {mark.id: mark for mark in marks}
        if self.current is not None:
            self.current = self._marks.get(self.current.id)
            if self.current is None:
                self.selected.emit(None)

    def fill(self, menu: QMenu, lane: str, _: int | None, at: QPoint) -> None:
        """The entries of a bookmark that is there, or is selected where a key has opened the menu."""
        under = self._bar.mark_at(self._bar.mapFromGlobal(at).toPointF())
        mark = self.current if lane == "" and under is None else self._marks.get(under or -1)
        if mark is None:
            return
        name = filled(self.tr("bookmark %1"), mark.number)
        menu.addAction(filled(self.tr("Text of %1…"), name)).triggered.connect(lambda: self._change(mark.id))
        menu.addAction(filled(self.tr("Delete %1"), name)).triggered.connect(lambda: self.delete_asked.emit(mark.id))

    # -- inside

    def _on_mark_pressed(self, bookmark: int) -> None:
        mark = self._marks.get(bookmark)
        if mark is None:
            return
        self.current = mark
        self._bar.setFocus()
        self.selected.emit(mark)
        text = mark.text or self.tr("no text")
        self.said.emit(filled(self.tr("Bookmark %1: %2"), mark.number, one_line(text)))
        QToolTip.showText(QCursor.pos(), plain(text), self._bar)

    def _on_delete_asked(self) -> None:
        if self.current is not None:
            self.delete_asked.emit(self.current.id)

    def _change(self, bookmark: int) -> None:
        mark = self._marks.get(bookmark)
        if mark is None:
            return
        self.question.ask(
            filled(self.tr("Bookmark %1"), mark.number),
            lambda text: self._on_text_given(mark, text),
            text=mark.text,
            lines=True,
        )

    def _on_text_given(self, mark: Mark, text: str) -> None:
        if text != mark.text:
            self.text_given.emit(mark.id, text)
