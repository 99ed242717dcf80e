"""What one does with the bookmarks on the timeline: select, read, change the text, delete, with mouse, menu and keys.

It must not write: the case is told what is asked for, and says which bookmarks there are then.
"""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QToolTip

from app.ui.desk.bookmark_question import BookmarkQuestion
from app.ui.filling import filled
from app.ui.timeline.bar import TimelineBar
from app.ui.timeline.content import Mark
from app.ui.widgets.plain import one_line, plain


class BookmarkTools(QObject):
    """Of one timeline."""

    selected = Signal(object)
    """A Mark, or None: none is selected any more."""
    time_asked = Signal(object)
    """When the bookmark that was pressed begins, in ns."""
    look_asked = Signal(object)
    """A Mark that is to be looked at as it was when it was made."""
    text_given = Signal(int, str)
    """The id of a bookmark, and what is to be said of it."""
    delete_asked = Signal(int)
    """The id of a bookmark."""
    t0_asked = Signal(object)
    """This bookmark is to be the zero of all times."""
    said = Signal(str)

    def __init__(self, bar: TimelineBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._marks: dict[int, Mark] = {}
        self.current: Mark | None = None
        """The one that is selected."""
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

    def select(self, mark: Mark | None) -> None:
        """Select this one and say what its text is; None: select none."""
        self.current = mark
        self.selected.emit(mark)
        if mark is not None:
            text = one_line(mark.text or self.tr("no text"))
            self.said.emit(filled(self.tr("Bookmark %1: %2"), mark.number, text))

    def reach(self, t_ns: int, *, forward: bool) -> None:
        """Select the one at this time that a key has led to; of several it leads to one after another."""
        here = [mark for mark in self._marks.values() if mark.start_ns == t_ns]
        if not here:
            return
        at = 0 if forward else len(here) - 1
        if self.current in here:
            at = here.index(self.current) + (1 if forward else -1)
        self.select(here[min(max(at, 0), len(here) - 1)])

    def fill(self, menu: QMenu, lane: str, _: int | None, at: QPoint) -> None:
        """The entries of a bookmark that is there, or is selected where a key has opened the menu."""
        under = self._bar.mark_at(self._bar.mapFromGlobal(at).toPointF())
        mark = self.current if lane == "" and under is None else self._marks.get(under or -1)
        if mark is None:
            return
        name = filled(self.tr("bookmark %1"), mark.number)
        look = menu.addAction(filled(self.tr("Show %1 as it was looked at"), name))
        look.triggered.connect(lambda: self.look_asked.emit(mark))
        menu.addAction(filled(self.tr("Set T0 at %1"), name)).triggered.connect(lambda: self.t0_asked.emit(mark))
        menu.addAction(filled(self.tr("Text of %1…"), name)).triggered.connect(lambda: self._change(mark.id))
        menu.addAction(filled(self.tr("Delete %1"), name)).triggered.connect(lambda: self.delete_asked.emit(mark.id))

    # -- inside

    def _on_mark_pressed(self, bookmark: int) -> None:
        mark = self._marks.get(bookmark)
        if mark is None:
            return
        self._bar.setFocus()
        self.select(mark)
        self.time_asked.emit(mark.start_ns)
        QToolTip.showText(QCursor.pos(), plain(mark.text or self.tr("no text")), self._bar)

    def _on_delete_asked(self) -> None:
        mark = self.current
        if mark is None:
            return
        if mark.id in self._bar.marks_in_sight():
            self.delete_asked.emit(mark.id)
        else:
            self.said.emit(filled(self.tr("Bookmark %1 is not in sight: go to it before it is deleted"), mark.number))

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
