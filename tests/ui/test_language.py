"""The window in another language: all of it, at no price in English, and without losing what one looks at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.filling import filled
from app.ui.language.catalogue import Catalogue, texts_of
from app.ui.language.choice import chosen, keep
from app.ui.language.lower import from_below
from app.ui.language.tongue import meant, tongue
from app.ui.language.words import tr
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("own_home", "own_data")


@pytest.fixture
def japanese(qapp: QCoreApplication) -> Iterator[None]:
    tongue.speak("ja")
    yield
    tongue.speak("en")


@pytest.fixture
def english_again(qapp: QCoreApplication) -> Iterator[None]:
    yield
    tongue.speak("en")


def translated() -> dict[str, set[str]]:
    """English texts that are said otherwise in Japanese, with what they may have become."""
    found: dict[str, set[str]] = {}
    for (_, source, _), said in Catalogue("ja")._texts.items():
        found.setdefault(source, set()).add(said)
    return {source: said for source, said in found.items() if source not in said}


# -- which language


def test_a_wish_is_kept(tmp_path: Path) -> None:
    where = tmp_path / "language.json"
    assert chosen(where) == "system"
    keep("ja", where)
    assert chosen(where) == "ja"


@pytest.mark.parametrize("raw", ["", "{", '{"version": 2, "language": "ja"}', '{"version": 1, "language": "xx"}'])
def test_what_cannot_be_read_is_no_wish(tmp_path: Path, raw: str) -> None:
    where = tmp_path / "language.json"
    where.write_text(raw)
    assert chosen(where) == "system"


@pytest.mark.parametrize(
    ("system", "code"),
    [(["ja-JP", "en-US"], "ja"), (["de-DE", "ja"], "ja"), (["en-GB", "ja"], "en"), (["de-DE"], "en"), ([], "en")],
)
def test_the_system_is_followed_as_far_as_it_goes(
    monkeypatch: pytest.MonkeyPatch, system: list[str], code: str
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _self: system)
    assert meant("system") == code
    assert meant("ja") == "ja"


# -- what is said


def test_english_asks_nobody(english_again: None) -> None:
    tongue.speak("ja")
    tongue.speak("en")
    assert tongue._translators == []
    assert tr("Complete") == "Complete"
    assert from_below("a record's payload was altered") == "a record's payload was altered"


def test_a_text_is_looked_for_in_its_context(japanese: None) -> None:
    assert tr("Complete") == "欠落なし"
    assert QCoreApplication.translate("ShortcutsSheet", "Keys") != QCoreApplication.translate("EvidenceView", "Keys")
    assert QCoreApplication.translate("ShortcutsSheet", "no such text") == "no such text"


def test_qt_says_its_own_texts(japanese: None) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "キャンセル"


def test_an_unfinished_text_and_a_comment() -> None:
    raw = """<TS><context><name>A</name>
      <message><source>one</source><translation type="unfinished">eins</translation></message>
      <message><source>two</source><comment>x</comment><translation>zwei</translation></message>
      <message numerus="yes"><source>%n</source><translation><numerusform>%n da</numerusform></translation></message>
    </context></TS>"""
    assert texts_of(raw.encode()) == {("A", "two", "x"): "zwei", ("A", "%n", ""): "%n da"}


def test_sentences_from_below(japanese: None) -> None:
    assert from_below("there is no layout “a; b”; there are c") == filled(
        QCoreApplication.translate("Lower", "there is no layout “%1”; there are %2"), "a; b", "c"
    )
    # what stands behind the last colon is a sentence again, a logged text is none
    said = from_below("/lidar/top: 3 earlier sweeps: no pose is known at their capture")
    assert said == "/lidar/top：過去3スキャン：取得時の姿勢が不明"
    assert from_below("Emergency brake because of object 31") == "Emergency brake because of object 31"
    assert from_below("") == ""


def test_a_text_costs_little_while_it_is_painted(japanese: None) -> None:
    tr("Complete")
    began = time.perf_counter()
    for _ in range(2_000):
        tr("Complete")
    each_s = (time.perf_counter() - began) / 2_000
    assert each_s < 100e-6, "a picture of the window asks for some hundreds of texts"


# -- all of the window


def said_by(root: QWidget) -> Iterator[tuple[str, str]]:
    """Every text that this window shows or tells, with where."""
    for widget in [root, *root.findChildren(QWidget)]:
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield where, widget.toolTip()
        yield where, widget.accessibleName()
        yield where, widget.windowTitle()
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, widget.text()
        if isinstance(widget, QLineEdit):
            yield where, widget.placeholderText()
        if isinstance(widget, QGroupBox | QMenu):
            yield where, widget.title()
        if isinstance(widget, QTabBar):
            yield from ((where, widget.tabText(at)) for at in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            for at in range(model.columnCount()):
                yield f"{where} head", str(model.headerData(at, Qt.Orientation.Horizontal) or "")
    for action in root.findChildren(QAction):
        where = f"action {action.objectName()}"
        yield where, action.text()
        yield where, action.toolTip()
        yield where, action.statusTip()


def english_left(root: QWidget) -> list[tuple[str, str]]:
    """Texts that are translated, and shown in English all the same."""
    known = translated()
    return [(where, line) for where, text in said_by(root) for line in text.splitlines() if line.strip() in known]


def test_nothing_of_the_start_page_stays_english(qtbot: QtBot, japanese: None) -> None:
    with seat(qtbot) as here:
        assert english_left(here.window) == []
        assert here.window.start.isVisible()


@pytest.mark.parametrize("layout", ["Investigate", "Step decisions", "Compare sensors"])
def test_nothing_of_a_log_stays_english(qtbot: QtBot, japanese: None, layout: str) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.window.layouts.choose(layout)
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.wait(lambda: here.session.state.t0_ns is not None)
        here.settle()
        for page in range(here.desk.inspector.tabs.count()):
            here.desk.inspector.tabs.setCurrentIndex(page)
            here.settle()
            assert english_left(here.window) == []
        for view in here.window.findChildren(QWidget):
            # what is painted is told to who hears it
            known = translated()
            assert not [one for one in view.accessibleDescription().split(" · ") if one in known]


def test_dialogs_are_said_in_japanese_too(qtbot: QtBot, japanese: None, tmp_path: Path) -> None:
    from app.ui.clock.time_dialog import TimeDialog
    from app.ui.clock.zone_dialog import ZoneDialog
    from app.ui.keys.keymap import keys_path
    from app.ui.keys.sheet import ShortcutsSheet

    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        sheet = ShortcutsSheet(here.window.actions_, keys_path(), here.window)
        dialog = TimeDialog(here.session, here.window, zone=None)
        zone = ZoneDialog(here.desk.clocks.choice.zone, here.session.timeline.utc_ns(0) or 0, here.window)
        for one in (sheet, dialog, zone):
            assert english_left(one) == []
            for box in one.findChildren(QDialogButtonBox):
                assert all(button.text().isascii() is False or button.text() == "OK" for button in box.buttons())
            one.deleteLater()


# -- changing it


def ask(here: Seat, action: str) -> None:
    before = here.window
    here.do(action)
    here.wait(lambda: here.desktop.window is not before)
    here.window = here.desktop.window


def test_another_language_keeps_what_one_looks_at(qtbot: QtBot, english_again: None) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.wait(lambda: here.session.state.t0_ns is not None)
        session, geometry = here.session, here.window.geometry()
        here.window.layouts.choose("Step decisions")
        here.go(6.5)
        here.do("loop_in")
        here.go(7.5)
        here.do("loop_out")
        here.do("time_mode")
        here.go(7.0)
        here.do("bookmark_now")
        here.wait(lambda: len(here.desk.marks) == 1)
        here.desk.selection.select("36")
        session.showing.hide_channels(frozenset({"/camera/rear"}))
        here.desk.ledger.filter.setText("distance < 20")
        here.do("part_map")
        here.wait(lambda: here.window.layouts.modified("Step decisions"))
        here.do("palette")
        assert here.window.finding.palette is not None
        here.window.finding.palette.dismiss()
        looked, keeper = here.desk.layout_.captured(), here.desktop.casework.keeper
        state = session.state
        ask(here, "language_ja")
        assert here.session is session
        assert here.window.isVisible()
        assert here.window.geometry() == geometry
        here.settle()
        assert session.state.asked_ns == state.asked_ns
        assert (session.state.mode, session.state.master, session.state.t0_ns) == (
            state.mode, state.master, state.t0_ns,
        )  # fmt: skip
        assert (session.state.loop, session.state.looping) == (state.loop, state.looping)
        assert here.window.layouts.name == "Step decisions"
        assert here.desk.layout_.captured() == looked
        assert here.desk.selection.selected == "36"
        assert here.desk.ledger.filter.text() == "distance < 20"
        assert session.showing.hidden_channels == {"/camera/rear"}
        assert here.desktop.casework.keeper is keeper
        assert len(here.desk.marks) == 1
        assert here.window.actions_.action("undo").isEnabled()
        assert here.window.actions_.action("language_ja").isChecked()
        assert english_left(here.window) == []
        # the whole-log columns are told to this window as well
        here.wait(lambda: here.desk.space.space.history is not None)
        here.do("bookmark_now")
        here.wait(lambda: len(here.desk.marks) == 2)
        here.do("step_forward")
        here.settle()
        assert session.state.asked_ns > state.asked_ns


def test_back_to_english(qtbot: QtBot, english_again: None) -> None:
    with seat(qtbot) as here:
        before = here.window.actions_.action("open_log").text()
        ask(here, "language_ja")
        assert here.window.actions_.action("open_log").text() == "ログを開く"
        assert chosen() == "ja"
        ask(here, "language_en")
        assert here.window.actions_.action("open_log").text() == before
        assert chosen() == "en"


def test_the_language_in_force_changes_nothing(qtbot: QtBot, english_again: None) -> None:
    with seat(qtbot) as here:
        window = here.window
        here.do("language_en")
        here.wait(lambda: chosen() == "en")
        QCoreApplication.processEvents()
        assert here.desktop.window is window
        assert window.actions_.action("language_en").isChecked()


def test_a_choice_that_cannot_be_kept_is_said(
    qtbot: QtBot, english_again: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.desktop.keep", refuse)
    with seat(qtbot) as here:
        here.do("language_en")
        here.wait(lambda: "No space left on device" in here.window.status.said.text())


# -- the input method


def test_single_keys_reach_what_is_no_text(qtbot: QtBot) -> None:
    """A Japanese input method would swallow J, K and L wherever it is switched on."""
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        tried = 0
        for widget in here.window.findChildren(QWidget):
            if not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()):
                continue
            widget.setFocus()
            focused = QApplication.focusWidget() or widget
            tried += 1
            edits = isinstance(focused, QLineEdit) and not focused.isReadOnly()
            assert focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) == edits, focused
        assert tried > 10


def test_a_list_stays_without_input_method_when_its_row_changes(crossing: Seat) -> None:
    tree = crossing.desk.channels.tree
    tree.setFocus()
    for at in range(3):
        tree.setCurrentIndex(tree.model().index(at, 0))
        assert not tree.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_what_quotes_a_log_at_length_is_compared_with_no_sentence(japanese: None) -> None:
    # comparing it would take minutes, and hold up the window
    long = "not as the published schema of Span has it: " + "a: " * 500_000
    assert from_below(long) == long
