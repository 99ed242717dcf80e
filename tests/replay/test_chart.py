"""Charts: of the samples against what their makers know, and by hand where a frame or a position decides."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.kinds.vehicle import FrameSpec, GeoPoint
from app.log.channel import Channel
from app.replay.cache import Cache
from app.replay.chart import Chart, chart_of, charted
from app.replay.first_rows import FirstRows
from app.replay.oddity import Oddity
from app.replay.sampler import Sampler
from app.replay.series import Series
from app.scene.geodesy import ecef_of
from app.scene.setting import Setting
from tests.replay.opening import NAMES, SAMPLES, opened
from tests.replay.positions import SECOND, channel, series, setting

BEARINGS = {"crossing": 268.0, "cut-in": 301.0, "stalled-truck": 205.0}
ORIGIN = GeoPoint(latitude_deg=48.0, longitude_deg=9.0, altitude=400.0)
ENU = FrameSpec(name="map", axes="east_north_up", origin=ORIGIN)


def chart(*those: Series, settings: tuple[Setting, ...] = (), frame: str = "map") -> Chart:
    channels: dict[str, Channel] = {}
    for one in those:
        kind = one.channel.lstrip("/").rstrip("0123456789")
        said = {"frame": frame} if kind == "pose" else {}
        channels[one.channel] = channel(one, kind, **said)
    return chart_of({one.channel: one for one in those}, channels, settings or (Setting(),))


def drive(count: int = 60, speed: float = 10.0) -> tuple[Series, Series]:
    """To the north, by fixes and by poses in a frame that is level at the origin."""
    times = np.arange(count) * SECOND // 10
    north = np.arange(count) * speed / 10
    fixes = series(
        "gnss", times, latitude_deg=48.0 + np.degrees(north / 6_361_000), longitude_deg=9.0, altitude=400.0,
        course=0.0, speed=speed,
    )  # fmt: skip
    poses = series("pose", times, x=0.0, y=north, z=0.0, qw=math.sqrt(0.5), qx=0.0, qy=0.0, qz=math.sqrt(0.5))
    return fixes, poses


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_are_joined_by_their_courses(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        sampler, channels, read = Sampler(log, Cache()), log.log.channels, dict[str, Series]()
        for one in charted(channels):
            reader = FirstRows(sampler, channels[one])
            for _ in reader.blocks():
                pass
            found = reader.series()
            assert found is not None
            read[one] = found
        made = chart_of(read, channels, sampler.settings)
    assert made.complete
    assert made.turn is not None
    assert math.degrees(made.turn.bearing) == pytest.approx(BEARINGS[name], abs=0.2)
    fixes, poses = made.ways
    assert (fixes.channel, poses.channel, poses.derived, fixes.derived) == ("/gnss", "/localisation/pose", True, False)
    assert not any(len(arrivals) for way in made.ways for arrivals in way.oddities.values())
    # the antenna is on the vehicle, and the receiver's error some decimetres
    at = np.searchsorted(poses.times_ns, fixes.times_ns, side="right") - 1
    assert np.hypot(*(fixes.places - poses.places[np.maximum(at, 0)]).T)[1:].max() < 5.0


def test_a_level_frame_with_an_origin_is_joined_as_it_is_stated() -> None:
    made = chart(*drive(), settings=setting(ENU))
    assert made.turn is None
    assert made.apart == ""
    assert made.plane.by == "the origin of frame map"
    fixes, poses = made.ways
    assert np.abs(fixes.places - poses.places).max() < 0.2
    assert not poses.derived


def test_a_frame_without_an_origin_is_not_drawn_as_if_it_could_be_joined() -> None:
    made = chart(*drive(), settings=setting(FrameSpec(name="map", axes="other")))
    assert [way.kind for way in made.ways] == ["gnss"]
    assert made.apart == "where the origin of frame map lies is not stated"
    assert made.plane.by.startswith("fix ")


def test_without_enough_courses_a_frame_is_not_turned() -> None:
    fixes, poses = drive(speed=1.0)
    made = chart(fixes, poses, settings=setting(FrameSpec(name="map", axes="other", origin=ORIGIN)))
    assert [way.kind for way in made.ways] == ["gnss"]
    assert made.apart == "where x of frame map points is not stated"


def test_poses_alone_are_drawn_in_their_own_frame_or_on_the_earth() -> None:
    _, poses = drive()
    alone = chart(poses, settings=setting(FrameSpec(name="map", axes="other", origin=ORIGIN)))
    assert alone.plane.origin is None
    assert alone.ways[0].places[:, 1].tolist() == poses.table.rows["y"].tolist()
    assert chart(poses, settings=setting(ENU)).plane.origin is not None
    times = np.arange(5) * SECOND
    x, y, z = ecef_of(48.0 + np.arange(5) * 1e-4, np.full(5, 9.0), np.full(5, 400.0)).T
    earth = chart(
        series("pose", times, x=x, y=y, z=z, qw=1.0, qx=0.0, qy=0.0, qz=0.0),
        settings=setting(FrameSpec(name="map", axes="earth_fixed")),
    )
    assert earth.plane.origin is not None
    assert earth.plane.origin.latitude_deg == pytest.approx(48.0002)
    assert np.diff(earth.ways[0].places[:, 1]) == pytest.approx(np.full(4, 11.12), abs=0.01)


def test_the_origin_is_no_outlier_and_every_reason_is_counted() -> None:
    times = np.arange(9) * SECOND // 10
    latitude = np.array([-33.0, 48.0, 48.00001, 48.00002, 0.0, np.nan, 95.0, 48.00003, 57.0])
    longitude = np.array([151.0, 9.0, 9.0, 9.0, 0.0, 9.0, 9.0, 9.0, 9.0])
    fixes = series("gnss", times, latitude_deg=latitude, longitude_deg=longitude)
    made = chart(fixes)
    assert made.plane.origin is not None
    assert made.plane.origin.latitude_deg == pytest.approx(48.0, abs=1e-3)
    (way,) = made.ways
    assert way.rows.tolist() == [1, 2, 3, 7, 8]
    # a latitude that there is not is as none at all; Sydney is on no plane of Germany
    assert [way.count(one) for one in (Oddity.ZERO, Oddity.WITHOUT, Oddity.FAR)] == [1, 2, 1]
    # a thousand kilometres in a tenth of a second
    assert way.jumps.tolist() == [False, False, False, False, True]


def test_a_track_across_180_degrees_goes_on() -> None:
    times = np.arange(6) * SECOND // 10
    longitude = np.array([179.99998, 179.99999, 180.0, -179.99999, -179.99998, -179.99997])
    (way,) = chart(series("gnss", times, latitude_deg=10.0, longitude_deg=longitude)).ways
    assert way.joined.tolist() == [False, True, True, True, True, True]
    assert np.diff(way.places[:, 0]) == pytest.approx(np.full(5, 1.096), abs=0.01)


def test_nothing_with_a_position_gives_no_place() -> None:
    none = chart(series("gnss", np.arange(3) * SECOND, latitude_deg=0.0, longitude_deg=0.0))
    assert not any(len(way.rows) for way in none.ways)
    assert none.ways[0].count(Oddity.ZERO) == 3
    assert chart_of({}, {}, (Setting(),)).ways == ()
    assert chart_of({}, {}, (Setting(),)).complete


def test_several_receivers_lie_on_one_plane() -> None:
    fixes, poses = drive()
    other = Series(
        channel="/gnss2", rows=fixes.rows, times_ns=fixes.times_ns, arrival_ns=fixes.arrival_ns, table=fixes.table,
        failed=fixes.failed, standing=fixes.standing, complete=False,
    )  # fmt: skip
    made = chart(fixes, other, poses, settings=setting(ENU))
    assert [way.channel for way in made.ways] == ["/gnss", "/gnss2", "/pose"]
    assert np.array_equal(made.ways[0].places, made.ways[1].places)
    assert not made.complete


def test_a_receiver_that_cannot_be_decoded_is_named_and_keeps_nobody_waiting() -> None:
    fixes, poses = drive()
    channels = {"/gnss": channel(fixes, "gnss"), "/pose": channel(poses, "pose", frame="map")}
    begun = chart_of({"/pose": poses}, channels, setting(ENU))
    assert (begun.complete, begun.undecoded) == (False, ())
    made = chart_of({"/pose": poses, "/gnss": None}, channels, setting(ENU))
    assert (made.complete, made.undecoded) == (True, ("/gnss",))
    assert [one.channel for one in made.ways] == ["/pose"]


def test_a_frame_that_a_later_segment_states_otherwise_is_left_apart() -> None:
    fixes, poses = drive(count=4)
    channels = {"/gnss": channel(fixes, "gnss"), "/pose": channel(poses, "pose", frame="map")}
    moved = FrameSpec(name="map", axes="east_north_up", origin=GeoPoint(latitude_deg=48.01, longitude_deg=9.0))
    made = chart_of({"/gnss": fixes, "/pose": poses}, channels, (*setting(ENU), *setting(moved)))
    assert [one.channel for one in made.ways] == ["/gnss"]
    assert "map" not in made.frames
    assert made.apart == "frame map is another one from segment 2 on"
    alone = chart_of({"/pose": poses}, channels, (*setting(ENU), *setting(moved)))
    assert (alone.ways, alone.apart) == ((), made.apart)
    # which segments say the same of it is all one
    same = chart_of({"/pose": poses}, channels, (*setting(ENU), *setting(ENU), *setting()))
    assert [one.channel for one in same.ways] == ["/pose"]
