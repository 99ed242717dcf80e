"""Where messages of one topic differ from each other, and from what their type promises: nothing untrue is taken.

Must not know how messages are read.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import descriptor_pb2  # type: ignore[import-untyped]

from app.convert.messages.carrier import MessageError
from app.convert.messages.ros_types import defined
from app.convert.messages.ros_wire import checker, decoder
from tests.cli.say import Say
from tests.convert.intakes import Intake, lost, taken
from tests.convert.mcap_files import McapOut, Said, ros_file
from tests.convert.ros import NS, T0, Ros, cloud, header
from tests.convert.test_foxglove import CLOUD_FIELDS, POINTS, STAMP, schema_of, text
from tests.convert.test_messages import EIGHT, perception, picture

pytestmark = pytest.mark.usefixtures("own_home")
TWIST = "geometry_msgs/msg/TwistStamped"


def transform(parent: str, child: str, x: float, stamp: int = T0, **rotation: float) -> dict[str, Any]:
    return {"header": header(stamp, parent), "child_frame_id": child,
            "transform": {"translation": {"x": x}, "rotation": rotation or {"w": 1.0}}}  # fmt: skip


def moving(say: Say, folder: Path, *messages: list[dict[str, Any]], topic: str = "/tf") -> tuple[int, Any, Intake]:
    """Transforms on a topic, sealed."""
    said: list[Said] = [(topic, "tf2_msgs/msg/TFMessage", T0 + n, {"transforms": m}) for n, m in enumerate(messages)]
    return taken(say, ros_file(folder / "x.mcap", said), folder / "out")


def test_a_cloud_that_is_moved_after_the_first(say: Say, tmp_path: Path) -> None:
    """Its points are 10 m elsewhere: kept as they are, and counted."""
    out = McapOut(tmp_path / "x.mcap")
    for n, x in enumerate((0, 10, 0)):
        out.json("/cloud", "foxglove.PointCloud", T0 + n, {"timestamp": STAMP, "frame_id": "lidar", "point_stride": 26,
                 "fields": CLOUD_FIELDS, "data": text(POINTS.tobytes()), "pose": {"position": {"x": x}}})  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, len(log.payloads("/cloud")), len(log.payloads("/cloud (messages)"))) == (3, 2, 1)
    assert "a pose of their own" in str(lost(facts)["/cloud"])


def test_a_pose_has_the_stamp_of_its_own_transform(say: Say, tmp_path: Path) -> None:
    """And not that of the transform which happens to come first in the message."""
    messages = [
        [transform("base_link", "lidar", 1, T0 - 50 * NS), transform("odom", "base_link", n, T0 + n)] for n in range(3)
    ]
    messages.append([transform("base_link", "lidar", 1, T0), transform("odom", "base_link", 3, 0)])
    status, _, log = moving(say, tmp_path, *messages)
    assert status == 0
    stamps = [one["t_capture_ns"] for one in log.records("/tf odom from base_link")]
    assert stamps == [T0, T0 + 1, T0 + 2, None]


def test_a_mounting_is_no_pose(say: Say, tmp_path: Path) -> None:
    """Of a sensor that is the parent of the vehicle, on a topic for what never moves and on the other."""
    _, _, log = moving(say, tmp_path, [transform("lidar", "base_link", 1)], topic="/tf_static")
    assert {one["kind"] for one in log.channels.values()} == {"raw"}
    (tmp_path / "both").mkdir()
    both = [[transform("lidar", "base_link", 1), transform("odom", "base_link", n)] for n in range(3)]
    _, _, log = moving(say, tmp_path / "both", *both)
    assert [row["x"] for row in log.rows("/tf odom from base_link")] == [0, 1, 2]
    assert set(log.channels) == {"/tf odom from base_link", "/tf (messages)"}


def test_transforms_of_which_nothing_was_made_are_named_with_the_reason(say: Say, tmp_path: Path) -> None:
    kept = "transforms are neither pose nor mounting, and stay in their messages, for "
    (tmp_path / "none").mkdir()
    _, _, log = moving(say, tmp_path / "none", *([transform("world", one, 1)] for one in ("front_camera", "lidar")))
    assert {one["kind"] for one in log.channels.values()} == {"raw"}
    assert (
        f"{kept}no frame of them is called like a vehicle's (base_link and the like): world -> front_camera, "
        "world -> lidar"
    ) in log.assumed
    both = [
        [
            transform("odom", "base_link", n),
            transform("map", "base_link", 2 * n),
            transform("base_link", "lidar", 1),
            transform("base_link", "x" * 60, 1, w=0.5),
        ]
        for n in range(3)
    ]
    both[0].append(transform("base_link", "seldom", 1))
    said: list[Said] = [("/tf", "tf2_msgs/msg/TFMessage", T0 + n, {"transforms": one}) for n, one in enumerate(both)]
    _, _, log = taken(say, ros_file(tmp_path / "y.mcap", said), tmp_path / "out")
    assert [one.removeprefix(kept) for one in log.assumed.splitlines() if one.startswith(kept)] == [
        "they moved and another is the pose of the vehicle, or they are of something else: map -> base_link",
        "they lead from the vehicle to no sensor of the recording: base_link -> lidar",
        f"they have no rotation: base_link -> {'x' * 27}",
        "fewer than 3 of each do not tell whether it moves: base_link -> seldom",
    ]


def test_of_many_transforms_some_are_named(say: Say, tmp_path: Path) -> None:
    many = [transform("world", f"frame_{number}", 1) for number in range(9)]
    _, _, log = moving(say, tmp_path, many)
    (text,) = [one for one in log.assumed.splitlines() if "neither pose nor mounting" in one]
    assert text.endswith("world -> frame_4, world -> frame_5 and 3 more")


def test_a_frame_of_any_name_in_which_the_vehicle_moves(say: Say, tmp_path: Path) -> None:
    """From where it first moved on; it is said how many came before."""
    places = [0.0, 0.0, 0.5, 1.0]
    _, _, log = moving(say, tmp_path, *([transform("enu", "base_link", x)] for x in places))
    assert [row["x"] for row in log.rows("/tf enu from base_link")] == [0.5, 1]
    assert "2 before it first moved are in the messages" in log.channels["/tf enu from base_link"]["description"]
    assert len(log.payloads("/tf (messages)")) == 4


def test_a_transform_that_turns_nothing_is_none(say: Say, tmp_path: Path) -> None:
    good, none = transform("odom", "base_link", 1), transform("odom", "base_link", 2, w=0.0)
    status, facts, log = moving(say, tmp_path, [good], [none])
    assert (status, [row["x"] for row in log.rows("/tf odom from base_link")]) == (3, [1])
    assert "no unit quaternion" in str(lost(facts)["/tf"])


@pytest.mark.parametrize(("type_", "topic"), [(TWIST, "/twist"), ("sensor_msgs/msg/Imu", "/imu")])
def test_a_dry_run_says_what_the_real_one_does(say: Say, tmp_path: Path, type_: str, topic: str) -> None:
    """Of messages of one length and two frames."""
    said: list[Said] = [(topic, type_, T0 + n, {"header": header(T0 + n, f"imu{n % 2}")}) for n in range(10)]
    source = ros_file(tmp_path / "x.mcap", said)
    _, dry = say.json("convert", source, "--dry-run")
    status, real, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads(topic))) == (3, 5)
    assert dry["not_taken"] == real["not_taken"]
    assert sum(count for _, count in lost(real)[topic]) == 5
    assert len(log.payloads(f"{topic} (messages)")) == (10 if topic == "/imu" else 5)


def test_no_unit_is_inferred_from_a_name(say: Say, tmp_path: Path) -> None:
    members = ("time_of_flight", 1, "INT64"), ("when", 2, "stamp"), ("lifetime", 3, "INT64")
    schema, make = schema_of("vendor.State", *members)
    out = McapOut(tmp_path / "x.mcap")
    raw = make(time_of_flight=7, when={"seconds": 1}, lifetime=9).SerializeToString()
    out.raw("/s", T0, raw, encoding="protobuf", type_="vendor.State", schema=schema, schema_encoding="protobuf")
    _, _, log = taken(say, out.done(), tmp_path / "out")
    units = {field["name"]: field["unit"] for field in log.channels["/s"]["fields"]}
    assert units == {"time_of_flight": "?", "when": "ns", "lifetime": "?"}


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("/lead_vehicle/pose", "signals"), ("/category/goal", "signals"), ("/ego/goal_pose", "signals"),
        ("/objects/vehicle/pose", "signals"), ("/vehicle/target", "signals"), ("/localization/pose", "pose"),
        ("/ego_vehicle/current_pose", "pose"), ("ekf_pose_with_covariance", "pose"),
    ],
)  # fmt: skip
def test_whose_pose_a_topic_has(say: Say, tmp_path: Path, topic: str, kind: str) -> None:
    pose = {"header": header(T0, "map"), "pose": {"position": {"x": 1.0}}}
    _, _, log = taken(
        say, ros_file(tmp_path / "x.mcap", [(topic, "geometry_msgs/msg/PoseStamped", T0, pose)]), tmp_path / "out"
    )
    assert log.channels[topic]["kind"] == kind
    assert (f"{topic!r} is taken for the pose of the vehicle" in log.assumed) == (kind == "pose")


@pytest.mark.parametrize(
    ("type_", "body"),
    [("sensor_msgs/msg/Imu", b""), ("vendor_msgs/msg/Named", b"\xff\xff\xff\xff")],
)
def test_a_message_that_does_not_decode_has_no_stamp(say: Say, tmp_path: Path, type_: str, body: bytes) -> None:
    types = Ros()
    types.add("vendor_msgs/msg/Named", "std_msgs/Header header\nstring name\n")
    out = McapOut(tmp_path / "x.mcap")
    raw = b"\x00\x01\x00\x00" + struct.pack("<iII", 5, 0, 1) + b"\0" * 4 + body
    out.raw("/a", T0, raw, encoding="cdr", type_=type_, schema=types.definition(type_).encode(),
            schema_encoding="ros2msg")  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, log.payloads("/a"), log.records("/a")[0]["t_capture_ns"]) == (3, [raw], None)
    assert "not understood" in str(lost(facts)["/a"])


def test_a_detection_in_another_frame_than_its_message(say: Say, tmp_path: Path) -> None:
    values = {"header": header(T0, "map"), "detections": [{"header": header(T0, "lidar"), "results": []}]}
    out = McapOut(tmp_path / "x.mcap")
    out.ros(perception(), "/v", "vision_msgs/msg/Detection3DArray", T0, values)
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, log.channels["/v"]["kind"]) == (3, "raw")
    assert "an object in frame" in str(lost(facts)["/v"])


def test_a_header_of_its_own_and_bytes_with_a_sign() -> None:
    text = "Header header\nbyte b\n===\nMSG: vendor_msgs/Header\nint8 n\n===\nMSG: std_msgs/Header\nstring frame_id\n"
    (first, second) = defined("vendor_msgs/msg/A", text, ros2=True).members
    assert (first.type.name, second.type) == ("vendor_msgs/Header", "B")  # type: ignore[union-attr]
    (first, second) = defined("vendor_msgs/A", text, ros2=False).members
    assert (first.type.name, second.type) == ("std_msgs/Header", "b")  # type: ignore[union-attr]


PLAIN = np.array([(1, 2, 3), (4, 5, 6)], dtype=[("x", "<f4"), ("y", "<f4"), ("z", "<f4")])


@pytest.mark.parametrize(
    ("type_", "good", "more"),
    [
        ("sensor_msgs/msg/PointCloud2", cloud(PLAIN), {"width": 1, "row_step": 12}),
        ("sensor_msgs/msg/PointCloud2", cloud(PLAIN), {"width": 0, "row_step": 0}),
        ("sensor_msgs/msg/Image", picture("bgr8", EIGHT[:, :, :3].copy()), {"height": 4}),
    ],
)
def test_what_lies_behind_what_was_declared(
    say: Say, tmp_path: Path, type_: str, good: dict[str, Any], more: dict[str, Any]
) -> None:
    """Is not dropped in silence: the message stays as it is."""
    said: list[Said] = [("/x", type_, T0, good), ("/x", type_, T0 + 1, {**good, **more})]
    status, facts, log = taken(say, ros_file(tmp_path / "x.mcap", said), tmp_path / "out")
    assert (status, len(log.payloads("/x")), len(log.payloads("/x (messages)"))) == (3, 1, 1)
    assert "are not its" in str(lost(facts)["/x"])


def test_a_cloud_that_ends_in_the_middle_of_a_point(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap")
    for n, more in enumerate((b"", b"x")):
        out.json("/cloud", "foxglove.PointCloud", T0 + n, {"timestamp": STAMP, "frame_id": "lidar", "point_stride": 26,
                 "fields": CLOUD_FIELDS, "data": text(POINTS.tobytes() + more)})  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, len(log.payloads("/cloud"))) == (3, 1)
    assert "no whole number of points" in str(lost(facts)["/cloud"])


GOOD_CLOUD = {"timestamp": STAMP, "frame_id": "l", "point_stride": 26, "fields": CLOUD_FIELDS, "data": ""}


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("foxglove.PointCloud", {**GOOD_CLOUD, "pose": {"position": [1]}}),
        ("foxglove.PointCloud", {**GOOD_CLOUD, "fields": [{"name": "x", "offset": 0, "type": []}]}),
        ("foxglove.CameraCalibration", {"timestamp": STAMP, "frame_id": "c", "roi": [1]}),
        ("foxglove.FrameTransform", {"timestamp": STAMP, "parent_frame_id": "map", "child_frame_id": "base_link",
                                     "translation": {"x": "abc"}}),
        ("foxglove.LocationFix", {"timestamp": STAMP, "position_covariance_type": 1, "position_covariance": 7}),
        ("nav_msgs/Odometry", {"child_frame_id": "base_link", "pose": [1]}),
        ("sensor_msgs/LaserScan", {"ranges": [1], "intensities": [[]], "angle_min": 0}),
    ],
)  # fmt: skip
def test_members_of_another_type_than_their_names_promise(
    say: Say, tmp_path: Path, type_: str, values: dict[str, Any]
) -> None:
    """End one message, and not the conversion."""
    out = McapOut(tmp_path / "x.mcap")
    out.json("/odd", type_, T0, values)
    out.json("/good", "foxglove.Log", T0, {"timestamp": STAMP, "message": "x"})
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, len(log.payloads("/good"))) == (3, 1)
    assert "/odd" in lost(facts)


def test_a_stamp_without_seconds(say: Say, tmp_path: Path) -> None:
    """A descriptor that calls something a Timestamp."""
    stamp = descriptor_pb2.FileDescriptorProto(name="t.proto", package="google.protobuf", syntax="proto3")
    stamp.message_type.add(name="Timestamp").field.add(name="ticks", number=1, type=3, label=1)
    file = descriptor_pb2.FileDescriptorProto(name="x.proto", package="a", syntax="proto3", dependency=["t.proto"])
    member = file.message_type.add(name="B").field.add(name="timestamp", number=1, type=11, label=1)
    member.type_name = ".google.protobuf.Timestamp"
    out = McapOut(tmp_path / "x.mcap")
    out.raw("/a", T0, b"\x0a\x02\x08\x05", encoding="protobuf", type_="a.B", schema_encoding="protobuf",
            schema=descriptor_pb2.FileDescriptorSet(file=[stamp, file]).SerializeToString())  # fmt: skip
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, log.payloads("/a")) == (3, [b"\x0a\x02\x08\x05"])
    assert "has not the members of its type" in str(lost(facts)["/a"])


def test_topics_that_are_called_as_channels_are(say: Say, tmp_path: Path) -> None:
    """No two channels have one name, and none takes another's."""
    out, imu = McapOut(tmp_path / "x.mcap"), {"header": header(T0, "imu")}
    out.ros(Ros(), "/imu", "sensor_msgs/msg/Imu", T0, imu)
    for topic in ("/imu (messages)", "publish times"):
        out.raw(topic, T0, b"x", encoding="x", publish_ns=T0 + 5)
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    names = [one["name"] for one in log.genesis["channels"] if one["id"]]
    assert sorted(names) == ["/imu", "/imu (messages)", "/imu (messages)#2", "publish times", "publish times#2"]
    assert log.payloads("/imu (messages)") == [Ros().bytes("sensor_msgs/msg/Imu", imu)]
    assert log.payloads("/imu (messages)#2") == log.payloads("publish times#2") == [b"x"]
    assert len(log.rows("publish times")) == 2


@pytest.mark.parametrize("ros1", [False, True])
@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("sensor_msgs/msg/Imu", {"header": header(T0, "imu"), "orientation_covariance": [1.0] * 9}),
        ("sensor_msgs/msg/PointCloud2", cloud(PLAIN)),
        ("tf2_msgs/msg/TFMessage", {"transforms": [transform("a", "bc", 1), transform("abcd", "b", 1)]}),
        ("geometry_msgs/msg/PolygonStamped", {"polygon": {"points": [{"x": 1.0}, {"x": 2.0}]}}),
    ],
)
def test_what_is_checked_is_what_would_be_decoded(type_: str, values: dict[str, Any], ros1: bool) -> None:
    """Cut anywhere, or with bytes behind: both refuse it or neither."""
    types, encoding = Ros(ros1=ros1), "ros1" if ros1 else "cdr"
    known = defined(type_, types.definition(type_), ros2=not ros1)
    raw = types.bytes(type_, values)
    decode, check = decoder(known, encoding), checker(known, encoding)
    for one in [raw[:end] for end in range(len(raw))] + [raw, raw + b"\0" * 9]:
        refused = []
        for look in (decode, check):
            try:
                look(one)
            except MessageError:
                refused.append(look)
        assert len(refused) in (0, 2)
        assert one != raw or not refused
