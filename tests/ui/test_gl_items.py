"""Our OpenGL items: the same picture as the splat, uploads inside paint alone, and a context that is lost."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QOpenGLContext
from pytestqt.qtbot import QtBot

from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.row_layout import RowLayout
from app.scene.colour import COLOUR_MAPS, ColourBy, indices
from app.scene.content import Points, Table
from app.scene.drawing import Part
from app.scene.moment import Moment
from app.scene.placing import placed
from app.scene.splat import Layer, splat
from app.scene.thinning import even_rows
from app.ui.gl.backend import CHECKED, FORCE, _probe
from app.ui.gl.gl_canvas import GlCanvas
from app.ui.gl.look import Look
from app.ui.gl.program import Dialect
from app.ui.views.space import SpaceView
from tests.replay.answers import moment_of
from tests.replay.opening import SAMPLES, opened
from tests.scene.moments import assumed, cloud, moment, placement, pose, sample
from tests.scene.test_placing import ROOF
from tests.ui.space import pixels, shown_view

os.environ[CHECKED] = "1"  # OpenGL is imported once a process


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SpaceView:
    if _probe()[0] is None:
        pytest.skip("no OpenGL here, not even in software")
    monkeypatch.setenv(FORCE, "gl")
    return shown_view(qtbot, 480, 324)


def points(count: int, seed: int = 4) -> npt.NDArray[np.float64]:
    chance = np.random.default_rng(seed)
    return chance.uniform((-5, -15, -2.2), (40, 15, 4), (count, 3)).round(2)


CLOUDS = [cloud(*map(tuple, points(400, seed).tolist())) for seed in range(5)]


def as_rows(count: int) -> Moment:
    return moment(sample("cloud", cloud(*map(tuple, points(count).tolist())), entry=ROOF))


def as_floats(count: int) -> Moment:
    known = {field.name: field for field in KNOWN}
    layout = RowLayout((X, Y, Z, known["intensity"], known["ring"]))
    rows = layout.unknown(count)
    for axis, values in zip("xyz", points(count).T, strict=True):
        rows[axis] = values
    rows["intensity"], rows["ring"] = (np.arange(count) % 256) / 255, np.arange(count) % 16
    content = Points(
        xyz=points(count).astype(np.float32), positions=np.arange(count), table=Table(rows=rows, layout=layout)
    )
    return moment(sample("cloud", content, entry=ROOF))


def test_sweeps_that_are_still_shown_stay_on_the_card(view: SpaceView) -> None:
    def sweeps(newest: int) -> Moment:
        made = [
            sample(
                "cloud",
                CLOUDS[newest - back],
                entry=ROOF,
                age_ms=100 * back,
                back=back,
                placement=placement(pose(0, 0)),
            )
            for back in range(3)
        ]
        made = [replace(one, lookup=replace(one.lookup, row=newest - back)) for back, one in enumerate(made)]
        return moment(*made)

    view.set_look(Look(parts=frozenset(), sweeps=3))
    view.show_moment(sweeps(3))
    first = pixels(view)
    items = {row: item for (_, row), (item, _, _) in view.canvas._clouds.items()}  # type: ignore[union-attr]
    view.show_moment(sweeps(4))
    assert not np.array_equal(pixels(view), first)
    after = {row: item for (_, row), (item, _, _) in view.canvas._clouds.items()}  # type: ignore[union-attr]
    assert (after[2], after[3], after[4]) == (items[2], items[3], items[1])
    view.show_moment(sweeps(3))
    assert np.array_equal(pixels(view), first)
    view.set_look(Look(parts=frozenset(), sweeps=1))
    assert len(view.canvas._clouds) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "by", [ColourBy.HEIGHT, ColourBy.INTENSITY, ColourBy.RING, ColourBy.RANGE, ColourBy.AGE, ColourBy.CLASS]
)
@pytest.mark.parametrize(("made", "greyed"), [(as_rows, False), (as_rows, True), (as_floats, False)])
def test_the_card_draws_what_the_splat_draws(view: SpaceView, by: ColourBy, made: object, greyed: bool) -> None:
    """As rows of 8 bytes from the record, and as 16 bytes: colours agree but where a rounding decides."""
    scene = made(3_000)  # type: ignore[operator]
    view.show_moment(scene)
    view.set_look(Look(by=by, parts=frozenset(), size=3))
    if greyed:
        pixels(view)
        view.show_moment(scene := assumed(scene, *scene.samples))
    found = pixels(view)
    (one,) = placed(scene).points
    shown = view._shown
    layer = Layer(
        xyz=one.points.xyz, target_from_xyz=one.target_from_channel, index=indices(one, by, view.over),
        colours=COLOUR_MAPS[by].packed(greyed=greyed), size=3,
    )  # fmt: skip
    wanted = splat([layer], view.canvas.projection())
    assert shown.by is by
    # the middle of squares of which all nine pixels show: the card does not round places to pixels
    rows = wanted.rows()
    around = [np.roll(rows, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    middle = (rows >= 0) & np.all([one == rows for one in around], axis=0)
    assert middle.sum() > 300
    apart = np.abs(found[middle].astype(int) - wanted.picture[middle][:, 2::-1]).max(axis=1)
    # of the 239 steps of a ramp a rounding may decide
    assert (apart <= 3).mean() > 0.97
    assert abs(float((found != found[0, 0]).any(axis=2).mean()) - float((rows >= 0).mean())) < 0.15


def test_lines_marks_and_labels_lie_over_the_points(view: SpaceView) -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        view.show_moment(moment_of(log, 7.0))
    found = pixels(view)
    blue = (np.abs(found.astype(int) - (0x56, 0xB4, 0xE9)) <= 8).all(axis=2)
    assert blue.sum() > 150
    assert len(view.canvas.placards) > 5
    view.set_look(Look(parts=frozenset({Part.GRID})))
    bare = pixels(view)
    assert not (np.abs(bare.astype(int) - (0x56, 0xB4, 0xE9)) <= 8).all(axis=2).any()


def test_all_points_are_drawn_later_while_another_scene_is_on_its_way(view: SpaceView, qtbot: QtBot) -> None:
    canvas, rests = view.canvas, list[None]()
    canvas._rest.timeout.connect(lambda: rests.append(None))
    view.put_off()
    assert not canvas._rest.isActive()
    canvas._rest.start()
    qtbot.wait(20)
    before = canvas._rest.remainingTime()
    view.put_off()
    assert canvas._rest.remainingTime() > before
    qtbot.waitUntil(lambda: bool(rests))


def test_a_view_at_rest_paints_no_more(view: SpaceView, qtbot: QtBot) -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        view.show_moment(moment_of(log, 7.0))
    qtbot.wait(500)  # it refines once it rests
    paints: list[None] = []
    view.canvas.painted.connect(lambda: paints.append(None))
    qtbot.wait(300)
    assert not paints
    view.canvas.update()
    qtbot.wait(300)
    assert len(paints) == 1


def test_shading_is_that_of_the_splat(view: SpaceView) -> None:
    view.show_moment(as_rows(30_000))
    view.set_look(Look(parts=frozenset(), size=3, shaded=True))
    found = pixels(view)
    (one,) = placed(as_rows(30_000)).points
    layer = Layer(
        xyz=one.points.xyz, target_from_xyz=one.target_from_channel,
        index=indices(one, ColourBy.HEIGHT, view.over),
        colours=COLOUR_MAPS[ColourBy.HEIGHT].packed(), size=3,
    )  # fmt: skip
    wanted = splat([layer], view.canvas.projection(), shaded=True).picture[..., 2::-1]
    assert (np.abs(found.astype(int) - wanted).max(axis=2) <= 2).mean() > 0.99


def test_a_lost_context_is_filled_again(view: SpaceView) -> None:
    view.show_moment(as_rows(2_000))
    before = pixels(view)
    # what Qt does when a widget gets another context
    view.canvas.makeCurrent()  # type: ignore[union-attr]
    view.canvas.initializeGL()  # type: ignore[union-attr]
    view.canvas.doneCurrent()  # type: ignore[union-attr]
    assert np.array_equal(pixels(view), before)


def test_moving_a_cloud_uploads_nothing(view: SpaceView, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.ui.gl import buffer

    scene = as_rows(2_000)
    view.show_moment(scene)
    pixels(view)
    uploads: list[int] = []
    plain = buffer.Buffer.put

    def noted(self: buffer.Buffer, array: npt.NDArray[np.generic]) -> None:
        uploads.append(array.nbytes)
        plain(self, array)

    monkeypatch.setattr(buffer.Buffer, "put", noted)
    view.set_look(Look(parts=frozenset()))
    view.eye.look(view.eye.viewpoint.orbited(0.2, 0.1))
    pixels(view)
    assert 16_000 not in uploads
    view.show_moment(as_rows(2_001))
    pixels(view)
    assert uploads.count(16_008) == 1


def test_fewer_points_while_moving(view: SpaceView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    from app.ui.gl.budget import Budget

    view.set_look(Look(parts=frozenset()))
    view.show_moment(as_rows(8_000))
    whole = pixels(view)
    monkeypatch.setattr(Budget, "took", lambda *_: None)
    view.canvas._budget.points = 1_000
    view.eye.look(view.eye.viewpoint)
    pixels(view)
    assert view.canvas.drawn == (len(even_rows(8_000, 1_000)), 8_000)
    qtbot.waitUntil(lambda: view.canvas.drawn == (8_000, 8_000), timeout=3_000)
    assert np.array_equal(pixels(view), whole)


def test_both_back_ends_pick_the_same(view: SpaceView) -> None:
    view.show_moment(as_rows(500))
    view.set_look(Look(parts=frozenset()))
    pixels(view)
    (one,) = placed(as_rows(500)).points
    layer = Layer(
        xyz=one.points.xyz, target_from_xyz=one.target_from_channel, index=np.zeros(500, np.uint8),
        colours=COLOUR_MAPS[ColourBy.HEIGHT].packed(), size=3,
    )  # fmt: skip
    wanted = splat([layer], view.canvas.projection())
    hits = [(view.canvas.pick(x, y, within=6), wanted.pick(x, y, within=6)) for x, y in points(60)[:, :2] * 8 + 150]
    assert all(one == other for one, other in hits)
    assert any(one is not None for one, _ in hits)


def test_what_opengl_refuses_is_told(view: SpaceView, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.ui.gl.lines_item import LinesItem

    def wrong(_: LinesItem) -> None:
        QOpenGLContext.currentContext().functions().glEnable(0xDEAD)

    canvas = view.canvas
    assert isinstance(canvas, GlCanvas)
    pixels(view)
    canvas.makeCurrent()
    try:
        monkeypatch.setattr(LinesItem, "paint", wrong)
        with pytest.raises(RuntimeError, match="LinesItem: OpenGL says error 0x0500"):
            canvas.drawItemTree()
    finally:
        canvas.doneCurrent()


def test_dialects() -> None:
    modern, old = Dialect("330 core", modern=True), Dialect("120", modern=False)
    assert modern.source("void main() {}", fragment=True).startswith("#version 330 core\n")
    assert "out vec4 FRAGMENT" in modern.source("", fragment=True)
    assert "out vec4 FRAGMENT" not in modern.source("", fragment=False)
    assert "#define FRAGMENT gl_FragColor" in old.source("", fragment=True)


@pytest.mark.parametrize("name", ["cloud", "lines"])
@pytest.mark.parametrize("dialect", [Dialect("330 core", modern=True), Dialect("120", modern=False)])
def test_every_dialect_compiles(view: SpaceView, name: str, dialect: Dialect) -> None:
    from app.ui.gl.program import compiled

    view.canvas.makeCurrent()  # type: ignore[union-attr]
    try:
        assert compiled(name, ("a_place",), dialect).bind()
    finally:
        view.canvas.doneCurrent()  # type: ignore[union-attr]
