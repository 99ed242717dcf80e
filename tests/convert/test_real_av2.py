"""The real Argoverse 2 log and scenario: the numbers that are known of them. Their licence keeps them out of here.

Must not know how they are read.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from app.kinds.declared import declared_layout
from tests.cli.say import Say
from tests.convert import real
from tests.convert.boxes import inside
from tests.convert.logs import cat, genesis, lost, payloads, rows, told

pytest.importorskip("pyarrow")
pytestmark = pytest.mark.usefixtures("own_home")
REAL, REAL_SCENARIO = "7fab2350-7eaf-3b7e-a39d-6937a4c1bede", "0a1e6f0a-1817-4a98-b02e-db8c9327d151"


def test_points_in_the_boxes_of_a_real_log(say: Say, tmp_path: Path) -> None:
    """Counted again in the sealed log, each of 81 boxes of the first sweep holds as many as its annotation says."""
    source = real.folder("av2_sensor_val_7fab2350")
    status, facts = say.json("convert", source, "--part", REAL, "-o", tmp_path / "out.h5")
    assert status == 3
    counts = {one["name"]: one["records"] for one in facts["channels"]}
    assert counts == {"/lidar": 2, "/pose": 2706, "/annotations": 156, "/map": 1}
    assert lost(facts)["sensors/cameras", "a calibrated camera without pictures"] == 9
    log = tmp_path / "out.h5"
    said = genesis(say, log)
    assert len(said["calibration"]) == 11
    boxes = cat(say, log, "/annotations")
    assert sum(len(one["value"]["tracks"]) for one in boxes) == 11_364
    assert len({track["id"] for one in boxes for track in one["value"]["tracks"]}) == 114
    layout = declared_layout(said["channels"][0]["fields"])
    sweeps = [np.frombuffer(raw, dtype=layout.dtype) for raw in payloads(log, 1)]
    assert [len(one) for one in sweeps] == [99_229, 99_466]
    assert (sweeps[0]["time_ns"].min(), sweeps[0]["time_ns"].max()) == (2_654_000, 106_085_816)
    points = np.stack([sweeps[0][axis] for axis in "xyz"], axis=1).astype(np.float64)
    (tracks,) = (one["value"]["tracks"] for one in boxes if one["t_capture_ns"] == 315_966_265_259_836_000)
    assert len(tracks) == 81
    assert [inside(points, track) for track in tracks] == [track["points"] for track in tracks]


def test_a_real_scenario(say: Say, tmp_path: Path) -> None:
    source = real.folder("av2_sensor_val_7fab2350")
    status, facts = say.json("convert", source, "--part", REAL_SCENARIO, "-o", tmp_path / "out.h5")
    assert status == 3
    assert facts["duration_s"] == pytest.approx(10.9)
    found = cat(say, tmp_path / "out.h5", "/objects")
    # 2434 rows of 58 tracks, 110 of them the vehicle's own
    assert (len(found), sum(len(one["value"]["tracks"]) for one in found)) == (110, 2434 - 110)
    assert len({track["id"] for one in found for track in one["value"]["tracks"]}) == 57
    poses, states = rows(say, tmp_path / "out.h5", "/pose"), rows(say, tmp_path / "out.h5", "/state")
    # the speed is how fast the place moves
    moved = [math.hypot(b["x"] - a["x"], b["y"] - a["y"]) / 0.1 for a, b in zip(poses, poses[2:], strict=False)]
    apart = [abs(one / 2 - state["speed"]) for one, state in zip(moved, states[1:], strict=False)]
    assert sorted(apart)[len(apart) // 2] < 0.2
    assert told(say, tmp_path / "out.h5")["scenario"] == REAL_SCENARIO
