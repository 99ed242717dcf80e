"""Waymo's files: which recording of which file, and what stands in a scenario.

Must not know how files are framed.
"""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.convert.recording import Choice
from app.convert.waymo import reader as waymo
from app.convert.waymo.messages import parsed
from tests.cli.say import Say
from tests.convert import real
from tests.convert.logs import cat, genesis, lost, rows, told
from tests.convert.waymo_files import framed, message, scenario, state

pytestmark = pytest.mark.usefixtures("own_home")
MAP_LOSSES = {
    ("map", "stretches of a lane along which a line or an edge runs, are in no channel"): 1,
    ("map", "stretches of a lane beside another, are in no channel"): 2,
    ("map", "a feature of a sort that is not known"): 1,
    ("map", "a point that is no number"): 1,
}
LIGHT = ("traffic lights", "a light without a place")


def taken(say: Say, tmp_path: Path, *records: Any, status: int = 3) -> tuple[Path, dict[str, Any]]:
    (tmp_path / "a.tfrecord-00000-of-00001").write_bytes(framed(*(one.SerializeToString() for one in records)))
    source = tmp_path / "a.tfrecord-00000-of-00001"
    found, facts = say.json("convert", source, "-o", tmp_path / "out.h5")
    assert found == status
    return tmp_path / "out.h5", facts


def test_everything_is_taken_and_the_rest_is_counted(say: Say, tmp_path: Path) -> None:
    log, facts = taken(say, tmp_path, scenario())
    assert {one["name"]: one["records"] for one in facts["channels"]} == {
        "/pose": 3, "/state": 3, "/objects": 3, "/map": 1, "/map/signals": 3,
    }  # fmt: skip
    assert {one["name"] for one in facts["channels"] if one["capture"] != "measured"} == {"/map"}
    assert lost(facts) == MAP_LOSSES
    assert told(say, log)["current_time_index"] == 1
    said = genesis(say, log)
    assert said["clocks"][-1]["epoch"] == "arbitrary"
    assert (said["vehicle"]["length"], said["vehicle"]["width"], said["vehicle"]["height"]) == (4.5, 2.0, 1.5)


def test_a_scenario_without_anything_else_is_taken_whole(say: Say, tmp_path: Path) -> None:
    _, facts = taken(say, tmp_path, scenario(map_features=[], dynamic_map_states=[]), status=0)
    assert {one["name"] for one in facts["channels"]} == {"/pose", "/state", "/objects"}


def test_pose_and_state_of_the_vehicle(say: Say, tmp_path: Path) -> None:
    """It heads along y: of a velocity (3, 4) it drives 4 ahead and 3 to its right."""
    log, _ = taken(say, tmp_path, scenario())
    found = cat(say, log, "/pose")
    assert [one["t_capture_ns"] for one in found] == [0, 100_020_000, 200_040_000]
    pose = found[2]["value"]["rows"][0]
    assert (pose["x"], pose["y"], pose["z"]) == (0, 2, 1)
    assert 2 * math.atan2(pose["qz"], pose["qw"]) == pytest.approx(math.pi / 2, abs=1e-7)
    assert (pose["velocity_x"], pose["velocity_y"]) == pytest.approx((4, -3), abs=1e-6)
    assert rows(say, log, "/state")[0]["speed"] == pytest.approx(4, abs=1e-6)


def test_only_valid_states_are_objects(say: Say, tmp_path: Path) -> None:
    log, _ = taken(say, tmp_path, scenario())
    found = [one["value"]["tracks"] for one in cat(say, log, "/objects")]
    assert [[track["id"] for track in tracks] for tracks in found] == [["11"], ["11", "12"], ["11"]]
    car, walker = found[1]
    assert car["centre"] == [1.3, 2.4, 1.0]
    assert car["size"] == {"length": 4.5, "width": 2.0, "height": 1.5}
    assert (car["yaw"], car["velocity"], car["classes"]) == (0, [3, 4, None], [{"name": "vehicle"}])
    assert (car["attributes"], walker["attributes"]) == ({"predict": "level_2"}, {"of_interest": "yes"})
    assert walker["classes"] == [{"name": "pedestrian"}]


def test_the_map_and_the_lights(say: Say, tmp_path: Path) -> None:
    log, _ = taken(say, tmp_path, scenario())
    (road,) = cat(say, log, "/map")
    found = {one["id"]: one for one in road["value"]["elements"]}
    assert set(found) == {"1", "4", "5", "6/1", "6/2", "7", "8", "10"}
    assert (found["1"]["type"], found["1"]["next"], found["1"]["detail"]) == (
        "lane_centre",
        ["2", "3"],
        "surface_street",
    )
    assert found["1"]["speed_limit"] == pytest.approx(25 * 1609.344 / 3600)
    assert (found["4"]["marking"], found["4"]["detail"]) == ("double_solid", "solid_double_yellow")
    assert (found["5"]["detail"], len(found["5"]["points"])) == ("road_edge_median", 2)
    assert (found["6/2"]["lane"], found["6/2"]["points"]) == ("2", [[10, 3, 0.5]])
    assert (found["7"]["type"], found["7"]["closed"], found["8"]["detail"]) == ("crossing", True, "driveway")
    lights = [one["value"]["elements"] for one in cat(say, log, "/map/signals")]
    assert [len(one) for one in lights] == [1, 0, 0]
    assert (lights[0][0]["lane"], lights[0][0]["detail"], lights[0][0]["type"]) == ("1", "stop", "traffic_light")


def test_numbers_that_are_none(say: Say, tmp_path: Path) -> None:
    nan, inf = float("nan"), float("inf")
    tracks = [
        {"id": 1, "states": [state(nan, 0), state(0, 0, inf, velocity_x=nan, length=-1.0), state(0, 0)]},
        {"id": 1, "states": [state(0, nan), state(0, 0), state(0, 0, nan)]},
        {"id": 3, "states": [state(0, 0)] * 5},
    ]
    log, facts = taken(
        say, tmp_path,
        scenario(tracks=tracks, map_features=[], timestamps_seconds=[0, nan, 1.5], objects_of_interest=[7],
                 tracks_to_predict=[{"track_index": 9}], dynamic_map_states=[{"lane_states": [{"lane": 1}]}] * 4),
    )  # fmt: skip
    assert lost(facts) == {
        ("timestamps_seconds", "a step whose stamp is no number"): 1,
        ("tracks", "a state without a stamp"): 2,
        ("dynamic_map_states", "lights of a step without a stamp"): 1,
        ("objects_of_interest", "names a track that is not there"): 1,
        ("tracks_to_predict", "names a track that is not there"): 1,
        ("/objects", "a valid state whose place is not stated, or no number"): 1,
        ("/pose", "a valid state whose place is not stated, or no number"): 1,
        LIGHT: 2,
    }
    first, last = (one["value"]["tracks"] for one in cat(say, log, "/objects"))
    assert [track["id"] for track in first] == ["3"]
    assert [track["id"] for track in last] == ["1", "3"]
    # the vehicle's own, of the same id as another, has no heading at its last step, and no place at its first
    (pose,) = rows(say, log, "/pose")
    assert (pose["x"], pose["qw"], pose["velocity_x"]) == (0, None, None)


def test_a_place_or_a_size_that_is_not_stated_is_none(say: Say, tmp_path: Path) -> None:
    """What a message does not say reads as 0: that is no place, and no width."""
    nowhere, flat = state(5, 5), state(6, 6)
    del nowhere["center_y"], flat["width"]
    own = {"id": 99, "states": [{"valid": True, "heading": 1.0}, state(0, 0), state(0, 1)]}
    log, facts = taken(say, tmp_path, scenario(tracks=[{"id": 1, "states": [nowhere, flat, state(7, 7)]}, own],
                       map_features=[], dynamic_map_states=[], objects_of_interest=[]))  # fmt: skip
    why = "a valid state whose place is not stated, or no number"
    assert lost(facts) == {("/objects", why): 1, ("/pose", why): 1, ("/objects", "a state whose size is none"): 1}
    found = [one["value"]["tracks"] for one in cat(say, log, "/objects")]
    assert [len(one) for one in found] == [0, 1, 1]
    assert "size" not in found[1][0]
    assert len(rows(say, log, "/pose")) == 2


def test_sizes_and_headings_that_are_none(say: Say, tmp_path: Path) -> None:
    bad = state(0, 0, float("inf"), velocity_x=float("nan"), length=-1.0)
    log, facts = taken(
        say, tmp_path, scenario(tracks=[{"id": 1, "states": [bad] * 3}], sdc_track_index=-1, objects_of_interest=[],
                                map_features=[], dynamic_map_states=[])
    )  # fmt: skip
    assert lost(facts) == {("/objects", "a state whose size is none"): 3}
    assert any("neither pose nor state" in text for text in facts["assumptions"])
    (track,) = cat(say, log, "/objects")[0]["value"]["tracks"]
    assert not {"size", "yaw", "velocity"} & track.keys()


def test_the_vehicle_itself_without_a_valid_state(say: Say, tmp_path: Path) -> None:
    tracks = [{"id": 1, "states": [{"valid": False}] * 3}, {"id": 2, "states": [state(0, 0)] * 3}]
    stop = [{"id": 6, "stop_sign": {"lane": [1]}}]
    _, facts = taken(
        say, tmp_path, scenario(tracks=tracks, sdc_track_index=0, objects_of_interest=[], map_features=stop)
    )  # fmt: skip
    assert lost(facts) == {
        ("sdc_track_index", "the vehicle's own track has no valid state"): 1,
        ("map", "a stop sign without a place"): 1,
    }


def test_more_records_than_are_read(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.waymo.reader._MOST_RECORDS", 1)
    (tmp_path / "a.tfrecord").write_bytes(framed(*(scenario(one).SerializeToString() for one in "ab")))
    status, _, err = say("convert", tmp_path / "a.tfrecord", "--dry-run")
    assert (status, "more than 1 records" in err) == (65, True)


def test_what_is_only_counted(say: Say, tmp_path: Path) -> None:
    _, facts = taken(
        say, tmp_path, scenario(map_features=[], compressed_frame_laser_data=[{}, {}], frame_camera_tokens=[{}])
    )  # fmt: skip
    assert lost(facts) == {
        ("compressed_frame_laser_data", "points of a step, are in no channel"): 2,
        ("frame_camera_tokens", "camera tokens of a step, are in no channel"): 1,
    }


def test_limits(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.waymo.scenario._MOST_TRACKS", 2)
    monkeypatch.setattr("app.convert.waymo.scenario._MOST_STEPS", 2)
    monkeypatch.setattr("app.convert.waymo.map._MOST_ELEMENTS", 3)
    monkeypatch.setattr("app.convert.waymo.map._MOST_POINTS", 1)
    monkeypatch.setattr("app.convert.waymo.map._MOST_NEXT", 1)
    log, facts = taken(say, tmp_path, scenario(objects_of_interest=[]))
    found = lost(facts)
    assert found["timestamps_seconds", "steps beyond 2"] == 1
    assert found["tracks", "tracks beyond 2"] == 1
    assert found["map", "elements beyond the 3 that a map holds"] == 4
    assert found["map", "lanes of a stop sign beyond 1"] == 1
    assert found["map", "points beyond 1 of a line"] == 10
    assert found["map", "lanes behind a lane beyond 1"] == 1
    assert len(cat(say, log, "/objects")) == 2


def test_what_is_not_published_is_counted(say: Say, tmp_path: Path) -> None:
    raw = scenario(map_features=[]).SerializeToString() + b"\xa2\x3f\x01x"
    (tmp_path / "a.tfrecord").write_bytes(framed(raw))
    _, facts = say.json("convert", tmp_path / "a.tfrecord", "--dry-run")
    assert lost(facts) == {("scenario", "a member that is not published, is in no channel"): 1}


def test_one_of_several_scenarios(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    raw = bytearray(framed(*(scenario(name).SerializeToString() for name in ("one", "two", "two"))))
    path.write_bytes(raw)
    status, _, err = say("convert", path, "--dry-run")
    second = framed(scenario("one").SerializeToString(), scenario("two").SerializeToString())
    assert (status, f"holds 3 recordings: one, two, two#{len(second) + 12}; say which with --part" in err) == (65, True)
    assert say("convert", path, "--dry-run", "--part", "two")[0] == 3
    raw[-1] ^= 1
    path.write_bytes(raw)
    _, facts = say.json("convert", path, "--dry-run", "--part", "one")
    why = "a record whose checksum is wrong, or that cannot be read; it may be of another recording of the file"
    assert lost(facts)["a.tfrecord", why] == 1


def test_one_of_several_files(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.tfrecord").write_bytes(
        framed(scenario("one").SerializeToString(), scenario("two").SerializeToString())
    )
    assert say("convert", folder, "--dry-run", "--part", "two")[0] == 3
    (folder / "b.tfrecord").write_bytes(framed(scenario("one").SerializeToString()))
    (folder / "c.tfrecord").write_bytes(b"no such thing")
    (folder / "d.tfrecord").symlink_to(folder / "a.tfrecord")
    status, _, err = say("convert", folder, "--dry-run")
    assert (status, "a.tfrecord, b.tfrecord; say which" in err) == (65, True)
    status, _, err = say("convert", folder, "--dry-run", "--part", "a.tfrecord")
    assert (status, "one, two; say which" in err) == (65, True)
    for part in ("a.tfrecord/two", "b.tfrecord", "b.tfrecord/one"):
        assert say("convert", folder, "--dry-run", "--part", part)[0] == 3


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([b"\x0a\x03\x0a\x01x"], "neither a scenario nor a frame"),
        ([b"\xff"], "neither a scenario nor a frame"),
        ([], "does not begin with a length"),
        (
            [message("Scenario", scenario_id="x", timestamps_seconds=[float("nan")]).SerializeToString()],
            "no stamp at all",
        ),
    ],
)
def test_what_is_none(say: Say, tmp_path: Path, records: list[bytes], why: str) -> None:
    (tmp_path / "a.tfrecord").write_bytes(framed(*records) or b"\x00" * 20)
    status, _, err = say("convert", tmp_path / "a.tfrecord", "--format", "waymo", "--dry-run")
    assert (status, why in err) == (65, True)


def test_records_are_named_without_being_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the one that is taken becomes a message."""
    whole = [scenario(name).SerializeToString() for name in ("one", "two", "three")]
    (tmp_path / "a.tfrecord").write_bytes(framed(*whole))
    made: list[int] = []

    def counted(name: str, raw: bytes) -> Any:
        made.append(len(raw))
        return parsed(name, raw)

    monkeypatch.setattr("app.convert.waymo.reader.parsed", counted)
    with waymo.opened(tmp_path / "a.tfrecord", Choice(part="two")) as recording:
        assert recording.notes()["scenario"] == "two"
    assert made == [len(whole[1])]


def test_a_record_that_is_named_and_cannot_be_parsed_is_told(say: Say, tmp_path: Path) -> None:
    broken = message("Scenario", scenario_id="x", timestamps_seconds=[0.0]).SerializeToString() + b"\x12\x01\xff"
    (tmp_path / "a.tfrecord").write_bytes(framed(broken))
    status, _, err = say("convert", tmp_path / "a.tfrecord", "--dry-run")
    assert (status, "the record at byte 12 is no Scenario" in err) == (65, True)


def test_a_damaged_only_record_is_refused_with_its_reason(say: Say, tmp_path: Path) -> None:
    raw = bytearray(framed(scenario().SerializeToString()))
    raw[40] ^= 1
    (tmp_path / "a.tfrecord").write_bytes(raw)
    status, _, err = say("convert", tmp_path / "a.tfrecord", "--dry-run")
    assert (status, "a record whose checksum is wrong" in err) == (65, True)


def test_channels_that_were_asked_for(say: Say, tmp_path: Path) -> None:
    (tmp_path / "a.tfrecord").write_bytes(framed(scenario().SerializeToString()))
    _, facts = say.json("convert", tmp_path / "a.tfrecord", "--channels", "/pose", "--dry-run")
    assert [one["name"] for one in facts["channels"]] == ["/pose"]
    assert say("convert", tmp_path / "a.tfrecord", "--channels", "/radar", "--dry-run")[0] == 65


def test_a_real_one(say: Say, tmp_path: Path) -> None:
    source = real.folder("waymo_motion")
    status, facts = say.json("convert", source, "-o", tmp_path / "out.h5")
    assert status == 3
    counts = {one["name"]: one["records"] for one in facts["channels"]}
    assert counts == {"/pose": 91, "/state": 91, "/objects": 91, "/map": 1, "/map/signals": 91}
    assert facts["duration_s"] == pytest.approx(9.00004, abs=1e-5)
    log = tmp_path / "out.h5"
    assert told(say, log)["scenario"] == "637f20cafde22ff8"
    found = cat(say, log, "/objects")
    # of 83 tracks the vehicle's own is no object; valid states as counted in the file: 4596, 91 of them its own
    assert len({track["id"] for one in found for track in one["value"]["tracks"]}) == 82
    assert sum(len(one["value"]["tracks"]) for one in found) == 4596 - 91
    features_of = {one["id"].partition("/")[0] for one in cat(say, log, "/map")[0]["value"]["elements"]}
    assert len(features_of) == 301
    # what moves, moves as its velocity says: the middle of what a step adds, over all who drive
    assert _errors(found) < 0.3


def _errors(found: list[Any]) -> float:
    """The median error, in m/s, of velocities against how centres move."""
    errors = []
    for one, other in pairwise(found):
        before = {track["id"]: track for track in one["value"]["tracks"]}
        step = (other["t_capture_ns"] - one["t_capture_ns"]) / 1e9
        for track in other["value"]["tracks"]:
            if track["id"] in before and math.hypot(*track["velocity"][:2]) > 2:
                moved = [(track["centre"][axis] - before[track["id"]]["centre"][axis]) / step for axis in (0, 1)]
                errors.append(math.dist(moved, track["velocity"][:2]))
    assert len(errors) > 200
    return sorted(errors)[len(errors) // 2]
