"""The ledger says of every cycle what its record says."""

import math
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from app.kinds.decision import Candidate, Decision, Latency, Reason
from app.kinds.reference import ModelRef
from app.log.channel import Channel, Mode
from app.replay.cache import Cache
from app.replay.lanes import lanes_of
from app.replay.ledger import NONE, Ledger, LedgerWriter
from app.replay.ledger_filter import filter_of
from app.replay.sampler import Sampler
from app.scene.content import Words
from app.scene.standing import Standing
from tests.replay.altering import altered
from tests.replay.opening import SAMPLES, lanes_in, opened


@pytest.mark.parametrize("name", ["crossing", "cut-in", "stalled-truck"])
def test_every_column_is_what_the_records_say(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        sampler = Sampler(log, Cache())
        *_, lanes = lanes_of(sampler)
        found = lanes.ledger
        channel = log.log.channels[found.channel]
        assert found.cells["row"].tolist() == channel.rows_in_order(Mode.CAPTURE).tolist()
        for at in range(len(found)):
            content = sampler.load(channel, int(found.cells["row"][at])).content
            assert isinstance(content, Words)
            assert isinstance(content.document, Decision)
            agrees(found, at, content.document)
    assert (np.diff(found.times_ns(Mode.CAPTURE)) > 0).all()
    assert (found.times_ns(Mode.ARRIVAL) >= found.times_ns(Mode.CAPTURE)).all()
    assert (found.cells["standing"] <= Standing.UNCHECKED).all()


def agrees(found: Ledger, at: int, said: Decision) -> None:
    cell = found.cells[at]
    costs = {one.id: one.total for one in said.candidates}
    assert cell["cycle"] == said.cycle
    assert cell["chosen"] == (NONE if said.chosen is None else said.chosen)
    manoeuvres = {one.id: one.manoeuvre for one in said.candidates}
    assert found.word("manoeuvre", at) == manoeuvres.get(-1 if said.chosen is None else said.chosen)
    assert found.word("object", at) == said.reason.object
    assert found.word("code", at) == said.reason.code
    assert found.word("mode", at) == said.mode
    assert same(cell["distance"], said.reason.distance)
    assert same(cell["confidence"], said.confidence)
    assert found.models[int(cell["model"])] == (said.model, *said.models)
    assert cell["feasible"] == len([one for one in said.candidates if one.feasible])
    assert {manoeuvre for manoeuvre, _ in found.rejections[int(cell["rejected"])]} == {
        one.manoeuvre for one in said.candidates if one.id != said.chosen
    }
    drivable = [
        one.total for one in said.candidates if one.feasible and one.id != said.chosen and one.total is not None
    ]
    if said.chosen is not None:
        assert same(cell["total"], costs[said.chosen])
    if not drivable:
        assert cell["second"] == NONE
        assert math.isnan(cell["behind"])
    elif said.chosen is not None and (own := costs[said.chosen]) is not None:
        assert cell["behind"] == pytest.approx(min(drivable) - own)
        assert costs[int(cell["second"])] == min(drivable)


def same(number: float, said: float | None) -> bool:
    return math.isnan(number) if said is None else bool(number == said)


def writer(count: int) -> LedgerWriter:
    times = np.arange(count, dtype=np.int64)
    return LedgerWriter(
        Channel(
            ids={0: 1}, name="plan", kind="decision", codec="json", document={},
            segment=np.zeros(count, dtype=np.int32), index=times, size=np.zeros(count, dtype=np.uint64),
            arrival_ns=times + 5, capture_ns=times, by_capture=times,
        )
    )  # fmt: skip


def decided(cycle: int, *candidates: Candidate, chosen: int | None = None, **more: object) -> Decision:
    return Decision(
        cycle=cycle, model=ModelRef(name="planner", version="1"), inputs=(), candidates=candidates, chosen=chosen,
        reason=Reason(code="progress"), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_what_it_gave_stays_while_it_grows() -> None:
    making = writer(3000)
    for row in range(1000):
        making.add(row, decided(row), Standing.INTACT)
    before = making.ledger()
    for row in range(1000, 3000):
        making.add(row, decided(row), Standing.INTACT)
    assert len(before) == 1000
    assert before.cells["cycle"].tolist() == list(range(1000))
    assert making.ledger().cells["cycle"].tolist() == list(range(3000))
    with pytest.raises(ValueError, match="read-only"):
        before.cells["cycle"][0] = 7


def test_what_is_not_said_is_nothing_and_not_zero() -> None:
    making = writer(1)
    making.add(0, decided(1), Standing.INTACT)
    found = making.ledger()
    assert [found.word(name, 0) for name in ("manoeuvre", "object", "mode")] == [None] * 3
    assert [int(found.cells[name][0]) for name in ("chosen", "second", "latency_ns")] == [NONE] * 3
    assert np.isnan([float(found.cells[name][0]) for name in ("total", "behind", "distance", "confidence")]).all()


def test_a_cost_of_minus_one_is_a_cost() -> None:
    making = writer(2)
    reward = Candidate(id=3, manoeuvre="keep_lane", costs={"progress": -1.0}, total=-1.0, feasible=True)
    making.add(0, decided(1, reward, chosen=3), Standing.INTACT)
    making.add(1, decided(2), Standing.INTACT)
    found = making.ledger()
    assert [found.number("total", at) for at in (0, 1)] == [-1.0, None]
    assert [found.number("chosen", at) for at in (0, 1)] == [3, None]
    for name in ("total", "chosen"):
        first, second = found.numbers(name).tolist()
        assert first == found.number(name, 0)
        assert math.isnan(second)


def test_a_log_that_overstates_breaks_nothing() -> None:
    making = writer(1)
    stage = Latency(stage="planning", duration_ns=2**63 - 1)
    whole = Candidate(id=2**32 - 1, manoeuvre="stop", costs={}, total=1e308, feasible=True)
    other = replace_total(whole, 4, -1e308)
    making.add(0, decided(2**32 - 1, whole, other, chosen=whole.id, latencies=(stage, stage)), Standing.BROKEN)
    cell = making.ledger().cells[0]
    assert cell["latency_ns"] == 2**63 - 1
    assert cell["chosen"] == cell["cycle"] == 2**32 - 1
    assert cell["behind"] == -math.inf


def replace_total(one: Candidate, id_: int, total: float) -> Candidate:
    return Candidate(id=id_, manoeuvre=one.manoeuvre, costs=one.costs, total=total, feasible=one.feasible)


def test_a_record_that_cannot_be_read_is_still_a_cycle_of_its_own(tmp_path: Path) -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        channel = log.log.channels["/planner/decision"].id
    with opened(altered(tmp_path / "altered.h5", channel, 60)) as log:
        *_, lanes = lanes_of(Sampler(log, Cache()))
    found = lanes.ledger
    assert len(found) == len(lanes_in("crossing").ledger)
    assert [at for at in range(len(found)) if not found.readable(at)] == [60]
    assert lanes.unreadable == 1
    assert found.cells["standing"][60] == Standing.BROKEN
    assert found.number("cycle", 60) is None
    assert found.word("manoeuvre", 60) is None
    assert np.isnan(found.numbers("candidates")[60])
    assert 60 not in filter_of("cost > 0").rows(found)
    assert 60 not in filter_of("candidates < 5").rows(found)
    assert 60 not in filter_of("planner").rows(found)


def test_what_tells_the_models_of_a_log_apart_is_said_in_few_signs() -> None:
    found = lanes_in("cut-in").ledger
    versions = [found.versions[number] for number in found.cells["model"].tolist()]
    # the new version was activated while it drove
    assert list(dict.fromkeys(versions)) == ["4.1.2", "4.2.0"]
    assert sorted(versions) == versions
    assert lanes_in("crossing").ledger.versions == ("",)


def test_models_of_one_version_are_told_apart_by_what_else_they_are() -> None:
    def told(*models: tuple[ModelRef, ...] | None) -> list[str]:
        with opened(SAMPLES / "crossing.h5") as log:
            channel = log.log.channels["/planner/decision"]
            content = Sampler(log, Cache()).load(channel, 0).content
            assert isinstance(content, Words)
            assert isinstance(content.document, Decision)
            writer = LedgerWriter(channel)
            for row, each in enumerate(models):
                first = None if each is None else msgspec.structs.replace(
                    content.document, model=each[0], models=each[1:]
                )  # fmt: skip
                writer.add(row, first, Standing.INTACT)
            found = writer.ledger()
            return [found.versions[number] for number in found.cells["model"].tolist()]

    one = ModelRef(name="net", version="4", weights_sha256="ab" * 32)
    other = ModelRef(name="net", version="4", weights_sha256="cd" * 32)
    tuned = ModelRef(name="net", version="4", weights_sha256="ab" * 32, parameters_sha256="ef" * 32)
    planner = ModelRef(name="plan", version="1")
    assert told((planner, one), (planner, one)) == ["", ""]
    assert told((planner, one), (planner, other)) == ["4 ABABABAB", "4 CDCDCDCD"]
    assert told((one,), (tuned,)) == ["4 ABABABAB", "4 ABABABAB EFEFEFEF"]
    # a record that cannot be read is no other model
    assert told((one,), None, (one,)) == ["", "", ""]
    # in another order they are the same
    assert told((planner, one), (one, planner)) == ["", ""]
    assert told((planner,), (planner, one)) == ["", "4"]


def test_changes_are_where_other_models_decide() -> None:
    with opened(SAMPLES / "cut-in.h5") as log:
        *_, lanes = lanes_of(Sampler(log, Cache()))
    ((cycle, before, after),) = lanes.ledger.changes()
    assert (before, after) == ("4.1.2", "4.2.0")
    cells = lanes.ledger.cells.copy()
    # what cannot be read between the two changes nothing
    cells["cycle"][cycle - 1] = NONE
    cells["model"][cycle - 1] = 0
    assert replace(lanes.ledger, cells=cells).changes() == [(cycle, before, after)]
    assert replace(lanes.ledger, cells=cells[:0]).changes() == []
