"""Where an unnamed case is kept, and whom and what a ledger entry names."""

import os
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from app import __version__
from app.case import examiner
from app.case.errors import CaseError
from app.case.place import config_folder, default_folder, default_path

DRIVE = "0123456789abcdef" * 2


def test_the_case_of_a_log_is_named_by_its_drive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path(DRIVE, windows=False) == tmp_path / "incident-replay" / "cases" / f"{DRIVE}.ircase"
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert default_folder(windows=True) == tmp_path / "local" / "incident-replay" / "cases"


def test_without_a_variable_it_is_below_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "")
    assert default_folder(windows=False) == tmp_path / ".local" / "share" / "incident-replay" / "cases"
    assert default_folder(windows=True) == tmp_path / "AppData" / "Local" / "incident-replay" / "cases"


def test_what_the_user_has_set_is_where_systems_keep_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, "")
    assert config_folder(windows=False) == tmp_path / ".config" / "incident-replay"
    assert config_folder(windows=True) == tmp_path / "AppData" / "Roaming" / "incident-replay"
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "set"))
    assert config_folder(windows=False) == config_folder(windows=True) == tmp_path / "set" / "incident-replay"


@pytest.mark.parametrize("drive", ["", "..", "../" * 10 + "aa", DRIVE.upper(), DRIVE + "\n", DRIVE[:-1] + "/"])
def test_an_id_that_leads_elsewhere_is_refused(drive: str) -> None:
    with pytest.raises(CaseError, match="no id of a drive"):
        default_path(drive)


@pytest.mark.skipif(os.name != "posix", reason="accounts of POSIX")
def test_the_account_is_that_of_the_system_and_not_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert examiner.account() == pwd.getpwuid(os.getuid()).pw_name
    monkeypatch.setattr(os, "getuid", lambda: 3_000_000_123)
    assert examiner.account() == "uid 3000000123"


class Installed:
    def __init__(self, app: Path, record: str | None) -> None:
        self.app = app
        self.record = record

    def locate_file(self, _: str) -> Path:
        return self.app

    def read_text(self, _: str) -> str | None:
        return self.record


def build_of(monkeypatch: pytest.MonkeyPatch, record: str | None, app: Path | None = None) -> str:
    here = Path(examiner.__file__).parents[1]
    monkeypatch.setattr(examiner, "distribution", lambda _: Installed(app or here, record))
    return examiner.this_examiner().build


def test_the_build_is_the_hash_of_what_was_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = ["app/__init__.py,sha256=aaa,10", "app/case/store.py,sha256=bbb,20"]
    build = build_of(monkeypatch, "\n".join(files))
    assert len(build) == 64
    # what an installer adds, and in which order, does not matter
    others = ["../bin/incident-replay,sha256=ccc,1", "app/__pycache__/x.pyc,,", *reversed(files)]
    assert build_of(monkeypatch, "\n".join(others)) == build
    assert build_of(monkeypatch, "\n".join([files[0], "app/case/store.py,sha256=other,20"])) != build
    assert build_of(monkeypatch, "x.pth,sha256=aaa,1") == "source"
    assert build_of(monkeypatch, None) == "source"
    # another copy is installed than the one that runs
    assert build_of(monkeypatch, "\n".join(files), app=tmp_path) == "source"


def test_a_program_that_is_not_installed_runs_from_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(examiner, "distribution", missing)
    assert examiner.this_examiner().build == "source"
    assert examiner.this_examiner().version == __version__


def test_the_wall_clock_gives_utc_and_the_zone() -> None:
    utc_ns, zone_offset_s = examiner.wall_clock()
    assert utc_ns > 1_700_000_000 * 10**9
    assert -86_400 < zone_offset_s < 86_400
