"""What single messages become: pictures, clouds, objects, reports. Each case is one MCAP through the whole of convert.

Must not know how messages are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.convert.messages.ros_types import defined, published
from app.convert.messages.ros_vehicle_types import DEFINITIONS
from tests.cli.say import Say
from tests.convert.intakes import Intake, lost, taken
from tests.convert.mcap_files import McapOut, Said, ros_file
from tests.convert.ros import T0, Ros, cloud, header

pytestmark = pytest.mark.usefixtures("own_home")
RNG = np.random.default_rng(1)


def one(say: Say, folder: Path, type_: str, *values: dict[str, Any], types: Ros | None = None,
        topic: str = "/x") -> tuple[int, Any, Intake]:  # fmt: skip
    """A topic of these messages, sealed."""
    messages: list[Said] = [(topic, type_, T0 + n, value) for n, value in enumerate(values)]
    return taken(say, ros_file(folder / "x.mcap", messages, types), folder / "out")


def picture(encoding: str, pixels: np.ndarray, **more: Any) -> dict[str, Any]:
    """A sensor_msgs/Image, its rows padded by 3 bytes."""
    height, width = pixels.shape[:2]
    rows = pixels.reshape(height, -1).view("u1")
    padded = np.concatenate([rows, np.full((height, 3), 0xEE, dtype="u1")], axis=1)
    return {"header": header(T0, "camera"), "height": height, "width": width, "encoding": encoding,
            "step": padded.shape[1], "data": padded.tobytes(), **more}  # fmt: skip


EIGHT = RNG.integers(256, size=(5, 7, 4), dtype=np.uint8)
SIXTEEN = RNG.integers(65536, size=(5, 7), dtype=np.uint16)


@pytest.mark.parametrize(
    ("encoding", "pixels", "more", "wanted"),
    [
        ("mono8", EIGHT[:, :, 0], {}, EIGHT[:, :, 0]),
        ("bgr8", EIGHT[:, :, :3], {}, EIGHT[:, :, :3]),
        ("rgb8", EIGHT[:, :, :3], {}, EIGHT[:, :, 2::-1]),
        ("bgra8", EIGHT, {}, EIGHT),
        ("rgba8", EIGHT, {}, EIGHT[:, :, [2, 1, 0, 3]]),
        ("mono16", SIXTEEN, {}, SIXTEEN),
        ("16UC1", SIXTEEN.byteswap(), {"is_bigendian": 1}, SIXTEEN),
        ("bayer_rggb8", EIGHT[:, :, 0], {}, EIGHT[:, :, 0]),
    ],
)
def test_pixels(say: Say, tmp_path: Path, encoding: str, pixels: Any, more: dict[str, Any], wanted: Any) -> None:
    """PNG without loss, whatever the padding and the order of bytes and colours."""
    status, _, log = one(
        say, tmp_path, "sensor_msgs/msg/Image", picture(encoding, np.ascontiguousarray(pixels), **more)
    )
    assert status == 0
    (raw,) = log.payloads("/x")
    found = cv2.imdecode(np.frombuffer(raw, dtype="u1"), cv2.IMREAD_UNCHANGED)
    assert found is not None
    assert (found.dtype, found.tolist()) == (wanted.dtype, wanted.tolist())
    described = log.channels["/x"]["description"]
    assert (encoding in described, "mosaic" in described) == (True, encoding.startswith("bayer"))


@pytest.mark.parametrize(
    "change",
    [{"encoding": "32FC1"}, {"height": 10**6}, {"width": 0}, {"step": 3}, {"data": b"12"}, {"step": 2**32 - 1}],
)
def test_pixels_that_are_none(say: Say, tmp_path: Path, change: dict[str, Any]) -> None:
    """Kept as bytes, and counted."""
    good = picture("bgr8", EIGHT[:, :, :3].copy())
    status, facts, log = one(say, tmp_path, "sensor_msgs/msg/Image", good, {**good, **change})
    assert (status, len(log.payloads("/x")), len(log.payloads("/x (messages)"))) == (3, 1, 1)
    assert sum(count for _, count in lost(facts)["/x"]) == 1


def test_pictures_of_two_codecs_on_one_topic(say: Say, tmp_path: Path) -> None:
    """The first decides, whatever the label says; the others are kept as bytes."""
    png = cv2.imencode(".png", EIGHT)[1].tobytes()
    jpeg = cv2.imencode(".jpg", EIGHT[:, :, :3])[1].tobytes()
    said = [
        {"header": header(T0, "c"), "format": "jpeg", "data": raw} for raw in (png, jpeg, b"RIFF....WEBP", b"", png)
    ]
    status, facts, log = one(say, tmp_path, "sensor_msgs/msg/CompressedImage", *said)
    assert (status, log.channels["/x"]["codec"]) == (3, "png")
    assert log.payloads("/x") == [png, png]
    assert len(log.payloads("/x (messages)")) == 3
    assert sum(count for _, count in lost(facts)["/x"]) == 3


def test_depth_that_is_compressed_in_a_way_of_its_own(say: Say, tmp_path: Path) -> None:
    raw = b"\0" * 12 + cv2.imencode(".png", SIXTEEN)[1].tobytes()
    values = {"header": header(T0), "format": "16UC1; compressedDepth png", "data": raw}
    status, _, log = one(say, tmp_path, "sensor_msgs/msg/CompressedImage", values)
    assert (status, log.channels["/x"]["kind"]) == (3, "raw")


WIDE = [("x", "<f8"), ("y", "<f8"), ("z", "<f8"), ("rgb", "<f4"), ("ring", "<u2"), ("stamp", "<u4"), ("tag", "u1")]


def test_clouds_keep_every_field(say: Say, tmp_path: Path) -> None:
    """float64 coordinates, colours whose bits are no number, padding between fields, NaN, an organised cloud."""
    names, types = [n for n, _ in WIDE], [t for _, t in WIDE]
    layout = np.dtype({"names": names, "formats": types, "offsets": [0, 8, 16, 32, 36, 40, 47], "itemsize": 64})
    points = np.zeros(6, dtype=layout)
    points["x"], points["y"], points["z"] = RNG.normal(size=(3, 6)) * 1e6
    points["x"][2] = np.nan
    colours = np.array([0xFF123456, 0x7F800001, 0xFFC00000, 1, 2, 3], dtype="<u4")
    points["rgb"] = colours.view("<f4")
    points["ring"], points["stamp"], points["tag"] = np.arange(6), 2**32 - 1, 255
    raw = points.tobytes()
    values = cloud(points, height=2)
    padded = raw[: 3 * 64] + b"\xaa" * 10 + raw[3 * 64 :]
    status, _, log = one(
        say, tmp_path, "sensor_msgs/msg/PointCloud2", {**values, "row_step": 3 * 64 + 10, "data": padded}
    )
    assert status == 0
    found = log.arrays("/x")[0]
    assert found.dtype.names == ("x", "y", "z", "x_f64", "y_f64", "z_f64", "rgb", "ring", "stamp", "tag")
    assert np.array_equal(found["x_f64"], points["x"], equal_nan=True)
    assert np.array_equal(found["z"], points["z"].astype("<f4"))
    assert found["rgb"].tolist() == colours.tolist()
    assert (found["ring"].tolist(), set(found["stamp"]), set(found["tag"])) == (list(range(6)), {2**32 - 1}, {255})
    units = {field["name"]: field["unit"] for field in log.channels["/x"]["fields"]}
    assert (units["x"], units["x_f64"], units["ring"], units["stamp"]) == ("m", "m", "1", "?")


def test_clouds_of_the_other_byte_order(say: Say, tmp_path: Path) -> None:
    points = np.array([(1.5, 2, 3, 513)], dtype=[("x", ">f4"), ("y", ">f4"), ("z", ">f4"), ("n", ">u2")])
    _, _, log = one(say, tmp_path, "sensor_msgs/msg/PointCloud2", cloud(points, is_bigendian=True))
    assert log.arrays("/x")[0].tolist() == [(1.5, 2, 3, 513)]


PLAIN = np.array([(1, 2, 3), (4, 5, 6)], dtype=[("x", "<f4"), ("y", "<f4"), ("z", "<f4")])


@pytest.mark.parametrize(
    "change",
    [
        {"width": 2**31}, {"height": 2**31}, {"point_step": 0}, {"point_step": 2**31}, {"fields": []}, {"data": b""},
        {"fields": cloud(PLAIN)["fields"][:2]}, {"height": 2, "width": 1, "row_step": 3},
        {"fields": [{**one, "offset": 2**32 - 1} for one in cloud(PLAIN)["fields"]]},
        {"fields": [{**one, "datatype": 99} for one in cloud(PLAIN)["fields"]]},
        {"fields": [{**one, "count": 2**31} for one in cloud(PLAIN)["fields"]]},
        {"fields": [{**one, "name": "x"} for one in cloud(PLAIN)["fields"]]},
        {"fields": [{**one, "datatype": 5} for one in cloud(PLAIN)["fields"]]},
        {"fields": [*cloud(PLAIN)["fields"], {"name": "\n", "offset": 0, "datatype": 2, "count": 1}]},
    ],
)  # fmt: skip
def test_clouds_that_are_none(say: Say, tmp_path: Path, change: dict[str, Any]) -> None:
    good = cloud(PLAIN)
    status, facts, log = one(say, tmp_path, "sensor_msgs/msg/PointCloud2", good, {**good, **change})
    assert (status, len(log.payloads("/x")), len(log.payloads("/x (messages)"))) == (3, 1, 1)
    assert sum(count for _, count in lost(facts)["/x"]) == 1


def test_an_empty_cloud_is_a_record_without_points(say: Say, tmp_path: Path) -> None:
    _, _, log = one(say, tmp_path, "sensor_msgs/msg/PointCloud2", cloud(PLAIN[:0]), cloud(PLAIN))
    assert [len(points) for points in log.arrays("/x")] == [0, 2]


def perception(prefix: str = "autoware") -> Ros:
    """Types of Autoware, registered one by one from the members that the converter knows."""
    types = Ros()
    for name, members in DEFINITIONS.items():
        package, _, short = name.partition("/")
        if package in (
            f"{prefix}_perception_msgs",
            f"{prefix}_vehicle_msgs",
            "vision_msgs",
            "derived_object_msgs",
            "radar_msgs",
        ):
            text = members.replace("; ", "\n").replace("duration ", "builtin_interfaces/Duration ")
            types.add(f"{package}/msg/{short}", text.replace("time stamp", "builtin_interfaces/Time stamp") + "\n")
    return types


def tracked(**more: Any) -> dict[str, Any]:
    """An object 5 m ahead that faces left and drives 10 m/s forward."""
    half = float(np.sqrt(0.5))
    pose = {"pose": {"position": {"x": 5.0}, "orientation": {"z": half, "w": half}}}
    kinematics = {
        "pose_with_covariance": pose, "twist_with_covariance": {"twist": {"linear": {"x": 10.0}}},
        "orientation_availability": 2, **more,
    }  # fmt: skip
    labels = [{"label": 1, "probability": 0.25}, {"label": 7, "probability": 0.75}]
    shape = {"dimensions": {"x": 4.5, "y": 2.0, "z": 1.5}}
    return {"existence_probability": 0.75, "classification": labels, "kinematics": kinematics, "shape": shape}


@pytest.mark.parametrize("prefix", ["autoware", "autoware_auto"])
def test_objects_of_autoware(say: Say, tmp_path: Path, prefix: str) -> None:
    """The velocity, which is in the axes of the object, is turned into those of the frame."""
    values = {"header": header(T0, "base_link"), "objects": [{"object_id": {"uuid": list(range(16))}, **tracked()}]}
    _, _, log = one(say, tmp_path, f"{prefix}_perception_msgs/msg/TrackedObjects", values, types=perception(prefix))
    found = log.records("/x")[0]["value"]
    assert (found["frame"], found["origin"]) == ("vehicle", "perception")
    (track,) = found["tracks"]
    assert track["id"] == "00010203-0405-0607-0809-0a0b0c0d0e0f"
    assert track["classes"] == [{"name": "pedestrian", "probability": 0.75}, {"name": "car", "probability": 0.25}]
    assert (track["confidence"], track["centre"], track["size"]) == (
        0.75, [5, 0, 0], {"length": 4.5, "width": 2, "height": 1.5},
    )  # fmt: skip
    assert track["yaw"] == pytest.approx(np.pi / 2)
    assert track["velocity"] == pytest.approx([0, 10, 0])
    assert len(log.payloads("/x (messages)")) == 1


def test_predictions_of_autoware(say: Say, tmp_path: Path) -> None:
    """The likelier path first, at the times of its steps."""
    seen = tracked()
    kinematics = {
        f"initial_{name}": seen["kinematics"][name] for name in ("pose_with_covariance", "twist_with_covariance")
    }
    poses = [{"position": {"x": 1.0 * n, "y": 2.0}} for n in range(3)]
    step = {"sec": 0, "nanosec": 5 * 10**8}
    paths = [{"path": poses, "time_step": step, "confidence": confidence} for confidence in (0.25, 0.75)]
    predicted = {**seen, "object_id": {"uuid": [2] * 16}, "kinematics": {**kinematics, "predicted_paths": paths}}
    values = {"header": header(T0, "map"), "objects": [predicted]}
    status, _, log = one(say, tmp_path, "autoware_perception_msgs/msg/PredictedObjects", values, types=perception())
    assert status == 0
    (found,) = log.records("/x prediction")[0]["value"]["objects"]
    assert found["id"] == log.records("/x")[0]["value"]["tracks"][0]["id"]
    assert [mode["probability"] for mode in found["modes"]] == [0.75, 0.25]
    path = found["modes"][0]["path"]
    assert path == {"t": [0, 0.5, 1], "x": [0, 1, 2], "y": [2, 2, 2], "yaw": [0, 0, 0]}
    # what cannot be said of the paths takes nothing from the objects
    poses *= 400
    (tmp_path / "long").mkdir()
    status, facts, log = one(
        say, tmp_path / "long", "autoware_perception_msgs/msg/PredictedObjects", values, types=perception()
    )
    assert (status, log.channels["/x"]["kind"], "a path of 1200 points" in str(lost(facts)["/x"])) == (
        3,
        "objects",
        True,
    )


def test_detections_without_velocity_or_heading(say: Say, tmp_path: Path) -> None:
    detected = tracked(has_twist=False, orientation_availability=0)
    values = {"header": header(T0, "map"), "objects": [detected]}
    _, _, log = one(say, tmp_path, "autoware_perception_msgs/msg/DetectedObjects", values, types=perception())
    (track,) = log.records("/x")[0]["value"]["tracks"]
    assert not {"velocity", "yaw", "yaw_rate"} & track.keys()


def test_objects_that_cannot_be_said(say: Say, tmp_path: Path) -> None:
    """A place that is no number: kept as bytes, and counted."""
    bad = tracked(has_twist=True)
    bad["kinematics"]["pose_with_covariance"] = {"pose": {"position": {"x": float("nan")}}}
    values = {"header": header(T0), "objects": [bad]}
    status, facts, log = one(say, tmp_path, "autoware_perception_msgs/msg/DetectedObjects", values, types=perception())
    assert (status, log.channels["/x"]["kind"]) == (3, "raw")
    assert "without a place" in str(lost(facts)["/x"])


def test_other_objects(say: Say, tmp_path: Path) -> None:
    types = perception()
    box = {"center": {"position": {"x": 1.0, "y": 2.0}}, "size": {"x": 4.0, "y": 2.0, "z": 1.0}}
    results = [{"hypothesis": {"class_id": name, "score": score}} for name, score in (("bus", 0.25), ("car", 0.5))]
    solid = {"type": 1, "dimensions": [4.0, 2.0, 1.5]}
    derived = {"header": header(T0, "map"), "id": 7, "detection_level": 1, "object_classified": True,
               "classification": 6, "classification_certainty": 255, "shape": solid}  # fmt: skip
    out = McapOut(tmp_path / "x.mcap")
    out.ros(types, "/v", "vision_msgs/msg/Detection3DArray", T0,
            {"header": header(T0, "lidar"), "detections": [{"bbox": box, "results": results, "id": "a"}]})  # fmt: skip
    out.ros(types, "/d", "derived_object_msgs/msg/ObjectArray", T0,
            {"header": header(T0, "map"), "objects": [derived]})  # fmt: skip
    moving = {"uuid": {"uuid": [1] * 16}, "position": {"x": 9.0}, "classification": 2, "velocity": {"x": -1.0}}
    out.ros(types, "/t", "radar_msgs/msg/RadarTracks", T0, {"header": header(T0, "radar"), "tracks": [moving]})
    out.ros(types, "/r", "radar_msgs/msg/RadarScan", T0, {"header": header(T0, "radar"),
            "returns": [{"range": 10.0, "azimuth": 0.5, "doppler_velocity": -2.0, "amplitude": 3.0}]})  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    (track,) = log.records("/v")[0]["value"]["tracks"]
    assert (track["id"], track["classes"][0], track["confidence"]) == ("a", {"name": "car", "probability": 0.5}, 0.5)
    (track,) = log.records("/d")[0]["value"]["tracks"]
    assert (track["classes"], track["size"]["length"], track["state"]) == (
        [{"name": "car", "probability": 1}],
        4,
        "confirmed",
    )
    (track,) = log.records("/t")[0]["value"]["tracks"]
    assert (track["centre"], track["velocity"], track["classes"]) == ([9, 0, 0], [-1, 0, 0], [{"name": "dynamic"}])
    row = log.rows("/r")[0]
    assert (row["range"], row["azimuth"], row["radial_velocity"], row["rcs"]) == (10, 0.5, -2, None)


@pytest.mark.parametrize(
    ("name", "values", "column", "wanted"),
    [
        ("Velocity", {"header": header(T0), "longitudinal_velocity": 12.5, "heading_rate": 0.5}, "speed", 12.5),
        ("Steering", {"stamp": T0, "steering_tire_angle": -0.25}, "road_wheel_angle", -0.25),
        ("ControlMode", {"stamp": T0, "mode": 1}, "driving_mode", 3),
        ("ControlMode", {"stamp": T0, "mode": 4}, "driving_mode", 1),
        ("ControlMode", {"stamp": T0, "mode": 5}, "driving_mode", None),
        ("Gear", {"stamp": T0, "report": 2}, "gear", 4),
        ("Gear", {"stamp": T0, "report": 20}, "gear", 2),
        ("TurnIndicators", {"stamp": T0, "report": 3}, "indicator", 3),
        ("HazardLights", {"stamp": T0, "report": 2}, "indicator", 4),
        ("HazardLights", {"stamp": T0, "report": 1}, "indicator", None),
    ],
)
def test_reports_of_a_vehicle(say: Say, tmp_path: Path, name: str, values: Any, column: str, wanted: Any) -> None:
    """As rows of state, from a file that does not describe their types."""
    type_ = f"autoware_vehicle_msgs/msg/{name}Report"
    out = McapOut(tmp_path / "x.mcap")
    out.raw("/x", T0 + 5, perception().bytes(type_, values), encoding="cdr", type_=type_)
    status, _, log = taken(say, out.done(), tmp_path / "out")
    assert status == 0
    record = log.records("/x")[0]
    assert (record["t_capture_ns"], log.channels["/x"]["kind"]) == (T0, "state")
    assert record["value"]["rows"][0][column] == wanted


def test_the_members_known_are_those_of_definitions_in_files() -> None:
    """A definition in a file and the one used where there is none are the same type."""
    types = perception()
    for name in DEFINITIONS:
        package, _, short = name.partition("/")
        if f"{package}/msg/{short}" in types.store.fielddefs and package != "unique_identifier_msgs":
            text = types.definition(f"{package}/msg/{short}")
            assert defined(f"{package}/msg/{short}", text, ros2=True) == published(name)


def test_poses_that_are_not_known_to_be_the_vehicles(say: Say, tmp_path: Path) -> None:
    pose = {"header": header(T0, "map"), "pose": {"position": {"x": 1.0}}}
    odom = {"header": header(T0, "odom"), "child_frame_id": "trailer"}
    out = McapOut(tmp_path / "x.mcap")
    for topic in ("/goal", "/localization/pose"):
        out.ros(Ros(), topic, "geometry_msgs/msg/PoseStamped", T0, pose)
    out.ros(Ros(), "/odom", "nav_msgs/msg/Odometry", T0, odom)
    out.ros(Ros(), "/localization/pose", "geometry_msgs/msg/PoseStamped", T0 + 1,
            {"header": header(T0, "map"), "pose": {"orientation": {"w": 0.0}}})  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    kinds = {name: one["kind"] for name, one in log.channels.items()}
    assert (kinds["/goal"], kinds["/localization/pose"], kinds["/odom"]) == ("signals", "pose", "raw")
    assert status == 3
    assert "'trailer', which is not known to be the vehicle" in str(lost(facts)["/odom"])
    assert "no unit quaternion" in str(lost(facts)["/localization/pose"])
    assert log.rows("/goal")[0]["pose.position.x"] == 1


def test_lines_of_logs(say: Say, tmp_path: Path) -> None:
    values = {
        "stamp": T0,
        "level": 40,
        "name": "planner",
        "msg": "no path",
        "file": "a.cpp",
        "function": "f",
        "line": 7,
    }
    _, _, log = one(say, tmp_path, "rcl_interfaces/msg/Log", values)
    line = log.records("/x")[0]["value"]
    assert (line["level"], line["logger"], line["message"]) == ("error", "planner", "no path")
    assert line["source"] == {"file": "a.cpp", "function": "f", "line": 7}


def test_a_mounting_on_a_topic_of_moving_frames_is_said_to_be_inferred(say: Say, tmp_path: Path) -> None:
    def transform(x: float, child: str) -> dict[str, Any]:
        return {"header": header(T0, "base_link"), "child_frame_id": child, "transform": {"translation": {"x": x}}}

    messages: list[Said] = [("/points", "sensor_msgs/msg/PointCloud2", T0, cloud(PLAIN, frame=f)) for f in ("lidar",)]
    messages += [("/tf", "tf2_msgs/msg/TFMessage", T0 + n, {"transforms": [transform(1.5, "lidar")]}) for n in range(4)]
    _, _, log = taken(say, ros_file(tmp_path / "x.mcap", messages), tmp_path / "out")
    (sensor,) = log.genesis["calibration"]
    assert sensor["vehicle_from_sensor"]["matrix"][0] == [1, 0, 0, 1.5]
    assert "the mounting of 'lidar' never changed on a topic of moving transforms" in log.assumed
    assert "neither pose nor mounting" not in log.assumed
    messages.append(("/tf", "tf2_msgs/msg/TFMessage", T0 + 9, {"transforms": [transform(1.6, "lidar")]}))
    _, _, log = taken(say, ros_file(tmp_path / "y.mcap", messages), tmp_path / "moved")
    assert "vehicle_from_sensor" not in log.genesis["calibration"][0]
