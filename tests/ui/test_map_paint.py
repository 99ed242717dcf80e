"""How the map is painted of ways made by hand: what colour says is said by a shape too, and what is lost is marked."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.kinds.code import FixType
from app.log.channel import Mode
from app.replay.chart import Chart
from app.replay.way import Quality, Way, way_of
from app.scene.accuracy import Accuracy
from app.scene.geodesy import Array, Geodetic
from app.scene.plane import Plane
from app.scene.standing import Standing
from app.scene.whereabouts import Whereabouts
from app.ui.gl.colours import channels
from app.ui.theme.tokens import DARK, Tokens
from app.ui.views import map_paint
from app.ui.views.map_canvas import MapCanvas
from app.ui.views.map_shown import DrawnWay, MapShown
from app.ui.views.map_words import MapWords
from tests.replay.positions import SECOND, series
from tests.ui.picture import difference, painted

pytestmark = pytest.mark.usefixtures("themed")
PLANE = Plane(origin=Geodetic(48.0, 9.0, 400.0))


def way(places: Array, **said: object) -> Way:
    times = np.arange(len(places)) * SECOND // 10
    made = series("gnss", times, latitude_deg=48.0, longitude_deg=9.0, **said)  # type: ignore[arg-type]
    return way_of(made, places, SECOND // 2, kind="gnss")


def here(**said: object) -> Whereabouts:
    given = {
        "channel": "/gnss", "x": 0.0, "y": 0.0, "bearing": None, "by_course": False, "accuracy": None, "direction": 0.0,
        "standing": Standing.INTACT, "assumed": False,
    }  # fmt: skip
    return Whereabouts(**{**given, **said})  # type: ignore[arg-type]


def canvas(qtbot: QtBot, one: Way, *fixes: Whereabouts, t_ns: int = 10 * SECOND) -> MapCanvas:
    made = MapCanvas(lambda _: [])
    qtbot.addWidget(made)
    made.resize(300, 200)
    chart = Chart(plane=PLANE, ways=(one,), frames={}, complete=True)
    made.show_map(
        MapShown(
            chart=chart, t_ns=t_ns, mode=Mode.CAPTURE, ways=(DrawnWay(way=one, ink="acc", grey=False),), fixes=fixes
        )
    )
    made.centre_on(0.0, 0.0)
    return made


def seen(made: MapCanvas, ink: str, tolerance: int = 30) -> Array:
    """Places (n, 2) of the plane where that colour is."""
    image = made.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = flat[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    rows, columns = np.nonzero((np.abs(pixels.astype(int) - channels(ink)) <= tolerance).all(axis=2))
    return np.array([made.sheet.place(x + 0.5, y + 0.5) for x, y in zip(columns, rows, strict=True)]).reshape(-1, 2)


def test_each_quality_has_a_shape_of_its_own() -> None:
    def shape(quality: Quality) -> QImage:
        def draw(painter: QPainter, rect: QRectF, _: Tokens) -> None:
            painter.scale(3, 3)
            map_paint._shape(painter, QPointF(rect.width() / 6, rect.height() / 6), quality, QColor("white"))

        return painted(draw, DARK, width=36, height=36)

    shapes = {quality: shape(quality) for quality in Quality}
    for one, other in combinations(Quality, 2):
        assert difference(shapes[one], shapes[other]) > 0.01, (one, other)


def test_a_gap_is_a_hole_and_a_jump_is_dotted_in_the_colour_of_warnings(qtbot: QtBot) -> None:
    places = np.array([[-30.0, 5.0], [-25, 5], [0, 5], [5, 5], [30, 5]])
    one = way(places)
    assert one.jumps.tolist() == [False, False, True, False, True]
    made = canvas(qtbot, one)
    driven, leaps = seen(made, "acc"), seen(made, "warn", 90)
    assert not ((driven[:, 0] > -24) & (driven[:, 0] < -1.2)).any()
    assert ((leaps[:, 0] > -24) & (leaps[:, 0] < -1)).sum() >= 10
    assert np.abs(leaps[:, 1] - 5).max() < 1.0


def test_what_is_behind_a_break_is_a_diamond_and_what_is_lost_an_octagon(qtbot: QtBot) -> None:
    places = np.array([[-20.0, 0.0], [-15, 0], [-10, 0], [np.nan, np.nan], [10, 0]])
    standing = [Standing.INTACT, Standing.AFTER_BREAK, Standing.INTACT, Standing.BROKEN, Standing.INTACT]
    made = canvas(qtbot, way(places, standing=standing))
    after, lost = seen(made, "after", 80), seen(made, "broken", 40)
    assert (np.abs(after - (-15, 0)).max(axis=1) < 2.0).sum() > 5
    assert len(lost)
    assert np.abs(lost - (-10, 0)).max() < 2.5


def test_the_ellipse_is_to_scale_and_dashed_where_it_is_only_stated(qtbot: QtBot) -> None:
    one = way(np.array([[500.0, 500.0]]))
    ellipse = Accuracy(long=20.0, short=8.0, direction=0.0, stated=False)
    made = canvas(qtbot, one, here(accuracy=ellipse, direction=np.pi / 2))
    outline = seen(made, "acc", 60)
    assert np.abs(outline[:, 0]).max() == pytest.approx(20, abs=0.7)
    assert np.abs(outline[:, 1]).max() == pytest.approx(8, abs=0.7)
    circle = Accuracy(long=20.0, short=20.0, direction=0.0, stated=True)
    stated = seen(canvas(qtbot, one, here(accuracy=circle)), "acc", 60)
    whole = seen(canvas(qtbot, one, here(accuracy=Accuracy(long=20, short=20, direction=0, stated=False))), "acc", 60)
    assert len(stated) < 0.85 * len(whole)


def test_the_vehicle_is_an_arrow_hollow_by_course_a_disc_without_and_marked_behind_a_break(qtbot: QtBot) -> None:
    one = way(np.array([[500.0, 500.0]]))
    filled, hollow, disc = (
        len(seen(canvas(qtbot, one, here(**said)), "ego"))
        for said in ({"bearing": 1.0}, {"bearing": 1.0, "by_course": True}, {})
    )
    assert hollow < 0.9 * filled
    assert 20 < disc < filled
    assert len(seen(canvas(qtbot, one, here(bearing=1.0, standing=Standing.AFTER_BREAK)), "after")) > 50
    assert len(seen(canvas(qtbot, one, here(bearing=1.0, assumed=True)), "unchecked")) > 50


def test_a_position_without_a_fix_is_hollow_and_so_is_its_ellipse(qtbot: QtBot) -> None:
    one = way(np.array([[500.0, 500.0]]))
    for said in ({"bearing": 1.0}, {}):
        whole, none = (len(seen(canvas(qtbot, one, here(**said, no_fix=no_fix)), "ego")) for no_fix in (False, True))
        assert 10 < none < 0.6 * whole
    by_course = canvas(qtbot, one, here(bearing=1.0, by_course=True)).grab().toImage()
    without = canvas(qtbot, one, here(bearing=1.0, by_course=True, no_fix=True)).grab().toImage()
    assert difference(by_course, without) > 0.0
    sure = Accuracy(long=9.0, short=9.0, direction=0.0, stated=False)
    images = [canvas(qtbot, one, here(accuracy=sure, no_fix=no_fix)).grab().toImage() for no_fix in (False, True)]
    empty = canvas(qtbot, one, here()).grab().toImage()
    # a point inside of the ellipse, and none of the grid
    inside = [image.pixel(150 + 23, 100 - 17) for image in (*images, empty)]
    assert inside[0] != inside[1] == inside[2]


def test_the_grid_stands_where_no_road_is(qtbot: QtBot) -> None:
    made = canvas(qtbot, way(np.array([[500.0, 500.0]])))
    lines = seen(made, "grid2", 4)
    step = made.sheet.step(88)
    on_line = np.abs(np.remainder(lines + step / 2, step) - step / 2).min(axis=1)
    assert len(lines) > 300
    assert np.median(on_line) < made.sheet.metres


def test_every_reason_is_told_with_its_count(themed: object) -> None:
    places = np.array(
        [[0.0, 0], [1, 0], [2, 0], [np.nan] * 2, [np.nan] * 2, [np.nan] * 2, [np.nan] * 2, [5, 0], [90, 0]]
    )
    standing = np.zeros(9, dtype=np.int8)
    standing[[1, 3, 4, 5]] = Standing.AFTER_BREAK, Standing.BROKEN, Standing.MISSING, Standing.UNCHECKED
    one = way(places, standing=standing, fix=int(FixType.FIX_3D))
    assert MapWords().left_out(Chart(plane=Plane(), ways=(one,), frames={})) == (
        "1 fail their check, 1 withheld, 1 cannot be read, 1 farther than 2\u202f000 km, not drawn, "
        "1 after the break, 1 jumps"
    )
