"""The strip of the 3D view: facts stand in it whole or not at all, and what changes what is seen always does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kinds.objects import Objects
from app.kinds.row_layout import RowLayout
from app.scene.colour import ColourBy
from app.scene.moment import Moment
from app.scene.sample import Presence
from app.ui.gl.backend import FORCE
from app.ui.gl.facts import Fact, Facts, Fitted, Legend, fitted
from app.ui.gl.look import Look
from app.ui.gl.ruler import Measuring
from app.ui.layouts.layout import SpaceLook
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.theme.fonts import Role
from app.ui.views.space import SpaceView
from app.ui.widgets.painted import width_of
from tests.scene.moments import assumed, cloud, moment, sample, staged, words
from tests.scene.test_placing import ROOF, car
from tests.ui.space import pixels, shown_view
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
PX = 6.0
GAP = 14.0
LEGENDS = {Legend.FULL: 120.0, Legend.UNTITLED: 80.0, Legend.NONE: 0.0}
FACTS = Facts(
    title="Height", low="0", high="5 m", ranged=True,
    left=(
        Fact(text="shaded by depth", tone="warn", kept=True),
        Fact(text="Arrival assumed: /lidar/top, /radar/front", short="Arrival of 2 channels assumed", tone="warn"),
        Fact(text="Boxes 50 ms old", tone="t2"), Fact(text="Plan 70 ms old", tone="t2"), Fact(text="Grid 5 m"),
    ),
    backend="CPU, no graphics card", count="60 000 points, 1/4 of points while moving", count_short="1/4 of points",
)  # fmt: skip


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SpaceView:
    monkeypatch.setenv(FORCE, "cpu")
    return shown_view(qtbot)


@pytest.fixture
def crossing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setenv(FORCE, "cpu")
    with seat(qtbot, 1366, 768) as one:
        one.open(SAMPLES / "crossing.h5")
        yield one


def width(text: str) -> float:
    return PX * len(text)


def fit(room: float, facts: Facts = FACTS) -> Fitted:
    return fitted(facts, room, gap=GAP, width=width, legends=LEGENDS)


def texts(view: SpaceView) -> list[str]:
    return [fact.text for fact in view.strip.facts.left]


@pytest.mark.parametrize("room", range(190, 1200, 7))
def test_facts_are_said_whole_and_never_one_over_another(room: int) -> None:
    found = fit(room)
    said = [text for text, _ in (*found.left, *found.right)]
    whole = {form for fact in FACTS.left for form in (fact.text, fact.short)}
    hidden = sum(fact.text not in said and fact.short not in said for fact in FACTS.left)
    assert {text for text, _ in found.left} - whole in (set(), {f"+{hidden}"})
    assert sum(map(width, said)) + GAP * (len(said) - 1) + LEGENDS[found.legend] <= room
    assert found.left[0] == ("shaded by depth", "warn")
    assert found.right[0][0] in (FACTS.count, "1/4 of points")


def test_more_room_says_more_and_the_most_important_first() -> None:
    counts = [len([text for text, _ in fit(room).left if "+" not in text]) for room in range(200, 1200, 20)]
    assert counts[0] == 1
    assert counts[-1] == 5
    # what is counted has the colour of the worst of it
    assert fit(430).left[-1] == ("+4", "warn")
    assert fit(1200).right == ((FACTS.count, "t2"), (FACTS.backend, "t3"))


def test_where_there_is_hardly_any_room_the_first_of_what_is_kept_stays() -> None:
    many = replace(FACTS, left=(*FACTS.left, Fact(text="Click two points", kept=True)))
    assert [text for text, _ in fit(360, many).left] == ["shaded by depth", "Click two points", "+4"]
    found = fit(230, many)
    assert ([text for text, _ in found.left], found.right) == (["shaded by depth", "Click two points", "+4"], ())
    assert [text for text, _ in fit(100, many).left] == ["shaded by depth"]
    assert [text for text, _ in fit(20, many).left] == ["shaded by depth"]


def test_that_it_is_shaded_is_said_at_every_width_whatever_else_is(view: SpaceView) -> None:
    scene = moment(sample("cloud", cloud((15, -3, -1), (20, 3, -1.5)), entry=ROOF))
    view.set_look(Look(shaded=True, by=ColourBy.CLASS, sweeps=5))
    view.set_measuring(Measuring.EGO)
    view.show_moment(assumed(scene, "/cloud"))
    for wide in (320, 402, 640, 1200):
        view.resize(wide, 240)
        pixels(view)
        assert view.strip.said[0] == "shaded by depth", wide
        assert {"no class", "no class in these points"} & set(view.strip.said), wide
        taken = sum(width_of(text, Role.SECONDARY) for text in view.strip.said) + 14 * (len(view.strip.said) - 1)
        assert taken + max(view.strip.legend_rect.width() - 8, 0) <= wide - 16
    view.set_look(replace(view.look, shaded=False))
    assert "shaded by depth" not in view.strip.said


def test_a_rendered_window_that_is_shaded_says_so(crossing: Seat) -> None:
    """Eye-dome shading changes what is seen: no exported figure has it without these words."""
    shaded = msgspec.structs.replace(SHIPPED[INVESTIGATE], space=SpaceLook(shaded=True))
    crossing.window.layouts.show_alone("shaded", shaded)
    strip = crossing.desk.space.space.strip
    assert crossing.desk.space.space.look.shaded
    assert strip.isVisible()
    assert strip.said[0] == "shaded by depth"
    plain, caption = strip.grab().toImage(), strip.said
    crossing.desk.space.tools.shade.setChecked(False)
    assert strip.said != caption
    assert strip.grab().toImage() != plain


def test_what_is_as_old_as_the_header_says_is_not_said_again(view: SpaceView) -> None:
    objects = words(Objects(frame="vehicle", tracks=(car(),)))
    points = cloud((15, -3, -1))
    view.show_moment(moment(sample("cloud", points, entry=ROOF), sample("objects", objects)))
    assert not [text for text in texts(view) if text.endswith(" old")]
    view.show_moment(
        moment(
            sample("cloud", points, entry=ROOF, age_ms=20), sample("objects", objects, age_ms=50),
            sample("radar", points, entry=ROOF, channel="/front", age_ms=18),
            sample("radar", points, entry=ROOF, channel="/rear", age_ms=38),
        )
    )  # fmt: skip
    assert [text for text in texts(view) if text.endswith(" old")] == ["Boxes 50 ms old", "Radar 18 to 38 ms old"]
    # cut off, it would say another age
    for wide in range(320, 700, 10):
        view.resize(wide, 240)
        assert not [text for text in view.strip.said if "…" in text]
        assert {text for text in view.strip.said if text.startswith("Boxes")} <= {"Boxes 50 ms old"}
    assert "Radar 18 to 38 ms old" in view.strip.toolTip()


def test_it_names_every_channel_that_is_grey(view: SpaceView) -> None:
    scene = moment(
        sample("cloud", cloud((15, -3, -1)), entry=ROOF),
        sample("objects", words(Objects(frame="vehicle", tracks=(car(),)))),
    )
    view.show_moment(assumed(scene, "/objects"))
    assert "Arrival assumed: /objects" in texts(view)
    view.show_moment(assumed(scene, "/objects", "/cloud"))
    assert "Arrival assumed: /cloud, /objects" in texts(view)
    assert "Arrival of 2 channels assumed" in {fact.short for fact in view.strip.facts.left}


@pytest.mark.parametrize(
    ("by", "text"), [(ColourBy.CLASS, "no class in these points"), (ColourBy.RING, "no ring in /radar")]
)
def test_it_says_where_points_do_not_tell_what_colours_mean(view: SpaceView, by: ColourBy, text: str) -> None:
    points = cloud((1, 2, 0))
    bare = RowLayout(fields=tuple(one for one in points.table.layout.fields if one.name != "ring"))
    radar = replace(points, table=replace(points.table, layout=bare))
    view.show_moment(moment(sample("cloud", points, entry=ROOF), sample("radar", radar, entry=ROOF)))
    assert not [one for one in texts(view) if one.startswith("no ")]
    view.set_look(Look(by=by))
    assert [one for one in texts(view) if one.startswith("no ")] == [text]


def absent(seen: Moment, *kinds: str, presence: Presence = Presence.TOO_OLD, age_ms: int | None = 412) -> Moment:
    """The same, as if these kinds had nothing that may be shown."""
    age_ns = None if age_ms is None else age_ms * 1_000_000
    return staged(replace(seen, samples={
        name: replace(one, lookup=replace(one.lookup, presence=presence, age_ns=age_ns), checked=None, content=None)
        if one.lookup.kind in kinds else one
        for name, one in seen.samples.items()
    }))  # fmt: skip


def test_points_that_are_too_old_are_absent_by_name(view: SpaceView) -> None:
    scene = moment(
        sample("cloud", cloud((15, -3, -1)), entry=ROOF), sample("radar", cloud((9, 0, 0)), entry=ROOF),
        sample("objects", words(Objects(frame="vehicle", tracks=(car(),)))),
    )  # fmt: skip
    view.show_moment(absent(scene, "cloud"))
    assert "/cloud absent, last sample 412 ms ago" in texts(view)
    view.show_moment(absent(scene, "cloud", "radar"))
    view.resize(320, 240)
    pixels(view)
    assert view.strip.said[0] == "Points absent, last sample 412 ms ago"
    assert view.strip.legend_rect.width() == 0
    view.show_moment(absent(scene, "cloud", "radar", presence=Presence.NOT_YET, age_ms=None))
    assert "Points absent, no sample yet" in texts(view)


def test_where_all_is_too_old_the_pane_says_so_as_that_of_a_camera_does(crossing: Seat) -> None:
    pane, seen = crossing.desk.space, crossing.go(6.5)
    every = ("cloud", "radar", "objects", "prediction", "candidates")
    pane.show_moment(absent(seen, *every[:-1]))
    assert not pane.empty.isVisible()
    pane.show_moment(absent(seen, *every))
    assert pane.empty.isVisible()
    assert pane.empty.accessibleName() == "Absent"
    assert pane.empty.accessibleDescription() == "last sample 412 ms ago"
    pane.show_moment(seen)
    assert not pane.empty.isVisible()


def test_a_click_on_the_legend_asks_for_another_range(view: SpaceView, qtbot: QtBot) -> None:
    view.show_moment(moment(sample("cloud", cloud((15, -3, -1)), entry=ROOF)))
    QApplication.processEvents()
    middle = view.strip.legend_rect.center().toPoint()
    with qtbot.waitSignal(view.strip.range_asked):
        QTest.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=middle)
    with qtbot.assertNotEmitted(view.strip.range_asked):
        QTest.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=QPoint(view.strip.width() // 2, 12))
        view.set_look(Look(by=ColourBy.CLASS))
        QTest.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=middle)
