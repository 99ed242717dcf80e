"""The verb `audit`: what it prints and returns, whatever it is given.

Must not know the rules one by one: those have tests of their own.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from app.analysis.audit.rule import RULES
from tests.analysis.driving_log import ACTUATION, CYCLES, TEXT, Line, of, recorded
from tests.cli.say import Say
from tests.replay.opening import SAMPLES

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = recorded(tmp_path_factory.mktemp("sound"))
    return path


def loud(every: list[Line]) -> None:
    of(every, TEXT)[3].said |= {"level": "\x1b[31mloud\u202e"}


def test_nothing_found(say: Say, sound: Path) -> None:
    status, out, err = say("audit", sound)
    assert (status, err) == (0, "")
    assert out.endswith("\nnothing found\n")
    assert "recorded in the vehicle" in out
    assert all(code in out for code in RULES)
    assert "allowed: 5 % of the declared rate" in out


def test_findings_say_what_where_and_what_to_do(say: Say, tmp_path: Path) -> None:
    (path,) = recorded(tmp_path, loud)
    status, out, _ = say("audit", path)
    assert status == 3
    assert "FOUND           LEVEL_UNKNOWN" in out
    assert "- /log row 3 at 3.000000 s: level" in out
    assert f"what to do: {RULES['LEVEL_UNKNOWN'].advice}" in out
    assert "\nfindings: 1\n" in out
    # nothing of a log moves the cursor
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_json_has_every_rule_with_its_examples(say: Say, tmp_path: Path) -> None:
    (path,) = recorded(tmp_path, loud)
    status, found = say.json("audit", path, "--json")
    assert (status, found["findings"]) == (3, 1)
    assert [one["code"] for one in found["rules"]] == list(RULES)
    (one,) = (one for one in found["rules"] if one["standing"] == "found")
    assert one["examples"][0]["channel"] == "/log"
    assert (one["examples"][0]["row"], one["examples"][0]["t_s"]) == (3, 3.0)
    assert found["levels"] == {"info": 5, "unknown": 1}
    assert (found["duration_s"] > 5.9, found["channels"]) == (True, 7)


def test_the_tolerance_of_rates_can_be_chosen(say: Say, tmp_path: Path) -> None:
    (path,) = recorded(tmp_path, rates={ACTUATION: 52.0})
    assert say("audit", path)[0] == 0
    status, out, _ = say("audit", path, "--rate-tolerance", "1")
    assert status == 3
    assert "allowed: 1 % of the declared rate" in out
    for wrong in ("much", "-1", "nan", "101"):
        assert say("audit", path, "--rate-tolerance", wrong)[0] == 64


def test_what_is_withheld_is_not_judged(say: Say, sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.h5"
    assert say("excerpt", sound, "--from", "2", "--to", "4", "-o", copy)[0] == 0
    status, found = say.json("audit", copy)
    assert status == 0
    (schema,) = (one for one in found["rules"] if one["code"] == "SCHEMA")
    (left,) = schema["not_judged"]
    assert left["why"] == "withheld: this is a derived copy"
    assert schema["judged"] + left["count"] == found["records"]
    assert 0 < schema["judged"] < found["records"] / 2


@pytest.mark.parametrize(
    "channel", ["/control", "/planner/decision", "/trace/spans", "/perception/objects", "/actuation"]
)
def test_a_channel_that_is_withheld_makes_no_finding_of_another(say: Say, tmp_path: Path, channel: str) -> None:
    def change(every: list[Line]) -> None:
        for line in of(every, ACTUATION):
            line.trace = bytes(16)
            del line.said["cycle"]

    (path,) = recorded(tmp_path / "made", change)
    copy = tmp_path / "copy.h5"
    assert say("excerpt", path, "--from", "0", "--to", "7", "--without", channel, "-o", copy)[0] == 0
    status, found = say.json("audit", copy)
    assert (status, found["findings"]) == (0, 0)


def test_what_cannot_be_audited_is_refused(say: Say, sound: Path, tmp_path: Path) -> None:
    noise = tmp_path / "noise.h5"
    noise.write_bytes(random.Random(7).randbytes(100_000))
    assert say("audit", noise)[0] == 65
    assert say("audit", tmp_path / "nowhere.h5")[0] == 66
    assert say("audit")[0] == 64
    assert say("audit", sound, SAMPLES / "crossing.h5")[0] == 65


def test_a_file_that_was_cut_off_is_audited_as_far_as_it_goes(say: Say, sound: Path, tmp_path: Path) -> None:
    whole = sound.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        path = tmp_path / f"{share}.h5"
        path.write_bytes(whole[: int(len(whole) * share)])
        status, _, _ = say("audit", path)
        # what was kept free for more records may be cut off: then nothing is broken
        assert status in {3, 65} or (status, say.json("verify", path)[1]["intact"]) == (0, "yes")


def test_no_alteration_ends_the_program(say: Say, sound: Path, tmp_path: Path) -> None:
    chance, path = random.Random(11), tmp_path / "altered.h5"
    for _ in range(40):
        shutil.copyfile(sound, path)
        with path.open("r+b") as file:
            for _ in range(chance.randrange(1, 40)):
                file.seek(chance.randrange(path.stat().st_size))
                file.write(chance.randbytes(chance.randrange(1, 9)))
        status, out, _ = say("audit", path, "--json")
        assert status in {0, 3, 65}
        if status != 65:
            assert json.loads(out)["findings"] == 0 or status == 3


def test_files_that_are_left_out_are_findings(say: Say, tmp_path: Path) -> None:
    paths = recorded(tmp_path, segment_ms=3_000)
    paths[-1].write_bytes(b"nothing")
    status, found = say.json("audit", tmp_path)
    assert status == 3
    (seal,) = (one for one in found["rules"] if one["code"] == "SEAL_BROKEN")
    assert seal["found"] == 1
    assert "NOT_SEALED" in seal["examples"][0]["text"]


def test_counts_are_those_of_the_log(say: Say, sound: Path) -> None:
    found = say.json("audit", sound)[1]
    (inputs,) = (one for one in found["rules"] if one["code"] == "INPUT_MISSING")
    assert (inputs["judged"], inputs["standing"], inputs["allowed"]) == (CYCLES, "passed", None)
