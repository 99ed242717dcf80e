"""Every folder of real recordings at hand ends as it should: in a log that verifies, or in a sentence that says why.

Must not know how any format is read.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.say import Say

pytestmark = pytest.mark.usefixtures("own_home")
_DATA = os.environ.get("INCIDENT_REPLAY_DATA")
_FOLDERS = sorted(path for path in Path(_DATA).iterdir() if path.is_dir()) if _DATA else []
_ZARR = "is in no format that is known. It looks like a Zarr store, as Lyft Level 5 is: export its tables as HDF5"
_TAKEN: dict[str, tuple[int, str]] = {
    "carla_recorder": (3, "CARLA recorder, version 1"),
    "comma2k19_example": (0, "comma2k19 segment"),
    "hdf5_ecal_person": (0, "hdf5, eCAL measurement 5"),
    "kitti_tracking_0000": (3, "KITTI tracking benchmark"),
    "mcap_foxglove_camera": (0, "mcap"),
    "mcap_pandaset_derived": (0, "mcap"),
    "nuscenes_mini_1sample": (3, "nuScenes scene"),
    "osi_traces": (3, "mcap"),
    "pandaset_002": (3, "PandaSet sequence"),
    "waymo_motion": (3, "Waymo Open Dataset, scenario of the motion data"),
}
"""By folder: the status, 3 if some of it is not taken, and the format."""
_REFUSED: dict[str, str] = {
    "av2_sensor_val_7fab2350": "holds 2 recordings: 0a1e6f0a-1817-4a98-b02e-db8c9327d151, 7fab2350",
    "commonroad": "holds 2 recordings: USA_Peach-4_8_T-1.xml, USA_US101-3_3_T-1.xml; say which with --part",
    "lyft_l5_zarr": _ZARR,
    "mf4_canedge_gnss": "nobody can tell which came first. Take one sort only (--channels), give one file alone",
    "opendrive_openscenario": "is in no format that is known. It looks like OpenSCENARIO or OpenDRIVE",
    "openxc_trace": "holds 3 recordings: trace-no-timestamp.json, trace-shorter.json, trace.json; say which with",
    "ouster_pcap": "is no recording, but has some in it: bags; name one of them",
    "ros1_bag_tilt_laser": "holds recordings of several formats: mcap, ros1-bag; say with --format which to take",
    "ros2_db3_nebula": "is no recording, but has some in it: ars548/1708578204, vlp16/1673400471837873222; name one",
}
"""By folder: what the one sentence says, beside the path."""


@pytest.mark.skipif(not _FOLDERS, reason="INCIDENT_REPLAY_DATA names no folder of real recordings")
@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda path: path.name)
def test_a_folder_is_taken_or_told_about(say: Say, tmp_path: Path, folder: Path) -> None:
    if folder.name in _REFUSED:
        status, out, err = say("convert", folder, "-o", tmp_path / "out")
        assert (status, out, err.count("\n")) == (65, "", 1)
        assert _REFUSED[folder.name] in err
        assert not list(tmp_path.glob("out*"))
        return
    assert folder.name in _TAKEN, "nobody has said yet what is to become of this folder"
    status, facts = say.json("convert", folder, "-o", tmp_path / "out")
    assert (status, facts["format"]) == _TAKEN[folder.name]
    assert (status == 3) == bool(facts["not_taken"])
    log = tmp_path / "out.h5" if (tmp_path / "out.h5").exists() else tmp_path / "out"
    _, verdict = say.json("verify", log)
    assert (verdict["status"], verdict["provenance"], verdict["warnings"]) == ("SEALED", "intake", [])
    _, info = say.json("info", log)
    assert all(channel["count"] for channel in info["channels"])
