"""The planning cycles as a table: what its cells say, how it is sorted and filtered, which row is the present one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.log.channel import Mode
from app.replay.ledger import Ledger
from app.replay.ledger_filter import filter_of
from app.ui.timeline.colours import of_manoeuvre
from app.ui.views.ledger_model import STANDING, LedgerModel
from app.ui.views.ledger_words import COLUMNS, LedgerWords
from app.ui.widgets.rows import AT_PLAYHEAD
from tests.replay.opening import lanes_in

pytestmark = pytest.mark.usefixtures("themed")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return lanes_in("cut-in").ledger


@pytest.fixture
def model(ledger: Ledger) -> LedgerModel:
    made = LedgerModel()
    made.show(LedgerWords(ledger, Mode.CAPTURE))
    return made


def texts(model: LedgerModel, name: str) -> list[str]:
    column = COLUMNS.index(name)
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_it_keeps_the_rules_of_models(ledger: Ledger) -> None:
    made = LedgerModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show(LedgerWords(ledger, Mode.CAPTURE))
    made.sort(COLUMNS.index("total"), Qt.SortOrder.DescendingOrder)
    made.set_filter(filter_of("manoeuvre = brake"))
    made.set_present(int(ledger.cells["row"][70]))
    made.show(LedgerWords(Ledger(), Mode.CAPTURE))
    assert tester.model() is made


def test_every_cycle_has_a_row_that_says_what_it_says(model: LedgerModel, ledger: Ledger) -> None:
    assert model.counted == (len(ledger), len(ledger)) == (118, 118)
    assert texts(model, "cycle") == [str(one) for one in ledger.cells["cycle"]]
    assert texts(model, "chosen") == [f"K{one}" for one in ledger.cells["chosen"]]
    assert "" not in texts(model, "distance") + texts(model, "object") + texts(model, "latency_ns")
    assert all(one.endswith((" m", "not logged")) for one in texts(model, "distance"))
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(len(COLUMNS))]
    assert len(set(heads)) == len(COLUMNS)
    last = model.index(0, COLUMNS.index("standing"))
    assert last.data(STANDING) == ledger.cells["standing"][0]
    tokens = [model.cell(at, COLUMNS.index("manoeuvre")).token for at in range(len(ledger))]
    assert tokens == [of_manoeuvre(ledger.word("manoeuvre", at)) for at in range(len(ledger))]


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_it_is_sorted_by_any_column_and_what_is_not_said_is_last(
    model: LedgerModel, ledger: Ledger, name: str, order: Qt.SortOrder
) -> None:
    model.sort(COLUMNS.index(name), order)
    assert sorted(texts(model, "cycle"), key=int) == [str(one) for one in ledger.cells["cycle"]]
    said = texts(model, name)
    unsaid = [text in ("none", "not logged") for text in said]
    assert unsaid == sorted(unsaid)
    falls = order is Qt.SortOrder.DescendingOrder
    if name in ("cycle", "total", "confidence"):
        values = [float(text.replace("\u2212", "-")) for text, without in zip(said, unsaid, strict=True) if not without]
        assert values == sorted(values, reverse=falls)
    if name in ("manoeuvre", "object"):
        words = [text for text, without in zip(said, unsaid, strict=True) if not without]
        assert [words.index(word) for word in words] == sorted(words.index(word) for word in words)


def test_only_what_is_asked_for_is_there_and_the_present_one_is_marked(model: LedgerModel, ledger: Ledger) -> None:
    model.set_filter(filter_of("manoeuvre = brake"))
    assert 0 < model.counted[0] < model.counted[1]
    assert all("brak" in text.lower() for text in texts(model, "manoeuvre"))
    braking = [at for at in range(len(ledger)) if "brake" in (ledger.word("manoeuvre", at) or "").split("_")]
    assert model.set_present(int(ledger.cells["row"][braking[1]])) == 1
    assert [model.index(row, 0).data(AT_PLAYHEAD) for row in range(3)] == [False, True, False]
    assert model.time_ns(1) == ledger.times_ns(Mode.CAPTURE)[braking[1]]
    other = next(at for at in range(len(ledger)) if at not in braking)
    assert model.set_present(int(ledger.cells["row"][other])) is None
    assert model.set_present(None) is None
    assert not any(model.index(row, 0).data(AT_PLAYHEAD) for row in range(model.rowCount()))


def test_times_follow_the_mode(model: LedgerModel, ledger: Ledger) -> None:
    model.show(LedgerWords(ledger, Mode.ARRIVAL))
    assert model.time_ns(0) == ledger.cells["arrival_ns"][0] > ledger.cells["capture_ns"][0]
