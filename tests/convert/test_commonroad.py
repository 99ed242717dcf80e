"""CommonRoad scenarios of both versions, and XML that is hostile.

Must not know how elements are read.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.convert.commonroad import reader as commonroad
from app.convert.encodings.plain_xml import parsed
from app.convert.recording import Choice, ConvertError
from app.log.source import Source, UnreadableError
from tests.cli.say import Say
from tests.convert import real
from tests.convert.logs import cat, genesis, lost

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
</initialState><trajectory><state>{state(1, 2.3, BETWEEN, exact(1), f"<velocity>{exact(3)}</velocity>")}
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
        "obstacle 7": "a state without an exact place or time",
    }
    found = cat(say, tmp_path / "out.h5", "/obstacles")
    assert [one["t_capture_ns"] for one in found] == [0, 100_000_000]
    # steps from zero, which nobody measured
    assert {one["capture"] for one in genesis(say, tmp_path / "out.h5")["channels"]} == {"synthesised"}
    car, parked = found[0]["value"]["tracks"]
    assert (car["id"], car["size"], car["yaw"]) == ("7", {"length": 4.5, "width": 1.8}, pytest.approx(math.pi / 2))
    assert car["velocity"][:2] == pytest.approx([0, 3])
    assert (car["centre"], car["velocity"][2]) == ([1, 2, None], None)  # nobody states a height
    assert (parked["id"], parked["size"]["length"]) == ("8", 2.0)
    turning = found[1]["value"]["tracks"][0]
    # what it could be is no heading, and no direction of a velocity
    assert (turning.get("yaw"), turning.get("velocity")) == (None, None)
    assert turning["attributes"] == {"orientation": "1.0 to 2.0", "velocity": "3.0"}
    (road,) = cat(say, tmp_path / "out.h5", "/map")
    lines = {one["id"]: one for one in road["value"]["elements"]}
    assert (lines["1/left"]["marking"], lines["1"]["next"], lines["1"]["points"]) == (
        "dashed", ["2"], [[0, 0, None], [10, 0, None]],
    )  # fmt: skip


def scenario(*elements: str, step: str = "0.1") -> str:
    return f'<commonRoad timeStepSize="{step}" commonRoadVersion="2020a">{"".join(elements)}</commonRoad>'


def obstacle(*states: str, shape: str = CAR) -> str:
    later = "".join(f"<state>{one}</state>" for one in states[1:])
    first = f"<initialState>{states[0]}</initialState>"
    return f'<dynamicObstacle id="7">{shape}{first}<trajectory>{later}</trajectory></dynamicObstacle>'


def converted(say: Say, tmp_path: Path, text: str) -> tuple[Path, dict[tuple[str, str], int]]:
    (tmp_path / "a.xml").write_text(text)
    _, facts = say.json("convert", tmp_path / "a.xml", "-o", tmp_path / "out")
    return tmp_path / "out.h5", lost(facts)


def test_regions_are_no_places(say: Say, tmp_path: Path) -> None:
    region = "<rectangle><length>9</length><width>9</width><center><x>1</x><y>1</y></center></rectangle>"
    somewhere = f"<position>{region}</position><orientation>{exact(0)}</orientation><time>{exact(1)}</time>"
    log, found = converted(say, tmp_path, scenario(obstacle(FIRST, somewhere)))
    assert found == {("obstacle 7", "a state without an exact place or time"): 1}
    assert len(cat(say, log, "/obstacles")) == 1


def test_heights_are_kept_and_further_values_too(say: Say, tmp_path: Path) -> None:
    high = FIRST.replace("</y></point>", "</y><z>7.5</z></point>") + f"<slipAngle>{exact(0.5)}</slipAngle>"
    lane = LANE.replace("</y></point>", "</y><z>7</z></point>", 3)
    log, found = converted(say, tmp_path, scenario(lane, obstacle(high)))
    assert found == {}
    (track,) = cat(say, log, "/obstacles")[0]["value"]["tracks"]
    assert (track["centre"], track["attributes"]) == ([1, 2, 7.5], {"slipAngle": "0.5"})
    lines = {one["id"]: one["points"] for one in cat(say, log, "/map")[0]["value"]["elements"]}
    assert lines["1"] == [[0, 0, 7], [10, 0, None]]


def test_what_is_no_value_is_counted(say: Say, tmp_path: Path) -> None:
    odd = FIRST.replace(exact(3), exact(math.inf)) + "<yawRate/>"
    polygon = "<type>car</type><shape><polygon><point><x>1</x><y>1</y></point></polygon></shape>"
    log, found = converted(say, tmp_path, scenario("<location/>", obstacle(odd, shape=polygon)))
    assert found == {
        ("obstacle 7", "velocity is no value that can be kept"): 1,
        ("obstacle 7", "yawRate is no value that can be kept"): 1,
        ("obstacle 7", "a shape that is no box or circle around its place: polygon"): 1,
        ("location", "is in no channel"): 1,
    }
    assert "size" not in cat(say, log, "/obstacles")[0]["value"]["tracks"][0]


def test_stop_lines_speed_limits_and_the_rest_of_a_lane(say: Say, tmp_path: Path) -> None:
    more = """<stopLine><point><x>9</x><y>2</y></point><point><x>9</x><y>-2</y></point><lineMarking>solid</lineMarking>
    <trafficSignRef ref="5"/></stopLine><stopLine><lineMarking>dashed</lineMarking></stopLine>
    <speedLimit>13.9</speedLimit><adjacentLeft ref="3" drivingDir="same"/></lanelet>"""
    uneven = LANE.replace('"1"', '"4"').replace("<point><x>10</x><y>2</y></point>", "<point><x>z</x></point>")
    log, found = converted(say, tmp_path, scenario(LANE.replace("</lanelet>", more), uneven, obstacle(FIRST)))
    assert found == {
        ("lanelet", "adjacentLeft is in no channel"): 1,
        ("stopLine", "trafficSignRef is in no channel"): 1,
        ("lanelet", "a point without x and y"): 1,
        ("lanelet", "sides without points, or not as many left as right: no line between them"): 1,
    }
    lines = {one["id"]: one for one in cat(say, log, "/map")[0]["value"]["elements"]}
    assert (lines["1"]["speed_limit"], "4" in lines) == (13.9, False)
    assert (lines["1/stop"]["points"], lines["1/stop"]["marking"]) == ([[9, 2, None], [9, -2, None]], "solid")
    assert lines["1/stop1"]["points"] == [[10, 2, None], [10, -2, None]]


@pytest.mark.parametrize("step", ["1e300", "1e-320", "0", "-1", "nan", "3601"])
def test_steps_of_no_sensible_length(say: Say, tmp_path: Path, step: str) -> None:
    (tmp_path / "a.xml").write_text(scenario(obstacle(FIRST), step=step))
    status, _, err = say("convert", tmp_path / "a.xml", "--dry-run")
    assert (status, "timeStepSize of 1e-06 to 3600 s" in err) == (65, True)


def test_records_are_made_when_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And those that stand are not repeated without a bound."""
    (tmp_path / "a.xml").write_text(NEW)
    monkeypatch.setattr("app.convert.commonroad.reader.encode_document", None)
    with commonroad.opened(tmp_path / "a.xml", Choice(channels=("/obstacles",))) as recording:
        assert recording.records(1) == 2
    monkeypatch.setattr("app.convert.commonroad.reader._MOST_BYTES", 4000)
    with pytest.raises(ConvertError, match="1 obstacles that stand, in each of 2 steps"):
        commonroad.opened(tmp_path / "a.xml", Choice()).__enter__()


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
    monkeypatch.setattr("app.convert.encodings.plain_xml._MOST_BYTES", 10)
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
