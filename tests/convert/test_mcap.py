"""MCAP with messages of ROS 2 and ROS 1: records have the bytes, numbers and stamps that the messages had.

Must not know how messages are read.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from mcap.writer import CompressionType

from tests.cli.say import Say
from tests.convert.intakes import lost, taken
from tests.convert.mcap_files import PLAIN, McapOut, Said, ros_file
from tests.convert.ros import NS, T0, Ros, cloud, header

pytestmark = pytest.mark.usefixtures("own_home")
JPEG = cv2.imencode(".jpg", np.arange(48 * 64 * 3, dtype="u1").reshape(48, 64, 3))[1].tobytes()
POINTS = np.array([(1, 2, 3, 4, 5), (np.nan, np.nan, np.nan, 0, 6), (-1, 0.5, 2, 9, 7)],
                  dtype=[(n, "<f4") for n in ("x", "y", "z", "intensity", "t")])  # fmt: skip
CAMERA = {"width": 64, "height": 48, "distortion_model": "plumb_bob", "d": [0.1, 0.2, 0.3, 0.4, 0.5],
          "k": [100, 0, 32, 0, 101, 24, 0, 0, 1], "r": [1, 0, 0, 0, 1, 0, 0, 0, 1]}  # fmt: skip


def drive(count: int = 3) -> list[Said]:
    """A short drive: stamps 40 ms before the log times, a camera mounted on the vehicle."""
    found: list[Said] = []
    mounting = {"translation": {"x": 1.5, "z": 1.2}, "rotation": {"x": -0.5, "y": 0.5, "z": -0.5, "w": 0.5}}
    static = {"header": header(T0, "base_link"), "child_frame_id": "camera", "transform": mounting}
    found.append(("/tf_static", "tf2_msgs/msg/TFMessage", T0, {"transforms": [static]}))
    for number in range(count):
        stamp = T0 + number * NS // 10
        log = stamp + 40_000_000
        found += [
            ("/cam/compressed", "sensor_msgs/msg/CompressedImage", log,
             {"header": header(stamp, "camera"), "format": "bgr8; jpeg compressed bgr8", "data": JPEG}),
            ("/cam/camera_info", "sensor_msgs/msg/CameraInfo", log, {"header": header(stamp, "camera"), **CAMERA}),
            ("/points", "sensor_msgs/msg/PointCloud2", log + 1, cloud(POINTS, stamp)),
            ("/gps/fix", "sensor_msgs/msg/NavSatFix", log + 2,
             {"header": header(stamp, "gps"), "status": {"status": 2}, "latitude": 47.5, "longitude": 8.25,
              "altitude": 499.5, "position_covariance": [1, 2, 3, 2, 5, 6, 3, 6, 9], "position_covariance_type": 3}),
            ("/tf", "tf2_msgs/msg/TFMessage", log + 3,
             {"transforms": [{"header": header(stamp, "map"), "child_frame_id": "base_link",
                              "transform": {"translation": {"x": float(number)}}}]}),
            ("/odom", "nav_msgs/msg/Odometry", log + 4,
             {"header": header(stamp, "odom"), "child_frame_id": "base_link",
              "pose": {"pose": {"position": {"x": 1.0 + number}}, "covariance": [float(n) for n in range(36)]},
              "twist": {"twist": {"linear": {"x": 7.5}, "angular": {"z": 0.1}}}}),
            ("/imu", "sensor_msgs/msg/Imu", log + 5,
             {"header": header(stamp, "imu"), "angular_velocity": {"z": 0.5}, "linear_acceleration": {"z": 9.8},
              "orientation_covariance": [-1.0] + [0.0] * 8}),
            ("/chatter", "std_msgs/msg/String", log + 6, {"data": f"line {number} \u3042"}),
        ]  # fmt: skip
    return found


OPTIONS = {
    "zstd": {}, "lz4": {"compression": CompressionType.LZ4}, "none": {"compression": CompressionType.NONE},
    "small chunks": {"chunk_size": 300}, "without chunks": PLAIN,
    "with data checksum": {"enable_data_crcs": True},
}  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
@pytest.mark.parametrize("ros1", [False, True])
def test_a_drive(say: Say, tmp_path: Path, options: dict[str, object], ros1: bool) -> None:
    """Whatever the container does, the records are the same."""
    source = ros_file(
        tmp_path / "drive.mcap", _without_ros2_names(drive()) if ros1 else drive(), Ros(ros1=ros1), **options
    )
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    assert log.payloads("/cam/compressed") == [JPEG] * 3
    assert "bgr8; jpeg compressed bgr8" in log.channels["/cam/compressed"]["description"]
    stamps = [(one["t_capture_ns"], one["t_arrival_ns"]) for one in log.records("/cam/compressed")]
    assert stamps == [(T0 + n * NS // 10, T0 + n * NS // 10 + 40_000_000) for n in range(3)]
    assert log.arrays("/points")[0].tobytes() == POINTS.tobytes()
    fix = log.rows("/gps/fix")[0]
    assert (fix["latitude_deg"], fix["longitude_deg"], fix["altitude"], fix["fix"]) == (47.5, 8.25, 499.5, 5)
    assert [fix[f"cov_{axes}"] for axes in ("ee", "en", "eu", "nn", "nu", "uu")] == [1, 2, 3, 5, 6, 9]
    assert [row["x"] for row in log.rows("/tf map from base_link")] == [0, 1, 2]
    odom = log.rows("/odom")[1]
    assert (odom["x"], odom["qw"], odom["velocity_x"], odom["cov_x_y"], odom["cov_yaw_yaw"]) == (2, 1, 7.5, 1, 35)
    imu = log.rows("/imu")[0]
    assert (imu["rate_z"], imu["acceleration_z"]) == (0.5, 9.8)
    assert [one["value"]["message"] for one in log.records("/chatter")] == [f"line {n} \u3042" for n in range(3)]
    assert log.channels["/chatter"]["capture"] == "none"
    # what a kind cannot say stays in the message
    types = Ros(ros1=ros1)
    messages = _without_ros2_names(drive()) if ros1 else drive()
    imus = [types.bytes(type_, values) for topic, type_, _, values in messages if topic == "/imu"]
    assert log.payloads("/imu (messages)") == imus
    assert "orientation_covariance" in str(log.told["topics"])


def _without_ros2_names(messages: list[Said]) -> list[Said]:
    """ROS 1 calls the matrices of a camera by capitals."""
    capital = {"k": "K", "d": "D", "r": "R", "p": "P"}
    return [
        (
            topic,
            type_,
            log,
            {capital.get(name, name): value for name, value in values.items()} if "Info" in type_ else values,
        )
        for topic, type_, log, values in messages
    ]


def test_the_setting(say: Say, tmp_path: Path) -> None:
    """Cameras, mountings and frames stand in GENESIS; channels name their sensors."""
    _, _, log = taken(say, ros_file(tmp_path / "drive.mcap", drive()), tmp_path / "out")
    sensors = {one["sensor"]: one for one in log.genesis["calibration"]}
    camera = sensors["camera"]["camera"]
    assert [camera[name] for name in ("focal_x", "focal_y", "centre_x", "centre_y")] == [100, 101, 32, 24]
    assert (camera["distortion_model"], camera["distortion"]) == ("brown_conrady", [0.1, 0.2, 0.3, 0.4, 0.5])
    # the optical axis of the camera looks along x of the vehicle
    matrix = np.array(sensors["camera"]["vehicle_from_sensor"]["matrix"])
    assert np.allclose(matrix @ [0, 0, 1, 1], [2.5, 0, 1.2, 1])
    assert log.channels["/cam/compressed"]["sensor"] == "camera"
    assert log.channels["/points"]["frame"] == "lidar"
    assert "vehicle_from_sensor" not in sensors["lidar"]
    assert "'base_link' of the source is taken for the vehicle" in log.assumed
    assert [one["name"] for one in log.genesis["frames"]] == ["map", "odom"]


def test_records_come_in_the_order_of_log_times(say: Say, tmp_path: Path) -> None:
    """Though the file has them in another, over many chunks."""
    messages = [m for n, m in sorted(enumerate(drive(20)), key=lambda pair: (pair[0] * 7919) % 160)]
    status, _, log = taken(say, ros_file(tmp_path / "drive.mcap", messages, chunk_size=2000), tmp_path / "out")
    assert status == 0
    arrivals = [one["t_arrival_ns"] for one in log.records("/odom")]
    assert arrivals == sorted(arrivals)
    assert [row["x"] for row in log.rows("/odom")] == [1.0 + n for n in range(20)]


def test_stamps_that_nobody_set(say: Say, tmp_path: Path) -> None:
    messages = drive()
    messages[1][3]["header"] = header(0, "camera")
    _, _, log = taken(say, ros_file(tmp_path / "drive.mcap", messages), tmp_path / "out")
    assert [one["t_capture_ns"] for one in log.records("/cam/compressed")] == [None, T0 + NS // 10, T0 + NS // 5]
    assert "1 of 3 messages of '/cam/compressed' have no stamp" in log.assumed


def test_stamps_in_a_wrong_unit_are_said_and_stay(say: Say, tmp_path: Path) -> None:
    messages = [
        ("/a", "std_msgs/msg/Header", T0 + n * NS, {"stamp": (T0 + n * NS) // 1000, "frame_id": ""}) for n in range(5)
    ]
    _, _, log = taken(say, ros_file(tmp_path / "drive.mcap", messages), tmp_path / "out")
    assert "log times of '/a' are a thousand times its stamps" in log.assumed
    assert "log times of '/a' spread a thousand times its stamps" in log.assumed
    assert log.records("/a")[0]["t_capture_ns"] == T0 // 1000


def test_log_times_in_milliseconds_are_no_dates(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "drive.mcap")
    for number in range(3):
        log = 1_747_930_377_103 + number * 100_000_000
        out.json("/a", "", log, {"timestamp": {"sec": 1_747_930_377, "nsec": 0}, "v": 1.5}, publish_ns=log + NS // 10)
    _, facts, log_ = taken(say, out.done(), tmp_path / "out")
    assert "in milliseconds that would be 2025-05-22 16:12" in log_.assumed
    assert "stamps of '/a' are a million times its log times" in log_.assumed
    assert "3 of 3 messages were published later than logged, up to 0.100 s" in log_.assumed
    assert [one["t_arrival_ns"] for one in log_.records("/a")] == [1_747_930_377_103 + n * 10**8 for n in range(3)]
    assert [row["publish_ns"] for row in log_.rows("publish times")] == [
        1_748_030_377_103 + n * 10**8 for n in range(3)
    ]
    assert next(one["duplicates"] for one in facts["channels"] if one["name"] == "/a") == 2
    assert log_.records("0")[0]["t_capture_ns"] is None


def test_duplicates_and_regressions_stay_and_are_counted(say: Say, tmp_path: Path) -> None:
    stamps = [T0, T0 + 10, T0 + 10, T0 + 5, T0 + 20]
    messages = [("/a", "std_msgs/msg/Header", T0 + NS + n, {"stamp": t, "frame_id": ""}) for n, t in enumerate(stamps)]
    _, facts, log = taken(say, ros_file(tmp_path / "drive.mcap", messages), tmp_path / "out")
    assert [one["t_capture_ns"] for one in log.records("/a")] == stamps
    assert (facts["channels"][0]["duplicates"], facts["channels"][0]["regressions"]) == (1, 1)


def test_types_that_nobody_knows_are_kept_as_bytes(say: Say, tmp_path: Path) -> None:
    types = Ros()
    types.add("vendor_msgs/msg/Packets", "std_msgs/Header header\nuint8[] data\nstring name\n")
    out = McapOut(tmp_path / "drive.mcap")
    raw = types.bytes("vendor_msgs/msg/Packets", {"header": header(T0 + 5), "data": b"abc", "name": "x"})
    out.ros(types, "/described", "vendor_msgs/msg/Packets", T0, {"header": header(T0 + 5), "data": b"abc", "name": "x"})
    out.raw("/undescribed", T0, raw, encoding="cdr", type_="vendor_msgs/msg/Packets")
    out.raw(
        "/strange", T0, b"\x00\xff", encoding="flatbuffer", type_="X", schema=b"\x00\x01", schema_encoding="flatbuffer"
    )
    out.raw("/without schema", T0, b"123", encoding="cbor")
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, facts["records"]) == (0, 4)
    assert log.payloads("/described") == [raw]
    assert log.records("/described")[0]["t_capture_ns"] == T0 + 5
    assert log.payloads("/undescribed") == [raw]
    assert (log.payloads("/strange"), log.payloads("/without schema")) == ([b"\x00\xff"], [b"123"])
    assert "there is no definition of 'vendor_msgs/msg/Packets'" in log.assumed
    assert {one["name"]: one.get("schema_base64") for one in log.told["topics"]}["/strange"] == "AAE="


def test_messages_that_are_nothing_but_numbers_become_columns(say: Say, tmp_path: Path) -> None:
    types = Ros()
    types.add(
        "vendor_msgs/msg/Wheels",
        "std_msgs/Header header\nfloat64[4] speed\ngeometry_msgs/Vector3 force\nint64 big\nbool ok\n"
        "builtin_interfaces/Duration late\n",
    )
    values = {"header": header(T0, "axle"), "speed": [1, 2, 3, 4], "force": {"y": 0.5}, "big": 2**62 + 1, "ok": True,
              "late": {"sec": 1, "nanosec": 5}}  # fmt: skip
    twist = {"header": header(T0), "twist": {"linear": {"x": 3.0}}}
    messages: list[Said] = [
        ("/w", "vendor_msgs/msg/Wheels", T0, values),
        ("/v", "geometry_msgs/msg/TwistStamped", T0, twist),
    ]
    status, _, log = taken(say, ros_file(tmp_path / "drive.mcap", messages, types), tmp_path / "out")
    assert status == 0
    row = log.arrays("/w")[0][0]
    assert [row[f"speed[{n}]"] for n in range(4)] == [1, 2, 3, 4]
    assert (row["force.y"], row["big"], row["ok"], row["late"]) == (0.5, 2**62 + 1, 1, NS + 5)
    assert log.channels["/w"]["frame"] == "axle"
    units = {field["name"]: field["unit"] for field in log.channels["/v"]["fields"]}
    assert (units["twist.linear.x"], units["twist.angular.z"]) == ("m/s", "rad/s")
    assert {field["unit"] for field in log.channels["/w"]["fields"]} == {"?", "ns"}


@pytest.mark.parametrize(("topic", "other", "kept"), [("/points", "other", 1), ("/imu", "imv", 3)])
def test_a_channel_has_the_frame_of_its_first_message(
    say: Say, tmp_path: Path, topic: str, other: str, kept: int
) -> None:
    """The messages of another frame, though it has a name of the same length, are kept as bytes, and counted."""
    messages = [m for m in drive() if m[0] == topic]
    messages[1][3]["header"]["frame_id"] = other
    status, facts, log = taken(say, ros_file(tmp_path / "drive.mcap", messages), tmp_path / "out")
    assert status == 3
    ((why, count),) = lost(facts)[topic]
    assert (f"its frame is {other!r}" in why, count) == (True, 1)
    assert (len(log.payloads(topic)), len(log.payloads(f"{topic} (messages)"))) == (2, kept)


def test_channels_and_spans_can_be_chosen(say: Say, tmp_path: Path) -> None:
    source = ros_file(tmp_path / "drive.mcap", drive())
    _, facts, log = taken(say, source, tmp_path / "out", "--channels", "/odom", "/points")
    assert [one["name"] for one in facts["channels"]] == ["/points", "/odom"]
    _, facts, log = taken(say, source, tmp_path / "part", "--from", "0.1", "--to", "0.2")
    assert len(log.payloads("/points")) == 1
    assert say("convert", source, "--channels", "/nothing", "--dry-run")[0] == 65


def test_attachments_and_metadata_are_kept(say: Say, tmp_path: Path) -> None:
    out = McapOut(tmp_path / "drive.mcap")
    out.json("/a", "", T0, {"v": 1})
    out.writer.add_attachment(T0, T0 + 1, "map.osm", "text/xml", b"<osm/>")
    out.writer.add_metadata("vehicle", {"plate": "none"})
    status, facts, log = taken(say, out.done(), tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    assert log.payloads("attachments") == [b"<osm/>"]
    assert log.told["attachments"] == [{"name": "map.osm", "media_type": "text/xml", "bytes": 6, "created_ns": str(T0)}]
    assert log.told["metadata"] == [{"name": "vehicle", "texts": {"plate": "none"}}]


def test_a_channel_whose_schema_is_missing(say: Say, tmp_path: Path) -> None:
    """A key that leads nowhere: kept as bytes, and said; empty messages are records too."""
    out = McapOut(tmp_path / "dangling.mcap", {"use_chunking": False, "use_statistics": False})
    out.writer.add_message(out.writer.register_channel("/b", "cdr", 77), T0, b"", T0)
    status, _, log = taken(say, out.done(), tmp_path / "out")
    assert (status, log.payloads("/b")) == (0, [b""])
    assert "channel '/b' names schema 77, which dangling.mcap has not" in log.assumed


def test_a_folder_of_pieces_with_metadata(say: Say, tmp_path: Path) -> None:
    """As a ROS 2 recorder writes it; pieces may overlap then."""
    folder = tmp_path / "bag"
    folder.mkdir()
    for piece in range(2):
        said = [("/a", "std_msgs/msg/Header", T0 + n, {"stamp": T0 + piece, "frame_id": ""}) for n in range(3)]
        ros_file(folder / f"bag_{piece}.mcap", said)
    assert say("convert", folder, "--dry-run")[0] == 65
    (folder / "metadata.yaml").write_text("relative_file_paths:\n  - bag_0.mcap\n  - bag_1.mcap\n")
    status, _, log = taken(say, folder, tmp_path / "out")
    assert (status, len(log.payloads("/a"))) == (0, 6)


def test_a_mapping_is_refused(say: Say, tmp_path: Path) -> None:
    source = ros_file(tmp_path / "drive.mcap", drive())
    (tmp_path / "m.toml").write_text('format = "hdf5-mapping/1"\n')
    status, _, err = say("convert", source, "--mapping", tmp_path / "m.toml", "--dry-run")
    assert (status, "mcap says that itself" in err) == (65, True)


def test_a_dry_run_lists_types_counts_and_rates(say: Say, tmp_path: Path) -> None:
    status, out, _ = say("convert", ros_file(tmp_path / "drive.mcap", drive(20)), "--dry-run")
    assert status == 0
    lines = out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("/points "))
    assert lines[place].split()[:5] == ["/points", "cloud", "xyz_f32", "20", "10.00"]
    assert lines[place + 1].strip() == "sensor_msgs/msg/PointCloud2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drive.mcap"]


def test_log_times_that_are_all_zero(say: Say, tmp_path: Path) -> None:
    """The stamps of the messages stand in, and the log says so."""
    stamps = [T0 + 5, T0 + 9, T0 + 7]
    said: list[Said] = [("/b", "std_msgs/msg/String", 0, {"data": "first"})]
    for stamp in stamps:
        said += [("/a", "std_msgs/msg/Header", 0, {"stamp": stamp}), ("/b", "std_msgs/msg/String", 0, {"data": "x"})]
    status, _, log = taken(say, ros_file(tmp_path / "drive.mcap", said), tmp_path / "out")
    assert status == 0
    assert [one["t_arrival_ns"] - T0 for one in log.records("/a")] == [5, 9, 9]
    assert [one["t_capture_ns"] - T0 for one in log.records("/a")] == [5, 9, 7]
    assert [one["t_arrival_ns"] - T0 for one in log.records("/b")] == [5, 5, 9, 9]
    assert {one["arrival"] for one in log.channels.values()} == {"assumed"}
    assert "every log time is zero" in log.assumed


def test_no_time_of_any_sort(say: Say, tmp_path: Path) -> None:
    said: list[Said] = [(topic, "std_msgs/msg/String", 0, {"data": "x"}) for topic in ("/a", "/b", "/a")]
    status, _, log = taken(say, ros_file(tmp_path / "drive.mcap", said), tmp_path / "out")
    assert status == 0
    assert [(one["t_arrival_ns"], one["t_capture_ns"]) for one in log.records("/a")] == [(0, 0), (2_000_000, 2_000_000)]
    assert {(one["arrival"], one["capture"]) for one in log.channels.values()} == {("assumed", "synthesised")}
    assert "no message has a time of any sort" in log.assumed


def test_units_that_the_user_says(say: Say, tmp_path: Path) -> None:
    """Only then are stamps converted; the log says who said so."""
    said: list[Said] = [
        ("/a", "std_msgs/msg/Header", (T0 + n * NS) // 10**6, {"stamp": (T0 + n * NS) // 1000}) for n in range(3)
    ]
    source = ros_file(tmp_path / "drive.mcap", said)
    status, _, log = taken(say, source, tmp_path / "out", "--log-unit", "ms", "--stamp-unit", "us")
    assert status == 0
    times = [(one["t_arrival_ns"], one["t_capture_ns"]) for one in log.records("/a")]
    assert times == [(T0 + n * NS, T0 + n * NS) for n in range(3)]
    assert "log times were taken as counts of 1000000 ns, as the one who converted them said" in log.assumed
    assert "wrong unit" not in log.assumed
    assert log.told["asked"]["log_unit"] == "ms"
    status, _, err = say("convert", ros_file(tmp_path / "x.mcap", drive()), "--log-unit", "s", "--dry-run")
    assert (status, "beyond the year 2116" in err) == (65, True)
    hdf5 = Path(__file__).parent / "data" / "person.hdf5"
    assert say("convert", hdf5, "--log-unit", "ms", "--dry-run")[0] == 65
