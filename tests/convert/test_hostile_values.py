"""Values that are none, pictures that no decoder should meet, and codes that no table has: attacks C-18, C-20 and C-26.

As far as intake and `cat` meet them; what shows pictures, plots and class names has tests of its own.
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.convert.encodings import jpeg, png
from tests.cli.say import Say
from tests.convert.intakes import lost, taken
from tests.convert.mcap_files import Said, ros_file
from tests.convert.ros import T0, cloud, header
from tests.convert.test_comma2k19 import ROUTE, SEGMENT, change, segment, source

pytestmark = pytest.mark.usefixtures("own_home")
__all__ = ["source"]
BARS = pytest.mark.skipif(sys.platform == "win32", reason="| is no name there")
SIDE = 65535
JPEG = cv2.imencode(".jpg", np.zeros((8, 8, 3), dtype="u1"))[1].tobytes()
FRAME = JPEG.index(b"\xff\xc0") + 5
JPEG_BOMB = JPEG[:FRAME] + struct.pack(">HH", SIDE, SIDE) + JPEG[FRAME + 4 :]
PNG = cv2.imencode(".png", np.zeros((8, 8, 3), dtype="u1"))[1].tobytes()
PNG_BOMB = PNG[:16] + struct.pack(">II", SIDE, SIDE) + PNG[24:]


@BARS
def test_c_18_numbers_of_a_state_that_are_none(say: Say, tmp_path: Path, source: Path) -> None:
    """C-18: NaN, infinities and what no vehicle does are unknown, and counted; the smallest numbers stay."""
    odd = [np.nan, np.inf, -np.inf, 1e300, -1e31, 5e-324, 12.5]
    speed = segment(source) / "processed_log" / "CAN" / "speed"

    def altered(values: Any) -> Any:
        values[: len(odd), 0] = odd
        return values

    change(speed / "value", altered)
    status, facts, log = taken(say, source, tmp_path / "out")
    name = f"{ROUTE}/{SEGMENT}/processed_log/CAN/speed/value"
    assert (status, lost(facts)) == (3, {name: [("a number that is infinite or larger than 1e30", 4)]})
    shown = [row["speed"] for row in log.rows("/vehicle/speed")[: len(odd)]]
    assert shown[:5] == [None] * 5
    assert 0 <= shown[5] < 1e-300
    assert shown[6] == 12.5


def test_c_18_points_that_are_nowhere(say: Say, tmp_path: Path) -> None:
    """C-18: they stay the bytes that the sensor sent; nobody is shown a number for them, and JSON stays JSON."""
    least = np.float32(1e-45)
    points = np.array(
        [(np.nan, 2, 3), (np.inf, -np.inf, 3), (least, -least, 3.0e38)], dtype=[(axis, "<f4") for axis in "xyz"]
    )
    messages: list[Said] = [("/points", "sensor_msgs/msg/PointCloud2", T0, cloud(points))]
    _, _, log = taken(say, ros_file(tmp_path / "x.mcap", messages), tmp_path / "out")
    assert log.payloads("/points") == [points.tobytes()]
    _, out, _ = say("cat", log.path, "/points", "--json")

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    rows = json.loads(out, parse_constant=refuse)["value"]["rows"]
    assert [[row[axis] for axis in "xyz"] for row in rows] == [
        [None, 2, 3], [None, None, 3], [float(least), -float(least), pytest.approx(3e38)],
    ]  # fmt: skip


@pytest.mark.parametrize(("raw", "size_of"), [(JPEG_BOMB, jpeg.size_of), (PNG_BOMB, png.size_of)], ids=["jpeg", "png"])
def test_c_20_a_picture_that_claims_65535_by_65535(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes, size_of: Any
) -> None:
    """C-20: intake reads the size in the header, decodes nothing, and seals the bytes as they are."""

    def refuse(*_: object) -> None:
        raise AssertionError("a picture was decoded")

    monkeypatch.setattr(cv2, "imdecode", refuse)
    assert size_of(raw) == (SIDE, SIDE)
    cut = raw[: len(raw) // 2]
    messages: list[Said] = [
        ("/image", "sensor_msgs/msg/CompressedImage", T0 + number,
         {"header": header(T0 + number, "camera"), "format": "jpeg", "data": np.frombuffer(one, dtype="u1")})
        for number, one in enumerate((raw, cut))
    ]  # fmt: skip
    status, _, log = taken(say, ros_file(tmp_path / "x.mcap", messages), tmp_path / "out")
    assert (status, log.payloads("/image")) == (0, [raw, cut])
    # nor does `cat` look into it
    assert log.records("/image")[0]["value"]["bytes"] == len(raw)


def test_c_20_plain_pixels_that_are_not_there(say: Say, tmp_path: Path) -> None:
    """C-20: a few bytes that claim to be 65535 x 65535 pixels are refused before anything is allocated."""
    claimed = {"header": header(T0, "camera"), "height": SIDE, "width": SIDE, "encoding": "rgb8", "step": 3 * SIDE,
               "data": np.zeros(64, dtype="u1")}  # fmt: skip
    path = ros_file(tmp_path / "x.mcap", [("/image", "sensor_msgs/msg/Image", T0, claimed)])
    status, facts, log = taken(say, path, tmp_path / "out")
    assert (status, log.channels["/image"]["kind"]) == (3, "raw")
    assert f"{SIDE} x {SIDE} pixels in rows of {3 * SIDE} bytes are not its 64 bytes" in str(lost(facts)["/image"])


@BARS
def test_c_20_a_stream_of_video_that_is_damaged(say: Say, tmp_path: Path, source: Path) -> None:
    """C-20: noise between start codes is no video; the rest of the recording is taken."""
    noise = np.random.default_rng(20).integers(0, 256, 4096, dtype="u1").tobytes()
    (segment(source) / "video.hevc").write_bytes(noise)
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, lost(facts)[f"{ROUTE}/{SEGMENT}/video.hevc"]) == (
        3,
        [("is no H.265, or no picture has a stamp", 1)],
    )
    assert "/vehicle/speed" in log.channels


@BARS
def test_c_26_a_code_that_the_table_does_not_have(say: Say, tmp_path: Path, source: Path) -> None:
    """C-26: `cat` shows the number as it is, and the table in the log says what it knows."""
    radar = segment(source) / "processed_log" / "CAN" / "radar" / "value"

    def altered(values: Any) -> Any:
        values[0, 6] = 77
        return values

    change(radar, altered)
    _, _, log = taken(say, source, tmp_path / "out")
    assert log.rows("/radar")[0]["new_track"] == 77
    (column,) = [one for one in log.channels["/radar"]["fields"] if one["name"] == "new_track"]
    assert column["codes"] == {"0": "no", "1": "yes"}


def test_c_26_a_model_that_nobody_knows(say: Say, tmp_path: Path) -> None:
    """C-26: a decision names a model of which GENESIS says nothing; it is listed as named, its weights as unknown."""
    line = {"ts": 1_777_629_600, "action": "brake", "confidence": 0.9, "model": {"name": "n\u202e", "version": "?"}}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
    _, _, log = taken(say, tmp_path / "a.jsonl", tmp_path / "out")
    assert "models" not in log.genesis
    _, facts = say.json("info", log.path)
    (model,) = facts["models"]
    assert (model["name"], model["version"], model["weights_sha256"]) == ("n\u202e", "?", None)
    assert "\u202e" not in say("info", log.path)[1]
