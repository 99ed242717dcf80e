"""Moments are drawn before they are shown: in many turns of the event loop, and seen in one."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

import pytest
from PySide6.QtCore import QObject, QPointF, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.replay.priority import right_of_way
from app.replay.request import Request
from app.replay.thin_ways import ThinWays
from app.scene.moment import Moment
from app.ui.ending import endings
from app.ui.garbage import look_at_all
from app.ui.gl.cpu_canvas import CpuCanvas
from app.ui.rehearsal import Rehearsal
from app.ui.theme.theme import apply_theme
from app.ui.views.camera_still import Still, Tone
from app.ui.views.map_still import MapStill
from tests.ui.windows import Seat

PARTS = 3


class Stage:
    """It draws each moment in some parts, and notes what happens."""

    def __init__(self) -> None:
        self.parent = QObject()
        self.noted: list[str] = []
        self.unwanted: set[int] = set()
        self.meanwhile: Callable[[], None] = lambda: None
        """Is called behind the first part of the first moment."""
        self.rehearsal = Rehearsal(
            awaited=lambda request: request.number not in self.unwanted,
            show=lambda request, _: self.noted.append(f"show {request.number}"),
            passed=lambda: self.noted.append("passed"),
            parent=self.parent,
        )
        self.rehearsal.draw_ahead = self.draw

    def draw(self, moment: Moment) -> Iterator[None]:
        for part in range(PARTS):
            assert not right_of_way._free.is_set()
            self.noted.append(f"draw {moment.number}.{part}")
            if (moment.number, part) == (1, 0):
                self.meanwhile()
            yield

    def begin(self, *numbers: int) -> None:
        for number in numbers:
            self.rehearsal.begin(
                Request(number=number, epoch=0, t_ns=number, mode=Mode.CAPTURE, lookups=()),
                Moment(
                    t_ns=number, mode=Mode.CAPTURE, samples=MappingProxyType({}), earlier=MappingProxyType({}),
                    waiting=MappingProxyType({}), draft=False, number=number,
                ),
            )  # fmt: skip


@pytest.fixture
def stage(qapp: object) -> Stage:
    return Stage()


def test_each_part_has_a_turn_of_its_own_and_what_else_is_due_comes_between(qtbot: QtBot, stage: Stage) -> None:
    other = QTimer(stage.parent, interval=0)
    other.timeout.connect(lambda: stage.noted.append("other"))
    other.start()
    stage.begin(1)
    qtbot.waitUntil(lambda: "show 1" in stage.noted)
    steps = [*(f"draw 1.{part}" for part in range(PARTS)), "show 1"]
    assert [one for one in stage.noted if one != "other"] == steps
    for step in steps[1:]:
        assert stage.noted[stage.noted.index(step) - 1] == "other"
    assert right_of_way._free.is_set()


def test_what_is_drawn_is_shown_and_of_those_that_wait_the_newest(qtbot: QtBot, stage: Stage) -> None:
    stage.meanwhile = lambda: stage.begin(2, 3, 4)
    stage.begin(1)
    qtbot.waitUntil(lambda: "show 4" in stage.noted)
    shown = [one for one in stage.noted if not one.startswith("draw")]
    # those that were passed over came after the first
    assert shown == ["show 1", "passed", "passed", "show 4"]
    assert "draw 2.0" not in stage.noted


def test_what_nobody_awaits_any_more_is_drawn_no_further(qtbot: QtBot, stage: Stage) -> None:
    def jump() -> None:
        stage.unwanted.add(1)
        stage.begin(2)

    stage.meanwhile = jump
    stage.begin(1)
    qtbot.waitUntil(lambda: "show 2" in stage.noted)
    # whoever shows it looks whether it is awaited, too, and hears of each
    assert [one for one in stage.noted if "2" not in one] == ["draw 1.0", "show 1"]


def test_a_mistake_in_drawing_ahead_hides_nothing(qtbot: QtBot, stage: Stage) -> None:
    def wrong(_: Moment) -> Iterator[None]:
        yield
        raise ZeroDivisionError

    stage.rehearsal.draw_ahead = wrong
    with qtbot.capture_exceptions() as caught:
        stage.begin(1)
        qtbot.waitUntil(lambda: stage.noted == ["show 1"])
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert right_of_way._free.is_set()


def test_at_the_end_nothing_more_is_shown(qtbot: QtBot, stage: Stage) -> None:
    def close() -> None:
        stage.begin(2)
        stage.rehearsal.end()

    stage.meanwhile = close
    stage.begin(1)
    qtbot.wait(50)
    assert stage.noted == ["draw 1.0"]


# -- in the window


def at_rest(here: Seat) -> None:
    """At some instant, as fine as it gets, and nothing to come that is read in the background."""
    here.go(5.0)
    here.wait(lambda: here.session.idle and cpu(here).ready)


def first_object(here: Seat) -> str:
    scene = here.desk.space.space.scene
    assert scene is not None
    return scene.boxes[0].id


def cpu(here: Seat) -> CpuCanvas:
    canvas = here.desk.space.space.canvas
    assert isinstance(canvas, CpuCanvas)
    return canvas


class Hand:
    """Steps on, and has what is seen looked at after each part that is drawn ahead."""

    def __init__(self, here: Seat) -> None:
        self.here = here
        self.parts = 0
        self.early: list[str] = []
        desk = here.desk
        self.surfaces: dict[str, QWidget] = {
            "camera": desk.camera.picture, "second": desk.second.picture, "3D": desk.space.space.canvas,
            "map": desk.map.canvas, "candidates": desk.decision.candidates,
        }  # fmt: skip
        self._draw = here.session.rehearsal.draw_ahead
        here.session.rehearsal.draw_ahead = self.draw

    def seen(self) -> dict[str, QImage]:
        return {name: one.grab().toImage() for name, one in self.surfaces.items()}

    def drawn_anew(self) -> dict[str, QImage]:
        """What is seen where nothing is kept of what was drawn."""
        desk = self.here.desk
        for surface in (desk.camera.picture, desk.second.picture, desk.map.canvas, desk.decision.candidates):
            surface._stills.forget()
        cpu(self.here).refined()
        return self.seen()

    def draw(self, moment: Moment) -> Iterator[None]:
        before = self.seen()
        for part in self._draw(moment):
            self.parts += 1
            now = self.seen()
            self.early += [name for name, one in now.items() if one != before[name]]
            yield part


def test_nothing_of_the_next_moment_is_seen_before_its_turn(crossing: Seat) -> None:
    at_rest(crossing)
    hand = Hand(crossing)
    before = hand.seen()
    crossing.go(6.0)
    # points, strokes and marks, two cameras, the map, the candidates: once in draft or more often
    assert hand.parts >= 6
    assert hand.early == []
    assert all(one != before[name] for name, one in hand.seen().items())


def test_what_was_drawn_ahead_is_what_would_be_drawn_and_is_drawn_once(
    crossing: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_rest(crossing)
    canvas = cpu(crossing)
    pictures: list[Still] = []
    at_painting: list[int | None] = []
    drawn, direct = Still.drawn, CpuCanvas._draw

    def noted(still: Still, image: QImage) -> QImage:
        pictures.append(still)
        return drawn(still, image)

    def late(self: CpuCanvas, budget: int | None) -> None:
        at_painting.append(budget)
        direct(self, budget)

    maps: list[MapStill] = []
    map_drawn = MapStill.drawn

    def noted_map(still: MapStill, ways: ThinWays) -> QImage:
        maps.append(still)
        return map_drawn(still, ways)

    monkeypatch.setattr(MapStill, "drawn", noted_map)
    monkeypatch.setattr(Still, "drawn", noted)
    monkeypatch.setattr(CpuCanvas, "_draw", late)
    times = [6.0, 6.5, 7.0, 4.0, 3.5, 8.0]
    for seconds in times:
        crossing.go(seconds)
        crossing.wait(lambda: canvas.ready)
    assert all(one != other for one, other in combinations(pictures, 2))
    # of the finer pictures of an instant nothing is news to it
    assert len(maps) == len(times)
    # where something else happens meanwhile, the 3D view is drawn at painting, as it always was
    assert len(at_painting) <= len(times) // 2
    hand = Hand(crossing)
    seen = hand.seen()
    assert hand.drawn_anew() == seen


CHANGES: dict[str, Callable[[Seat, QApplication], object]] = {
    "nothing": lambda *_: None,
    "eye": lambda here, _: here.desk.space.space.set_preset("top"),
    "look": lambda here, _: here.desk.space.space.set_look(replace(here.desk.space.space.look, size=5)),
    "history": lambda here, _: here.desk.space.space.set_history(None),
    "follow": lambda here, _: here.desk.space.space.follow(first_object(here)),
    "selection": lambda here, _: here.desk.selection.select(first_object(here)),
    "tone": lambda here, _: here.desk.camera.picture.set_tone(Tone(brightness=60.0)),
    "zoom": lambda here, _: here.desk.camera.picture.zoom_to(3.0, QPointF(200, 150)),
    "overlays": lambda here, _: here.desk.camera.overlays.setChecked(False),
    "size": lambda here, _: here.window.resize(1500, 860),
    "theme": lambda _, qapp: apply_theme(qapp, "light", scale=1.25),
    "pointer": lambda here, _: cpu(here).pick(100.0, 100.0, within=6),
    "stay": lambda here, _: here.desk.map.canvas.set_following(False),
    "turn": lambda here, _: here.desk.map.canvas.set_heading_up(True),
    "near": lambda here, _: here.desk.map.canvas.zoom(2.0),
    "T0": lambda here, _: here.desk.map.show_marks((), here.session.now_ns()),
    "candidate": lambda here, _: here.desk.decision.candidates.set_picked(2),
    "saving": lambda here, _: cpu(here).refined(),
    "rest": lambda here, _: cpu(here)._refine(),
}


@pytest.mark.usefixtures("themed")
@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("part", ["between", "behind"])
def test_what_changes_while_it_is_drawn_ahead_is_seen(crossing: Seat, qapp: QApplication, what: str, part: str) -> None:
    """It looks as if it had been drawn when it is shown: between points and lines of the 3D view, and behind all."""
    at_rest(crossing)
    rehearsal = crossing.session.rehearsal
    canvas, draw, changed = cpu(crossing), rehearsal.draw_ahead, list[str]()

    def meanwhile(moment: Moment) -> Iterator[None]:
        for _ in draw(moment):
            if part == "between" and canvas._begun is not None and not changed:
                changed.append(what)
                CHANGES[what](crossing, qapp)
            yield
        if not changed:
            changed.append(what)
            CHANGES[what](crossing, qapp)
        yield

    rehearsal.draw_ahead = meanwhile
    crossing.go(6.0)
    rehearsal.draw_ahead = draw
    assert changed == [what]
    crossing.settle()
    QApplication.processEvents()
    hand = Hand(crossing)
    crossing.wait(lambda: canvas.ready)
    seen = hand.seen()
    assert hand.drawn_anew() == seen


def test_a_picture_is_not_refined_while_another_one_is_awaited(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    at_rest(crossing)
    canvas = cpu(crossing)
    canvas._refine()
    assert canvas._slices.isActive()
    asked = list[Request]()
    monkeypatch.setattr(crossing.session.player, "_ask", asked.append)
    crossing.session.seek(crossing.session.state.here_ns + 1_000_000_000)
    assert asked
    assert not canvas._slices.isActive()
    # nor for ever, if that one does not come
    monkeypatch.setattr(CpuCanvas, "drawn", property(lambda _: (0, 1)))
    rests: list[None] = []
    canvas._rest.timeout.connect(lambda: rests.append(None))
    crossing.session.seek(crossing.session.state.here_ns + 2_000_000_000)
    crossing.wait(lambda: bool(rests))


def test_a_log_that_is_closed_leaves_no_pictures_behind(crossing: Seat) -> None:
    crossing.go(5.0)
    desk = crossing.desk
    pictures = [
        weakref.ref(one.picture.plate.picture.pixels) for one in (desk.camera, desk.second) if one.picture.plate
    ]
    assert len(pictures) == 2
    stills = [one._stills for one in (desk.camera.picture, desk.map.canvas, desk.decision.candidates)]
    assert all(one._shown is not None for one in stills)
    crossing.session.close()
    crossing.window.set_session(None)
    assert endings.wait(10)
    look_at_all()
    assert [one() for one in pictures] == [None, None]
    assert [(one._shown, one._next) for one in stills] == [(None, None)] * 3
