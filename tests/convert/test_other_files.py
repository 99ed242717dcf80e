"""What lies in a folder beside what is taken of it is named and counted, whatever format it is read in.

Must not know how any format is read.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from app.convert import other_files
from app.convert.other_files import count_alike, count_beside, count_other_files, shown
from app.convert.recording import Losses
from tests.cli.say import Say
from tests.convert.logs import genesis, lost, taken, told
from tests.convert.test_osi import bare, messages
from tests.convert.waymo_files import framed, scenario

pytestmark = pytest.mark.usefixtures("own_home")
DATA = Path(__file__).parent / "data"
COMMONROAD = """<commonRoad commonRoadVersion="2020a" timeStepSize="0.1" benchmarkID="X">
<dynamicObstacle id="7"><type>car</type><shape><rectangle><length>4</length><width>2</width></rectangle></shape>
<initialState><position><point><x>1</x><y>2</y></point></position><orientation><exact>0</exact></orientation>
<time><exact>0</exact></time></initialState></dynamicObstacle></commonRoad>"""
LINE = json.dumps({"@timestamp": "2024-05-01T10:00:00Z", "message": "began", "log.level": "info"}) + "\n"


def _text(folder: Path) -> None:
    (folder / "a.jsonl").write_text(LINE)


def _carla(folder: Path) -> None:
    shutil.copy(DATA / "carla_town01.log", folder / "a.log")


def _waymo(folder: Path) -> None:
    (folder / "a.tfrecord").write_bytes(framed(scenario().SerializeToString()))


def _openxc(folder: Path) -> None:
    (folder / "a.json").write_text('{"name": "vehicle_speed", "value": 7.5, "timestamp": 1364310855.0}\n')


def _commonroad(folder: Path) -> None:
    (folder / "a.xml").write_text(COMMONROAD)


def _osi(folder: Path) -> None:
    bare(folder / "a.osi", messages()[:2])


FORMATS = {
    "text": (_text, "structured text log"),
    "carla": (_carla, "log of CARLA's recorder"),
    "waymo": (_waymo, "TFRecord"),
    "openxc": (_openxc, "OpenXC trace"),
    "commonroad": (_commonroad, "CommonRoad scenario"),
    "osi": (_osi, "OSI trace"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_what_lies_beside_a_recording_is_counted(say: Say, tmp_path: Path, name: str) -> None:
    make, what = FORMATS[name]
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    make(folder)
    for other in ("pedestrian.bin", "dashcam.mp4", "deeper/1.png", "deeper/2.png"):
        (folder / other).write_bytes(b"?")
    _, facts = taken(say, tmp_path, folder, 3, "--format", name)
    found = {where: count for (where, why), count in lost(facts).items() if why == f"is no {what}, and not read"}
    assert found == {"pedestrian.bin": 1, "dashcam.mp4": 1, "*.png": 2}


@pytest.mark.parametrize("name", [one for one in FORMATS if one != "text"])
def test_the_recordings_that_were_not_chosen_are_named(say: Say, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    FORMATS[name][0](folder)
    (first,) = folder.iterdir()
    other = first.with_name(f"b{first.suffix}")
    shutil.copy(first, other)
    log, facts = taken(
        say, tmp_path, folder, 3 if name in ("carla", "waymo") else 0, "--format", name, "--part", other.name
    )
    assert not any("and not read" in why for _, why in lost(facts))
    assert f"of in only {other.name} was taken, and not: {first.name}" in genesis(say, log)["intake"]["assumptions"]


def test_one_file_alone_has_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"?")
    (tmp_path / "b.txt").write_bytes(b"?")
    losses = Losses()
    assert count_beside(tmp_path / "a.log", tmp_path / "a.log", [tmp_path / "a.log"], losses, what="log") == []
    assert not losses.counts


def test_only_what_stands_for_several_is_a_pattern() -> None:
    losses = Losses()
    count_alike([("*.a", "z/1.a"), ("*.b", "2.b"), ("*.a", "3.a"), ("map *.b", "map 7f3e-1.b")], losses, "why")
    assert losses.counts == {("*.a", "why"): 2, ("2.b", "why"): 1, ("map 7f3e-1.b", "why"): 1}


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "LICENCE.txt", "license-mit.md", "README", "deep/Readme.md", "SOURCE.txt", "NOTICE", "COPYING",
     "readme.tracking.txt", "CITATION.cff", "deep/.DS_Store", "Thumbs.db"],
)  # fmt: skip
def test_papers_are_named_and_no_losses(name: str) -> None:
    losses = Losses()
    count_alike([("*", name)], losses, "is in no channel")
    assert losses.document() == []
    assert losses.beside_document() == [{"where": name, "why": "is no data of the recording", "count": 1}]


@pytest.mark.parametrize(
    "name", ["notes.txt", "source.csv", "license.png", "sources/1.txt", "readmefirst.txt", "a.pdf"]
)
def test_what_may_be_data_is_a_loss(name: str) -> None:
    losses = Losses()
    count_alike([("*", name)], losses, "is in no channel")
    assert (losses.document()[0]["where"], losses.beside_document()) == (name, [])


@pytest.mark.parametrize("name", [one for one in FORMATS if one not in ("carla", "waymo")])
def test_papers_beside_a_recording_change_no_status(say: Say, tmp_path: Path, name: str) -> None:
    """One rule for all formats; the log says it as well."""
    folder = tmp_path / "in"
    folder.mkdir()
    FORMATS[name][0](folder)
    (folder / "LICENSE").write_text("free")
    (folder / "SOURCE.txt").write_text("the web")
    log, facts = taken(say, tmp_path, folder, 0, "--format", name)
    assert [one["where"] for one in facts["beside"]] == [one["where"] for one in told(say, log)["beside"]]
    assert {one["where"] for one in facts["beside"]} == {"LICENSE", "SOURCE.txt"}
    assert (
        "beside      LICENSE: is no data of the recording (1)"
        in say("convert", folder, "--dry-run", "--format", name)[1]
    )


def test_names_are_short_and_can_be_printed() -> None:
    assert shown("a\0b\n\u202e\udc80.txt") == "a?b???.txt"
    assert len(shown("x" * 5000)) == 200
    assert shown("x" * 5000) != shown("x" * 200)
    assert shown("Vermerk über Prüfung.txt") == "Vermerk über Prüfung.txt"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_are_counted_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "secret.txt").write_bytes(b"?")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "far")
    losses = Losses()
    count_other_files(tmp_path / "in", (), losses, what="log")
    assert losses.counts == {("link", "is no log, and not read"): 1}


def test_a_folder_that_cannot_be_looked_at_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shut").mkdir()
    scan = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name in shut:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    shut, losses = {"shut"}, Losses()
    monkeypatch.setattr(os, "scandir", scandir)
    count_other_files(tmp_path, (), losses, what="log")
    assert losses.counts == {("shut", "is a folder that cannot be looked at: Permission denied"): 1}
    shut.add(tmp_path.name)
    with pytest.raises(PermissionError):
        count_other_files(tmp_path, (), losses, what="log")


def test_of_very_many_files_only_the_first_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_files, "_MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.x").write_bytes(b"")
    losses = Losses()
    count_other_files(tmp_path, (), losses, what="log")
    assert losses.counts == {
        ("*.x", "is no log, and not read"): 3,
        (tmp_path.name, "files beyond the first 3, which are not read"): 2,
    }
