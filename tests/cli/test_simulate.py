"""`simulate` as a user types it: what it makes, what it refuses, and what other verbs say of the result.

Must not know how a drive is simulated.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest

from app.cli.simulate import NAMES
from app.simulate.samples import making
from app.simulate.scenario import Scenario
from app.simulate.world.stage import Shot
from tests.cli.say import Say
from tests.simulate.drives import dying_scenario, flat, short_scenario

pytestmark = pytest.mark.usefixtures("own_home", "short_samples")


@pytest.fixture
def short_samples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A second instead of ten, and no kept pictures of who runs the tests."""
    made: dict[str, tuple[Callable[[], Scenario], Callable[[], Scenario]]] = {
        "crossing": (short_scenario, short_scenario),
        "stalled-truck": (dying_scenario, dying_scenario),
    }
    monkeypatch.setattr(making, "SAMPLES", MappingProxyType(made))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def pictures(say: Say, tmp_path: Path) -> Callable[[str], Path]:
    """Makes the pictures of a sample as another renderer would."""

    def make(name: str) -> Path:
        stages, folder = tmp_path / f"{name}-stages", tmp_path / f"{name}-pictures"
        assert say("simulate", name, "--stages", stages)[0] == 0
        folder.mkdir()
        for path in stages.glob("*.json"):
            shot = Shot.from_document(json.loads(path.read_text()))
            (folder / f"{path.stem}.jpg").write_bytes(flat(shot, 50))
        return folder

    return make


def test_names_are_those_of_the_samples() -> None:
    from app.simulate.samples.crossing import crossing
    from app.simulate.samples.cut_in import cut_in
    from app.simulate.samples.stalled_truck import stalled_truck

    assert tuple(make().name for make in (crossing, cut_in, stalled_truck)) == NAMES


def test_sample_is_made_and_its_key_is_not_trusted(
    say: Say, tmp_path: Path, pictures: Callable[[str], Path]
) -> None:  # fmt: skip
    out = tmp_path / "made" / "crossing"
    status, facts = say.json("simulate", "crossing", "-o", out, "--pictures", pictures("crossing"))
    assert status == 0
    assert facts["segments"] == 1
    log = out.with_suffix(".h5")
    assert facts["written"] == str(log)
    assert json.loads(out.with_suffix(".truth.json").read_text())["sample"] == "crossing"
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []
    status, told, _ = say("verify", log)
    assert status == 2
    assert "SIMULATED" in told
    assert "UNTRUSTED_DEVICE_KEY" in told
    status, told, _ = say("info", log)
    assert "/planner/decision" in told


def test_loss_of_power_is_an_open_log(say: Say, tmp_path: Path, pictures: Callable[[str], Path]) -> None:
    out = tmp_path / "stalled.h5"
    assert say("simulate", "stalled-truck", "-o", out, "--pictures", pictures("stalled-truck"))[0] == 0
    from app.chain.keys import fingerprint
    from app.record.keys import demonstration_key

    key, trust = demonstration_key(), tmp_path / "trust.json"
    pin = ("keys", "trust", key.name, fingerprint(key.public_key), "--role", "demonstration", "--trust", trust)
    assert say(*pin)[0] == 0
    status, told, _ = say("verify", out, "--trust", trust)
    assert status == 3
    assert "OPEN_PREFIX" in told


def test_rounds_are_laid_end_to_end(say: Say, tmp_path: Path) -> None:
    out = tmp_path / "long.h5"
    status, facts = say.json("simulate", "crossing", "-o", out, "--repeat", 3, "--thin")
    assert (status, facts["segments"]) == (0, 1)
    assert say("verify", out)[0] == 2
    status, facts = say.json("simulate", "crossing", "-o", out, "--repeat", 70, "--thin", "--force")
    assert (status, facts["segments"], facts["written"]) == (0, 2, str(out.with_suffix("")))
    assert say("verify", out.with_suffix(""))[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["simulate"],
        ["simulate", "nothing", "-o", "x.h5"],
        ["simulate", "crossing", "-o", "x.h5", "--seed", "-1"],
        ["simulate", "crossing", "-o", "x.h5", "--seed", "one"],
        ["simulate", "crossing", "-o", "x.h5", "--repeat", "0"],
        ["simulate", "crossing", "-o", ""],
    ],
)
def test_wrong_usage(say: Say, arguments: list[str]) -> None:
    status, out, err = say(*arguments)
    assert (status, out) == (64, "")
    assert err


def test_refusals_say_what_to_do(say: Say, tmp_path: Path) -> None:
    status, _, err = say("simulate", "crossing")
    assert status == 64
    assert "-o OUT" in err
    (tmp_path / "one.truth.json").write_text("precious")
    status, _, err = say("simulate", "crossing", "--thin", "-o", tmp_path / "one")
    assert (status, "one.truth.json exists" in err) == (65, True)
    foreign = tmp_path / "evidence.h5"
    foreign.write_bytes(b"something else")
    status, _, err = say("simulate", "crossing", "-o", foreign)
    assert status == 65
    assert "exists" in err
    status, _, err = say("simulate", "crossing", "-o", foreign, "--thin", "--force")
    assert status == 65
    assert "would be lost" in err
    assert foreign.read_bytes() == b"something else"
    status, _, err = say("simulate", "crossing", "-o", tmp_path / "y.h5", "--pictures", tmp_path / "none")
    assert status == 66
    assert "--stages" in err
    empty = tmp_path / "empty"
    empty.mkdir()
    status, _, err = say("simulate", "crossing", "-o", tmp_path / "y.h5", "--pictures", empty)
    assert status == 65
    assert "has no picture of this drive" in err
    assert not (tmp_path / "y.h5").exists()


def test_earlier_simulation_is_replaced_with_force_only(say: Say, tmp_path: Path) -> None:
    out = tmp_path / "thin.h5"
    assert say("simulate", "crossing", "-o", out, "--thin")[0] == 0
    first = out.read_bytes()
    status, _, err = say("simulate", "crossing", "-o", out, "--thin")
    assert status == 65
    assert "--force" in err
    assert say("simulate", "crossing", "-o", out, "--thin", "--force")[0] == 0
    assert out.read_bytes() == first
    assert say("simulate", "crossing", "-o", out, "--thin", "--force", "--seed", 9)[0] == 0
    assert out.read_bytes() != first


def test_place_that_cannot_be_written_is_said(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    status, _, err = say("simulate", "crossing", "-o", file / "x.h5", "--thin")
    assert status == 74
    assert "cannot be written" in err
