"""T0 by key, from a bookmark and from an event: the case keeps which, and its button only goes there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.case.place import default_path
from app.case.store import CaseStore
from app.case.t0 import T0, Means
from tests.ui.windows import Seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
LEFT = Qt.MouseButton.LeftButton


def kept(here: Seat) -> T0 | None:
    """What the case says, once the window has let go of it."""
    path = default_path(here.session.evidence.genesis.drive)
    here.desktop.casework.close()
    with CaseStore.open(path) as store:
        return store.case.t0


def choose(here: Seat, lane: str, at: QPoint, text: str) -> None:
    bar = here.desk.timeline
    assert bar.axis is not None
    QTest.mouseMove(bar, at)
    bar.menu_asked.emit(lane, bar.axis.time(at.x()), bar.mapToGlobal(at))
    here.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (entry,) = [one for one in menu.actions() if one.text() == text]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())


def test_an_event_becomes_t0_even_where_there_is_one(crossing: Seat) -> None:
    bar = crossing.desk.timeline
    cell, event = bar.cell("events"), next(one for one in crossing.session.lanes.events if one.kind == "override")
    assert bar.axis is not None
    assert cell is not None
    assert crossing.session.state.t0_ns != event.start_ns
    choose(
        crossing, "events", QPoint(round(bar.axis.x(event.start_ns)), round(cell.center().y())), "Set T0 at Override"
    )
    assert crossing.session.state.t0_ns == event.start_ns
    t0 = kept(crossing)
    assert t0 is not None
    assert (t0.t_ns, t0.means, t0.reference) == (event.start_ns, Means.EVENT, event.event or event.kind)


@pytest.mark.parametrize(("text", "reference"), [("first returns", "first returns"), ("", "bookmark 1")])
def test_a_bookmark_becomes_t0(crossing: Seat, text: str, reference: str) -> None:
    crossing.go(5.0)
    crossing.window.bookmark_asked.emit(text)
    crossing.wait(lambda: len(crossing.desk.marks) == 1)
    (mark,) = crossing.desk.marks
    ((_, rect),) = crossing.desk.timeline.marks()
    choose(crossing, "bookmarks", rect.center().toPoint(), "Set T0 at bookmark 1")
    assert crossing.session.state.t0_ns == mark.start_ns
    t0 = kept(crossing)
    assert t0 is not None
    assert (t0.t_ns, t0.means, t0.reference) == (mark.start_ns, Means.MARKER, reference)


def test_its_button_goes_there_and_changes_nothing(crossing: Seat) -> None:
    before = crossing.session.state.t0_ns
    crossing.go(3.0)
    QTest.mouseClick(crossing.desk.transport.t0, LEFT)
    assert crossing.session.state.t0_ns == before
    assert crossing.session.state.asked_ns == before
    crossing.go(3.0)
    crossing.do("set_t0")
    assert crossing.session.state.t0_ns == crossing.session.state.asked_ns != before
