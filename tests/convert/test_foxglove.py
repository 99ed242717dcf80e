"""Messages as JSON and protobuf: schemas of Foxglove, and any.

Must not know how messages are read.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # type: ignore[import-untyped]

from app.log.segment import Segment
from app.log.source import Source
from tests.cli.say import Say
from tests.convert.intakes import lost, taken
from tests.convert.mcap_files import McapOut
from tests.convert.ros import NS, T0

pytestmark = pytest.mark.usefixtures("own_home")
JPEG = cv2.imencode(".jpg", np.arange(48 * 64 * 3, dtype="u1").reshape(48, 64, 3))[1].tobytes()
STAMP = {"sec": T0 // NS, "nsec": 5}
POINTS = np.array([(1, 2, 3, 7), (4, 5, 6, 8)], dtype=[("x", "<f8"), ("y", "<f8"), ("z", "<f8"), ("ring", "<u2")])
CLOUD_FIELDS = [
    {"name": n, "offset": o, "type": t} for n, o, t in (("x", 0, 8), ("y", 8, 8), ("z", 16, 8), ("ring", 24, 3))
]
CALIBRATION = {"frame_id": "camera", "width": 640, "height": 480, "distortion_model": "rational_polynomial",
               "D": [0.1] * 8, "K": [500, 0, 320, 0, 501, 240, 0, 0, 1]}  # fmt: skip


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_json(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "x.mcap")
    for n in range(2):
        log = T0 + n
        out.json("/image", "foxglove.CompressedImage", log,
                 {"timestamp": STAMP, "frame_id": "camera", "data": text(JPEG), "format": "jpeg"})  # fmt: skip
        out.json(
            "/calibration", "foxglove.CameraCalibration", log, {"timestamp": STAMP, **CALIBRATION, "width": 640 + n}
        )
        out.json("/cloud", "foxglove.PointCloud", log, {"timestamp": STAMP, "frame_id": "lidar", "point_stride": 26,
                 "fields": CLOUD_FIELDS, "data": text(POINTS.tobytes())})  # fmt: skip
        out.json("/fix", "foxglove.LocationFix", log, {"timestamp": "2020-09-13T12:26:40.000000007Z", "latitude": 1.5,
                 "longitude": 2.5, "altitude": 3, "position_covariance": [1.0] * 9,
                 "position_covariance_type": 3})  # fmt: skip
        out.json(
            "/log", "foxglove.Log", log, {"timestamp": STAMP, "level": 4, "message": "brake", "name": "node", "line": 3}
        )
        out.json("/tf", "foxglove.FrameTransform", log, {"timestamp": STAMP, "parent_frame_id": "map",
                 "child_frame_id": "base_link", "translation": {"x": n}, "rotation": {"w": 1}})  # fmt: skip
        out.json("/scene", "foxglove.SceneUpdate", log, {"entities": [{"timestamp": STAMP}]})
    status, facts, log_ = taken(say, out.done(), tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    assert log_.payloads("/image") == [JPEG] * 2
    assert log_.records("/image")[0]["t_capture_ns"] == T0 + 5
    cloud = log_.arrays("/cloud")[0]
    assert cloud.dtype.names == ("x", "y", "z", "x_f64", "y_f64", "z_f64", "ring")
    assert (cloud["x"].tolist(), cloud["z_f64"].tolist(), cloud["ring"].tolist()) == ([1, 4], [3, 6], [7, 8])
    fix = log_.records("/fix")[0]
    assert (fix["t_capture_ns"], fix["value"]["rows"][0]["latitude_deg"]) == (T0 + 7, 1.5)
    line = log_.records("/log")[0]["value"]
    assert (line["message"], line["level"], line["logger"], line["source"]) == ("brake", "error", "node", {"line": 3})
    assert [row["x"] for row in log_.rows("/tf map from base_link")] == [0, 1]
    camera = next(one for one in log_.genesis["calibration"] if one["sensor"] == "camera")["camera"]
    assert (camera["focal_y"], camera["distortion_model"], camera["width"]) == (501, "rational", 640)
    assert "the calibration on '/calibration' changes 1 times" in log_.assumed
    assert log_.channels["/scene"]["codec"] == "text"


SCALARS = {"type": "object", "properties": {"timestamp": {"type": "object"}, "speed": {"type": "number"},
           "gear": {"type": "integer"}, "on": {"type": "boolean"}}}  # fmt: skip


def test_json_of_nothing_but_numbers(say: Say, tmp_path: Path) -> None:
    """Columns; what does not fit them is kept as text, and counted."""
    out = McapOut(tmp_path / "x.mcap")
    said: list[dict[str, Any]] = [
        {"timestamp": STAMP, "speed": 1.5, "gear": 3, "on": True},
        {"timestamp": STAMP, "gear": -1, "on": False},
        {"timestamp": STAMP, "speed": "fast", "gear": 1, "on": False},
        {"timestamp": STAMP, "speed": 1, "gear": 1, "on": False, "more": 1},
    ]
    for n, values in enumerate(said):
        out.json("/state", "vendor.State", T0 + n, values, SCALARS)
    out.raw(
        "/state",
        T0 + 9,
        b"{nonsense",
        encoding="json",
        type_="vendor.State",
        schema=b"{}",
        schema_encoding="jsonschema",
    )
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert status == 3
    assert log.rows("/state") == [{"speed": 1.5, "gear": 3, "on": 1}, {"speed": None, "gear": -1, "on": 0}]
    assert sum(count for _, count in lost(facts)["/state"]) == 2
    assert len(log.payloads("/state (messages)")) == 2
    # another schema is another type, though the topic is called the same
    assert log.payloads("/state#2") == [b"{nonsense"]


def schema_of(name: str, *fields: tuple[str, int, str]) -> tuple[bytes, Any]:
    """A FileDescriptorSet of two files, the importing one first, and the class of its message."""
    stamp = descriptor_pb2.FileDescriptorProto(
        name="google/protobuf/timestamp.proto", package="google.protobuf", syntax="proto3"
    )
    message = stamp.message_type.add(name="Timestamp")
    message.field.add(name="seconds", number=1, type=3, label=1)
    message.field.add(name="nanos", number=2, type=5, label=1)
    package, _, short = name.rpartition(".")
    file = descriptor_pb2.FileDescriptorProto(name="x.proto", package=package, syntax="proto3", dependency=[stamp.name])
    made = file.message_type.add(name=short)
    for field, number, type_ in fields:
        if type_ == "stamp":
            made.field.add(name=field, number=number, type=11, label=1, type_name=".google.protobuf.Timestamp")
        else:
            made.field.add(
                name=field, number=number, type=getattr(descriptor_pb2.FieldDescriptorProto, f"TYPE_{type_}"), label=1
            )
    raw = descriptor_pb2.FileDescriptorSet(file=[file, stamp]).SerializeToString()
    pool = descriptor_pool.DescriptorPool()
    pool.Add(stamp)
    pool.Add(file)
    return raw, message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


def test_protobuf(say: Say, tmp_path: Path) -> None:
    picture = ("timestamp", 1, "stamp"), ("data", 2, "BYTES"), ("format", 3, "STRING"), ("frame_id", 4, "STRING")
    numbers = ("time", 1, "stamp"), ("speed", 2, "DOUBLE"), ("count", 3, "UINT64"), ("on", 4, "BOOL")
    image, make_image = schema_of("foxglove.CompressedImage", *picture)
    state, make_state = schema_of("vendor.State", *numbers)
    video, make_video = schema_of("foxglove.CompressedVideo", *picture)
    out = McapOut(tmp_path / "x.mcap")

    def say_it(topic: str, schema: bytes, type_: str, message: Any) -> None:
        out.raw(
            topic,
            T0,
            message.SerializeToString(),
            encoding="protobuf",
            type_=type_,
            schema=schema,
            schema_encoding="protobuf",
        )

    stamp = {"seconds": T0 // NS, "nanos": 9}
    say_it(
        "/image", image, "foxglove.CompressedImage", make_image(timestamp=stamp, data=JPEG, format="jpeg", frame_id="c")
    )
    say_it("/state", state, "vendor.State", make_state(time=stamp, speed=1.5, count=2**63))
    key = b"\0\0\0\1\x67sps\0\0\1\x68pps\0\0\1\x65idr"
    for unit in (key, b"\0\0\0\1\x41slice", b"no start code"):
        say_it("/video", video, "foxglove.CompressedVideo", make_video(timestamp=stamp, data=unit, format="h264"))
    out.raw(
        "/image",
        T0,
        b"\xff",
        encoding="protobuf",
        type_="foxglove.CompressedImage",
        schema=image,
        schema_encoding="protobuf",
    )
    out.raw(
        "/broken", T0, b"\x08\x01", encoding="protobuf", type_="a.B", schema=b"\xff\xff", schema_encoding="protobuf"
    )
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert status == 3
    assert log.payloads("/image") == [JPEG]
    assert log.records("/image")[0]["t_capture_ns"] == T0 + 9
    row = log.arrays("/state")[0][0]
    assert (row["time"], row["speed"], row["count"], row["on"]) == (T0 + 9, 1.5, 2**63, 0)
    assert log.payloads("/video") == [key, b"\0\0\0\1\x41slice"]
    assert "descriptors cannot be used" in log.assumed
    assert {where: sum(count for _, count in why) for where, why in lost(facts).items()} == {"/image": 1, "/video": 1}
    with Segment(Source(log.path)) as segment:
        chosen = segment.leaves["channel"] == log.channels["/video"]["id"]
        assert segment.leaves["flags"][chosen].tolist() == [1, 0]


def test_many_transforms_in_one_message(say: Say, tmp_path: Path) -> None:
    """The vehicle moves in the first frame that has it; another one is not mixed in."""
    out = McapOut(tmp_path / "x.mcap")

    def transform(parent: str, child: str, x: float) -> dict[str, Any]:
        return {"timestamp": STAMP, "parent_frame_id": parent, "child_frame_id": child, "translation": {"x": x},
                "rotation": {"x": 0, "y": 0, "z": 0, "w": 1}}  # fmt: skip

    for n in range(2):
        many = [
            transform("odom", "base_link", n),
            transform("map", "base_link", 100 + n),
            transform("base_link", "camera", 2),
        ]
        out.json("/tf", "foxglove.FrameTransforms", T0 + n, {"transforms": many})
    out.json("/tf", "foxglove.FrameTransforms", T0 + 5, {"transforms": [{"translation": {}}]})
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert [row["x"] for row in log.rows("/tf odom from base_link")] == [0, 1]
    assert (status, "is no transform" in str(lost(facts)["/tf"])) == (3, True)
    assert len(log.payloads("/tf (messages)")) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"K": [0] * 9}, "is none that a picture can have"),
        ({"K": []}, "is none that a picture can have"),
        ({"width": 0}, "is none that a picture can have"),
        ({"binning_x": 2}, "describes the whole picture"),
        ({"distortion_model": "own", "D": [0.0] * 20}, ""),
        ({"R": [0, 1, 0, -1, 0, 0, 0, 0, 1]}, ""),
    ],
)
def test_calibrations_that_are_odd(say: Say, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    out = McapOut(tmp_path / "x.mcap")
    out.json("/c", "foxglove.CameraCalibration", T0, {"timestamp": STAMP, **CALIBRATION, **change})
    status, _, log = taken(say, out.done(), tmp_path / "out")
    assert (status, said in log.assumed) == (0, True)
    if "none" in said:
        assert "calibration" not in log.genesis
        return
    camera = log.genesis["calibration"][0]["camera"]
    if "distortion_model" in change:
        assert "distortion" not in camera
        assert camera.get("distortion_model", "unknown") == "unknown"
    if "R" in change:
        assert camera["rectification"]["matrix"][0] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("codec", "unit", "key"),
    [
        ("h264", b"\0\0\1\x67a\0\0\1\x68b\0\0\1\x65c", True),
        ("h264", b"\0\0\1\x65c", False),
        ("h264", b"\0\0\1\x67a\0\0\1\x68b\0\0\1\x41c", False),
        ("H.265", b"\0\0\1\x40a\0\0\1\x42b\0\0\1\x44b\0\0\1\x26c", True),
        ("hevc", b"\0\0\1\x40a\0\0\1\x42b\0\0\1\x44b\0\0\1\x02c", False),
    ],
)
def test_where_decoding_can_begin(say: Say, tmp_path: Path, codec: str, unit: bytes, key: bool) -> None:
    out = McapOut(tmp_path / "x.mcap")
    out.json("/v", "foxglove.CompressedVideo", T0, {"timestamp": STAMP, "data": text(unit), "format": codec})
    out.json("/v", "foxglove.CompressedVideo", T0 + 1, {"timestamp": STAMP, "data": "no base64!", "format": codec})
    status, _, log = taken(say, out.done(), tmp_path / "out")
    assert (status, log.channels["/v"]["codec"]) == (3, "h264" if codec == "h264" else "h265")
    assert log.payloads("/v") == [unit]
    with Segment(Source(log.path)) as segment:
        assert segment.leaves["flags"][segment.leaves["channel"] == log.channels["/v"]["id"]].tolist() == [int(key)]


@pytest.mark.parametrize(
    ("stamp", "ns"),
    [
        ({"sec": 5, "nanosec": 7}, 5 * NS + 7),
        ({"seconds": 5}, 5 * NS),
        ("2020-09-13T14:26:40.5+02:00", T0 + NS // 2),
        ("2020-13-45T99:00:00Z", None),
        ("yesterday", None),
        ({"sec": "5"}, None),
        (True, None),
        (2**63, None),
        (0, None),
    ],
)
def test_stamps_in_all_their_spellings(say: Say, tmp_path: Path, stamp: Any, ns: int | None) -> None:
    out = McapOut(tmp_path / "x.mcap")
    out.json("/a", "vendor.Any", T0, {"timestamp": stamp, "x": [1]})
    _, _, log = taken(say, out.done(), tmp_path / "out")
    assert log.records("/a")[0]["t_capture_ns"] == ns
