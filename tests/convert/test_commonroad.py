"""CommonRoad scenarios of both versions, and XML that is hostile.

Must not know how elements are read.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.convert.plain_xml import parsed
from app.convert.recording import ConvertError
from app.log.source import Source, UnreadableError
from tests.cli.say import Say
from tests.convert import real
from tests.convert.test_hdf5 import cat

pytestmark = pytest.mark.usefixtures("own_home")


def state(x: float, y: float, yaw: str, time: str, more: str = "") -> str:
    return (
        f"<position><point><x>{x}</x><y>{y}</y></point></position><orientation>{yaw}</orientation>"
        f"<time>{time}</time>{more}"
    )


def exact(value: float) -> str:
    return f"<exact>{value}</exact>"


CAR = "<type>car</type><shape><rectangle><length>4.5</length><width>1.8</width></rectangle></shape>"
LANE = """<lanelet id="1"><leftBound><point><x>0</x><y>2</y></point><point><x>10</x><y>2</y></point>
<lineMarking>broad_dashed</lineMarking></leftBound><rightBound><point><x>0</x><y>-2</y></point><point><x>10</x><y>-2</y>
</point></rightBound><successor ref="2"/></lanelet>"""
FIRST = state(1, 2, exact(math.pi / 2), exact(0), f"<velocity>{exact(3)}</velocity>")
BETWEEN = "<intervalStart>1</intervalStart><intervalEnd>2</intervalEnd>"
NEW = f"""<commonRoad timeStepSize="0.1" commonRoadVersion="2020a" benchmarkID="X" source="made">{LANE}
<dynamicObstacle id="7">{CAR}<initialState>{FIRST}
</initialState><trajectory><state>{state(1, 2.3, BETWEEN, exact(1))}
</state><state>{state(1, 2.6, exact(0), "<intervalStart>2</intervalStart><intervalEnd>3</intervalEnd>")}</state>
<state><time><exact>3</exact></time></state></trajectory></dynamicObstacle>
<staticObstacle id="8"><type>parkedVehicle</type><shape><circle><radius>1</radius></circle></shape><initialState>
{state(5, 5, exact(0), exact(0))}</initialState></staticObstacle><planningProblem id="9"/></commonRoad>"""
OLD = f"""<commonRoad timeStepSize="0.2" commonRoadVersion="2018b"><obstacle id="7"><role>dynamic</role>{CAR}
<initialState>{state(0, 0, exact(0), exact(0))}</initialState></obstacle></commonRoad>"""


def test_a_scenario_of_2020(say: Say, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(NEW)
    status, facts = say.json("convert", tmp_path / "a.xml", "-o", tmp_path / "out")
    assert status == 3
    assert {one["where"]: one["why"] for one in facts["not_taken"]} == {
        "planningProblem": "is in no channel",
        "obstacle 7": "a state without a place or a time",
    }
    found = cat(say, tmp_path / "out.h5", "/obstacles")
    assert [one["t_capture_ns"] for one in found] == [0, 100_000_000]
    car, parked = found[0]["value"]["tracks"]
    assert (car["id"], car["size"], car["yaw"]) == ("7", {"length": 4.5, "width": 1.8}, pytest.approx(math.pi / 2))
    assert car["velocity"] == pytest.approx([0, 3, 0])
    assert (parked["id"], parked["size"]["length"]) == ("8", 2.0)
    assert found[1]["value"]["tracks"][0]["yaw"] == 1.5  # the middle of what it could be
    (road,) = cat(say, tmp_path / "out.h5", "/map")
    lines = {one["id"]: one for one in road["value"]["elements"]}
    assert (lines["1/left"]["marking"], lines["1"]["next"], lines["1"]["points"]) == (
        "dashed", ["2"], [[0, 0, 0], [10, 0, 0]],
    )  # fmt: skip


def test_a_scenario_of_2018(say: Say, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(OLD)
    status, facts = say.json("convert", tmp_path / "a.xml", "-o", tmp_path / "out")
    assert (status, facts["not_taken"]) == (0, [])
    assert len(cat(say, tmp_path / "out.h5", "/obstacles")[0]["value"]["tracks"]) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("<commonRoad/>", "no CommonRoad scenario"),
        ('<commonRoad timeStepSize="x"/>', "no CommonRoad scenario"),
        ('<commonRoad timeStepSize="0.1"/>', "nothing can be taken"),
        ('<commonRoad timeStepSize="0.1">', "no whole XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><commonRoad timeStepSize="0.1">&a;</commonRoad>', "document type"),
        (f'<commonRoad timeStepSize="0.1">{"<a>" * 100}', "deep in each other"),
    ],
)
def test_what_is_none(say: Say, tmp_path: Path, text: str, error: str) -> None:
    (tmp_path / "a.xml").write_text(text)
    status, _, err = say("convert", tmp_path / "a.xml", "--dry-run")
    assert (status, error in err, "Traceback" in err) == (65, True, False)


def test_xml_names_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    text = f'<!DOCTYPE x SYSTEM "{tmp_path}/secret"><x/>'
    (tmp_path / "a.xml").write_text(text)
    with pytest.raises(ConvertError, match="document type"):
        parsed(tmp_path / "a.xml")


def test_a_device_that_fails_is_told(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Source, offset: int, size: int) -> bytes:
        raise UnreadableError(offset, f"{size} bytes are gone")

    (tmp_path / "a.xml").write_text(OLD)
    monkeypatch.setattr(Source, "read", fails)
    status, _, err = say("convert", tmp_path / "a.xml", "--dry-run")
    assert (status, "the device cannot read byte 0" in err, "Traceback" in err) == (66, True, False)


def test_large_xml_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.plain_xml._MOST_BYTES", 10)
    (tmp_path / "a.xml").write_text(OLD)
    with pytest.raises(ConvertError, match="at most 10"):
        parsed(tmp_path / "a.xml")


@pytest.mark.parametrize(
    ("part", "records", "cars"), [("USA_US101-3_3_T-1.xml", 32, 12), ("USA_Peach-4_8_T-1.xml", 61, 9)]
)
def test_real_ones(say: Say, tmp_path: Path, part: str, records: int, cars: int) -> None:
    source = real.folder("commonroad")
    assert say("convert", source, "-o", tmp_path / "out", "--part", part)[0] == 3
    found = cat(say, tmp_path / "out.h5", "/obstacles")
    assert len(found) == records
    assert len({track["id"] for one in found for track in one["value"]["tracks"]}) == cars
