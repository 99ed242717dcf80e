"""Trails of objects: on the sample against its records, and by hand where a frame, a check or a hole decides."""

from pathlib import Path

import numpy as np

from app.chain.opening import CheckedLog
from app.kinds.objects import Objects, Track
from app.log.channel import Mode
from app.log.segment import Segment
from app.log.source import Source
from app.replay.cache import Cache
from app.replay.sampler import Loaded, Sampler
from app.replay.trails import Trails, _Gathering, _placed, trails_of
from app.scene.content import Words
from app.scene.standing import Standing
from tests.replay.opening import SAMPLES, opened

NAME = "/perception/objects"


def all_of(log: CheckedLog) -> Trails:
    (found,) = trails_of(Sampler(log, Cache()), log.log.channels[NAME], lambda: False)
    return found


def test_every_sighting_is_where_its_record_says(crossing: CheckedLog) -> None:
    found = all_of(crossing)
    assert (found.world, found.unplaced, found.complete) == ("map", 0, True)
    sampler, channel = Sampler(crossing, Cache()), crossing.log.channels[NAME]
    sightings = 0
    for row in range(len(channel)):
        content = sampler.load(channel, row).content
        assert isinstance(content, Words)
        assert isinstance(content.document, Objects)
        for track in content.document.tracks:
            trail = found.trails[track.id]
            at = np.flatnonzero((trail.times_ns == channel.capture_ns[row]) & np.isfinite(trail.points[:, 0]))
            assert len(at) == 1
            x, y, z = track.centre
            assert trail.points[at[0]].tolist() == [x, y, z or 0.0]
            assert trail.arrival_ns[at[0]] == channel.arrival_ns[row]
            sightings += 1
    assert sightings == sum(int(np.isfinite(one.points[:, 0]).sum()) for one in found.trails.values())
    for one in found.trails.values():
        assert (np.diff(one.times_ns) >= 0).all()
        assert not one.points.flags.writeable


def test_a_record_that_fails_its_check_is_a_hole(tmp_path: Path) -> None:
    path = tmp_path / "altered.h5"
    raw = bytearray((SAMPLES / "crossing.h5").read_bytes())
    with opened(SAMPLES / "crossing.h5") as log:
        channel = log.log.channels[NAME]
        index = int(channel.index[50])
    with Segment(Source(SAMPLES / "crossing.h5")) as segment:
        extent = segment.extent(index)
    raw[extent.offset + extent.length // 2] ^= 1
    path.write_bytes(raw)
    with opened(path) as log:
        found = all_of(log)
        when = int(log.log.channels[NAME].capture_ns[50])
    assert found.unplaced == 1
    assert all(when not in one.times_ns.tolist() for one in found.trails.values())


def test_objects_in_the_vehicle_frame_are_placed_by_the_pose_and_unknown_frames_are_not(crossing: CheckedLog) -> None:
    sampler, channel = Sampler(crossing, Cache()), crossing.log.channels[NAME]
    loaded, when = sampler.load(channel, 60), int(channel.capture_ns[60])
    assert isinstance(loaded.content, Words)

    def placed(frame: str, standing: Standing = Standing.INTACT) -> object:
        said = Words(document=Objects(frame=frame, tracks=()), members={}, size=0)
        return _placed(sampler, channel, 60, when, Loaded(loaded.checked, said, None, standing))

    assert np.array_equal(np.asarray(placed("map")), np.eye(4))
    assert sampler.poses is not None
    pose = sampler.poses.at(when, when, Mode.CAPTURE)
    assert pose is not None
    assert np.array_equal(np.asarray(placed("vehicle")), pose.world_from_vehicle)
    assert placed("odom") is None
    assert placed("map", Standing.BROKEN) is None


def test_a_hole_is_never_bridged_and_nonsense_is_no_place() -> None:
    gathering = _Gathering(400)
    for time_ns, x in ((0, 0.0), (100, 1.0), (1_000, 9.0), (1_100, 1e300), (1_200, 10.0)):
        document = Objects(frame="map", tracks=(Track(id="a", centre=(x, 0.0, None)),))
        gathering.take(document, np.eye(4), time_ns, time_ns + 5)
    trail = gathering.made()["a"]
    assert np.isnan(trail.points[:, 0]).tolist() == [False, False, True, False, False]
    assert trail.points[[0, 1, 3, 4], 0].tolist() == [0.0, 1.0, 9.0, 10.0]
    assert trail.times_ns.tolist() == [0, 100, 100, 1_000, 1_200]


def test_reading_ends_when_it_is_told_to(crossing: CheckedLog) -> None:
    assert list(trails_of(Sampler(crossing, Cache()), crossing.log.channels[NAME], lambda: True)) == []
