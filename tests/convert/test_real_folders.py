"""Every folder of real recordings at hand ends as a log that verifies, or in a sentence that says what is missing.

Must not know which formats there are.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.say import Say

pytestmark = pytest.mark.usefixtures("own_home")
_DATA = os.environ.get("INCIDENT_REPLAY_DATA")
_FOLDERS = sorted(path for path in Path(_DATA).iterdir() if path.is_dir()) if _DATA else []


@pytest.mark.skipif(not _FOLDERS, reason="INCIDENT_REPLAY_DATA names no folder of real recordings")
@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda path: path.name)
def test_a_folder_is_taken_or_told_about(say: Say, tmp_path: Path, folder: Path) -> None:
    status, out, err = say("convert", folder, "-o", tmp_path / "out")
    assert "Traceback" not in err
    if status == 65:
        assert out == ""
        assert err.count("\n") == 1
        assert len(err) > 80
        return
    assert status in (0, 3)
    log = tmp_path / "out.h5" if (tmp_path / "out.h5").exists() else tmp_path / "out"
    _, verdict = say.json("verify", log)
    assert (verdict["status"], verdict["provenance"], verdict["warnings"]) == ("SEALED", "intake", [])
    _, info = say.json("info", log)
    assert all(channel["count"] for channel in info["channels"])
