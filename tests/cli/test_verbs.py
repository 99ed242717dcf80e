"""The verbs as a user types them: what they print, what they return, and that no traceback ever shows.

Must not know how the answers are computed.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.chain import finding
from app.chain.hashes import part_hash, salt
from app.chain.note import parse_slot
from app.cli import VERBS
from app.cli.plain import MAX_SHOWN, plain
from app.cli.progress import ProgressBar
from app.log.source import Source, UnreadableError
from tests.adversary.attack import Scene, directory_of, flip, nth
from tests.adversary.base import CAMERA, DEVICE, STATE, KeyRing, picture, record, state_row
from tests.adversary.forgery import Forgery
from tests.adversary.vectors import FINGERPRINT, TRUST
from tests.cli.say import Say

pytestmark = pytest.mark.usefixtures("own_home")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("verbs")
    return Scene(folder / "made", folder, KeyRing("verbs"))


@pytest.fixture(scope="module")
def trust(scene: Scene) -> str:
    path = scene.work / "trust.json"
    TRUST.save(path)
    return str(path)


@pytest.mark.parametrize(
    "verb", [[], *([verb] for verb in VERBS), *(["keys", action] for action in ("new", "list", "trust", "revoke"))]
)
def test_help_has_an_example(say: Say, verb: list[str]) -> None:
    status, out, _ = say(*verb, "--help")
    assert status == 0
    assert "usage: incident-replay" in out
    assert f"example: {' '.join(['incident-replay', *verb])}" in " ".join(out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["verify"],
        ["verify", "x", "--threads", "0"],
        ["verify", "x", "--threads", "two"],
        ["codes", "NO"],
        ["verify", ""],
        ["cat", "", "0"],
    ],
)
def test_wrong_usage(say: Say, arguments: list[str]) -> None:
    status, out, err = say(*arguments)
    assert (status, out) == (64, "")
    assert err


def test_version(say: Say) -> None:
    assert say("--version")[1].startswith("incident-replay ")


def test_verify_says_sealed(say: Say, scene: Scene, trust: str) -> None:
    status, out, _ = say("verify", scene.sound(), "--trust", trust, "--threads", 2)
    assert status == 0
    assert "SEALED: intact yes, complete yes, signed yes, trusted yes" in out
    assert "recorded in the vehicle" in out
    assert say("verify", scene.sound(), "--trust", trust, "--no-payloads")[0] == 3
    status, document = say.json("verify", scene.sound(), "--trust", trust, "--json")
    assert status == 0
    wanted = {
        *(
            "status",
            "intact",
            "complete",
            "signed",
            "trusted",
            "provenance",
            "payloads",
            "records",
            "withheld",
            "bytes",
        ),
        *("proven_records", "root", "segment", "drive", "findings", "warnings", "seconds"),
    }
    assert wanted <= set(document)
    assert document["bytes"] == scene.sound().stat().st_size


def test_verify_trusts_nobody_by_itself(say: Say, scene: Scene) -> None:
    status, out, _ = say("verify", scene.sound())
    assert status == 2
    assert f"its fingerprint is {FINGERPRINT}" in out


def test_verify_names_the_broken_record(say: Say, scene: Scene, trust: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.h5"
    path.write_bytes(scene.sound().read_bytes())
    flip(path, directory_of(path).areas[f"channel/{STATE}"].offset + 5 * 160)
    index = nth(Forgery(path), STATE, 5)
    status, out, _ = say("verify", path, "--trust", trust)
    assert status == 1
    assert f"PAYLOAD record {index} channel {STATE} t 1000.500000 s" in out


def test_verify_a_folder(say: Say, scene: Scene, trust: str) -> None:
    folder = scene.drive()[0].parent
    status, document = say.json("verify", folder, "--trust", trust, "--json")
    assert status == 0
    assert [segment["file"] for segment in document["segments"]] == [path.name for path in scene.drive()]
    assert document["records"] == sum(segment["records"] for segment in document["segments"])
    status, out, _ = say("verify", *scene.drive()[:2], "--trust", trust)
    assert status == 3
    assert "SEGMENT_MISSING" in out
    assert "2 segments together" in out


def test_verify_many_findings_are_cut_for_people(
    say: Say, scene: Scene, trust: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "very-broken.h5"
    path.write_bytes(scene.sound().read_bytes())
    area = directory_of(path).areas["seal/leaf"]
    for index in range(5, 60):
        flip(path, area.offset + 192 * index + 64)
    assert "more (--json lists them)" in say("verify", path, "--trust", trust)[1]
    monkeypatch.setattr(finding, "MOST_OF_A_CODE", 50)
    assert "(--json lists the first 50 of each code; there may be more)" in say("verify", path, "--trust", trust)[1]


def test_a_trust_store_that_is_not_there(say: Say, scene: Scene, tmp_path: Path) -> None:
    """A name mistyped would read as: nothing is trusted."""
    for verb in ("verify", "info"):
        status, out, err = say(verb, scene.sound(), "--trust", tmp_path / "typo.json")
        assert (status, out) == (66, "")
        assert "keys trust" in err


def test_what_is_withheld_is_not_said_to_be_checked(say: Say, scene: Scene, trust: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.h5"
    arguments = ["excerpt", scene.sound(), "--from", "0", "--to", "0.1", "-o", copy, "--json"]
    status, facts = say.json(*arguments)
    assert status == 0
    assert facts["output"] == str(copy)
    assert facts["withheld"] > 0
    status, out, _ = say("verify", copy, "--trust", trust)
    assert status == 0
    assert "every byte of every record" not in out
    assert "of what is withheld only the digest is" in out
    assert "a derived copy" in say("info", copy)[1]
    assert "a derived copy" not in say("info", scene.sound())[1]
    assert say.json("pack", scene.sound(), "-o", tmp_path / "packed.h5", "--json")[1]["withheld"] == 0


def test_verify_what_cannot_be_read(say: Say, scene: Scene, tmp_path: Path) -> None:
    assert say("verify", tmp_path / "missing.h5")[0] == 66
    (tmp_path / "empty").mkdir()
    status, _, err = say("verify", tmp_path / "empty")
    assert status == 66
    assert "no segment" in err
    link = tmp_path / "link.h5"
    link.symlink_to(scene.sound())
    assert say("verify", link)[0] == 66
    (tmp_path / "trust.json").write_text("{")
    status, _, err = say("verify", scene.sound(), "--trust", tmp_path / "trust.json")
    assert status == 65
    assert "trust.json" in err


def test_provenance_is_always_said(say: Say, tmp_path: Path) -> None:
    from app.cli.provenance import _utc

    assert _utc("0") == "1970-01-01 00:00:00 UTC"
    assert _utc("x") == _utc("9" * 30) == "a time not stated"
    for provenance, words in (
        ("simulated", "SIMULATED: a demonstration, no recording of a vehicle"),
        ("intake", f"authentic since intake on 1970-01-01 00:00:00 UTC by {DEVICE}, not since recording"),
        ("recorded", "recorded in the vehicle"),
    ):
        scene = Scene(tmp_path / provenance, tmp_path / f"work-{provenance}", KeyRing(provenance))
        forgery = scene.forgery()
        intake = {"taken_utc_ns": "0"} if provenance == "intake" else None
        forgery.put_json(0, forgery.json(0) | {"provenance": provenance, "intake": intake})
        forgery.recompute()
        path = tmp_path / f"{provenance}.h5"
        forgery.write(path)
        assert f"  {words}\n" in say("verify", path)[1]
        assert say("info", path)[1].startswith(f"provenance  {words}\n")
        assert next(iter(say.json("info", path)[1].items())) == ("provenance_text", words)
        assert say("cat", path, "/log")[1].splitlines()[0] == words


def test_provenance_keeps_out_of_what_programs_read(say: Say, scene: Scene) -> None:
    _, lines, said = say("cat", scene.sound(), "/log", "--json")
    assert said == "recorded in the vehicle\n"
    assert [json.loads(line)["row"] for line in lines.splitlines()] == list(range(len(lines.splitlines())))
    assert say("cat", scene.sound(), "/log", "--raw")[2] == said
    status, out, _ = say("cat", scene.sound(), "/nose")
    assert (status, out) == (65, "")


def test_info(say: Say, scene: Scene, trust: str) -> None:
    status, facts = say.json("info", scene.drive()[0].parent, "--trust", trust, "--json")
    assert status == 0
    assert facts["trusted"] is True
    assert facts["device"] == DEVICE
    assert facts["duration_s"] == pytest.approx(4.9, abs=0.2)
    camera = next(channel for channel in facts["channels"] if channel["name"] == "/camera/front")
    assert (camera["count"], camera["rate_hz"], camera["bytes"]) == (25, 5.0, 25 * 64)
    assert len(facts["segments"]) == 3
    status, out, _ = say("info", scene.drive()[0].parent)
    assert status == 0
    for words in ("/camera/front", "5.00 Hz", "trusted     False", "segment   2", "2023-11-14"):
        assert words in out


def test_info_shows_holes_gaps_and_models(say: Say, scene: Scene, tmp_path: Path) -> None:
    out = say("info", scene.drive()[0], scene.drive()[2])[1]
    assert "missing     1 segments" in out
    assert "gap of" in out
    forgery = scene.forgery()
    document = forgery.json(0)
    document["channels"][2] |= {"kind": "decision", "codec": "json"}
    document |= {
        "vehicle": {"id": "WVW\u202e1"},
        "software": [{"name": "planner", "version": "1"}, 7],
        "models": [{"name": "net", "version": "3"}],
    }
    forgery.put_json(0, document)
    for number, text in enumerate(['{"model": {"name": "net", "version": "4"}}', "{", '{"model": 7}', "{}"]):
        forgery.put(nth(forgery, 3, number), text.encode())
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, _device_key())
    path = tmp_path / "models.h5"
    forgery.write(path)
    status, facts = say.json("info", path, "--json")
    assert status == 0
    assert [(model["name"], model["version"]) for model in facts["models"]] == [("net", "3"), ("net", "4")]
    out = say("info", path)[1]
    assert "\u202e" not in out
    assert "software    planner 1" in out
    flip(path, directory_of(path).areas["channel/3"].offset + 3)
    assert [model["version"] for model in say.json("info", path, "--json")[1]["models"]] == ["3"]


def _device_key() -> Any:
    from tests.adversary.base import DEVICE_KEY

    return DEVICE_KEY


@pytest.mark.parametrize("verb", [["info"], ["cat"], ["pack"], ["excerpt"]])
def test_verbs_that_need_a_drive(say: Say, scene: Scene, tmp_path: Path, verb: list[str]) -> None:
    target = ["-o", str(tmp_path / "x")]
    span = ["--from", "0", "--to", "1"]
    rest: list[str] = {"info": [], "cat": ["/log"], "pack": target, "excerpt": target + span}[verb[0]]
    plain_file = tmp_path / "plain.h5"
    plain_file.write_bytes(b"no seal")
    status, _, err = say(*verb, plain_file, *rest)
    assert status == 65
    assert "NOT_SEALED" in err
    assert say(*verb, tmp_path / "missing.h5", *rest)[0] == 66
    if verb != ["cat"]:
        status, _, err = say(*verb, scene.sound(), scene.drive()[0], *rest)
        assert status == 65
        assert "2 drives" in err
        (tmp_path / "trust").write_text("{")
        assert say(*verb, scene.sound(), *rest, "--trust", tmp_path / "trust")[0] == 65
    damaged = tmp_path / "damaged.h5"
    damaged.write_bytes(scene.sound().read_bytes())
    flip(damaged, 40)
    assert "verify" in say(*verb, damaged, *rest)[2]


def test_cat(say: Say, scene: Scene, trust: str) -> None:
    status, out, _ = say("cat", scene.sound(), "/vehicle/state", "--from", "1", "--to", "1.5s", "--trust", trust)
    assert status == 0
    assert out.splitlines()[0] == "recorded in the vehicle"
    assert len(out.splitlines()) == 6
    assert "intact yes, signed yes" in out
    _, out, _ = say(
        "cat", scene.sound(), STATE, "--from", "1001000000000ns", "--to", "2023-11-14T22:30:01.1Z", "--json"
    )
    (line,) = out.splitlines()
    value = json.loads(line)
    assert value["value"]["rows"][0]["speed"] == 10.0
    # nothing else was recorded: unknown is null, never a number
    assert value["value"]["rows"][0]["speed_indicated"] is None
    assert value["trusted"] == "no"


def test_cat_json_of_every_form(say: Say, scene: Scene) -> None:
    _, out, _ = say("cat", scene.sound(), "/camera/front", "--to", "0.1", "--json")
    assert json.loads(out)["value"] == {"media_type": "image/jpeg", "bytes": 64}
    _, out, _ = say("cat", scene.sound(), "/log", "--to", "1", "--json")
    assert json.loads(out)["value"]["message"] == "tick 5"
    _, out, _ = say("cat", scene.sound(), "0", "--json")
    records = [json.loads(line)["value"]["record"] for line in out.splitlines()]
    assert records[:2] == ["GENESIS", "EPOCH"]
    assert {"GAP", "EVENT", "END"} <= set(records)


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("/events", "critical, collision, contact at the front"),
        ("/log", "warning, emergency_manoeuvre begin"),
        ("/planner/decision", "automated, Brakes: object 36"),
    ],
)
def test_cat_says_what_happened_in_words(say: Say, channel: str, words: str) -> None:
    status, out, _ = say("cat", ROOT / "sample_logs" / "crossing.h5", channel, "--from", "7", "--to", "7.7")
    assert status == 0
    assert words in out


def test_what_happens_now_and_then_has_no_gaps(say: Say) -> None:
    _, facts = say.json("info", ROOT / "sample_logs" / "stalled-truck.h5", "--json")
    channels = {channel["name"]: channel for channel in facts["channels"]}
    assert all(not channels[name]["gaps"] and channels[name]["rate_hz"] is None for name in ("/events", "/log"))
    silent = [(gap["start_s"], gap["duration_s"]) for gap in channels["/camera/front"]["gaps"]]
    assert silent == [pytest.approx((4.25, 1.2)), pytest.approx((5.45, 6.745), abs=1e-3)]  # the second to the very end


def test_texts_with_a_rhythm_have_a_rate(say: Say, scene: Scene) -> None:
    _, facts = say.json("info", scene.drive()[0], scene.drive()[2], "--json")
    log = next(channel for channel in facts["channels"] if channel["name"] == "/log")
    assert log["rate_hz"] == 0.5


def test_info_names_models_that_a_decision_rests_on(say: Say) -> None:
    _, facts = say.json("info", ROOT / "sample_logs" / "cut-in.h5", "--json")
    told = [(model["name"], model["version"]) for model in facts["models"]]
    assert told == [("lattice-planner", "2.4.1"), ("road-user-net", "4.1.2"), ("road-user-net", "4.2.0")]
    assert facts["models"][2]["t_s"] == pytest.approx(10.66, abs=0.01)


def test_cat_raw_is_what_was_recorded(scene: Scene) -> None:
    command = [sys.executable, "-m", "app", "cat", str(scene.sound()), "/camera/front", "--raw", "--to", "0.5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == picture(0) + picture(2) + picture(4)


def test_cat_never_decodes_what_is_broken(say: Say, scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "broken.h5"
    path.write_bytes(scene.sound().read_bytes())
    flip(path, directory_of(path).areas["channel/3"].offset + 3)
    status, out, _ = say("cat", path, "/log", "--json")
    assert status == 1
    first = json.loads(out.splitlines()[0])
    assert "value" not in first
    assert first["finding"]["code"] == "PAYLOAD"
    assert "PAYLOAD" in say("cat", path, "/log")[1]
    assert "left out" in say("cat", path, "/log", "--raw", "--to", "0.6")[2]


def test_cat_of_what_does_not_decode(say: Say, scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    forgery.put(nth(forgery, 3, 0), b"not json")
    forgery.put(nth(forgery, STATE, 0), b"no rows")
    document = forgery.json(0)
    document["channels"][0]["kind"] = "smell"
    forgery.put_json(0, document)
    forgery.recompute()
    path = tmp_path / "odd.h5"
    forgery.write(path)
    for channel in ("/log", "/vehicle/state", "/camera/front"):
        _, out, _ = say("cat", path, channel, "--json")
        assert "decode_error" in json.loads(out.splitlines()[0])
    assert "cannot be decoded" in say("cat", path, "/log")[1].splitlines()[1]


@pytest.mark.parametrize("time", ["soon", "2026-01-01T00:00:00", "-3"])
def test_times_that_name_nothing(say: Say, scene: Scene, time: str) -> None:
    status, _, err = say("cat", scene.sound(), "/log", f"--to={time}")
    assert status == 64
    assert err


def test_utc_of_a_log_that_knows_none(say: Say, tmp_path: Path) -> None:
    scene = Scene(tmp_path / "made", tmp_path / "work", KeyRing("no utc"))
    forgery = scene.forgery()
    for index in range(len(forgery.pieces)):
        forgery.edit(index, t_utc=-(2**63))
    forgery.recompute()
    forgery.write(tmp_path / "log.h5")
    status, _, err = say("cat", tmp_path / "log.h5", "/log", "--to", "2026-01-01T00:00:00Z")
    assert status == 65
    assert "does not know UTC" in err
    assert "from no UTC" in say("info", tmp_path / "log.h5")[1]


def test_a_channel_that_is_not_there(say: Say, scene: Scene) -> None:
    status, _, err = say("cat", scene.sound(), "/nose")
    assert status == 65
    assert "/camera/front" in err


def test_excerpt_proves_against_the_original(say: Say, scene: Scene, trust: str, tmp_path: Path) -> None:
    out = tmp_path / "excerpt"
    arguments = ("excerpt", scene.sound(), "--from", "1", "--to", "2", "--without", "/log", "-o", out)
    status, said, _ = say(*arguments, "--without-part", "/camera/front:1")
    assert status == 0
    assert "withheld" in said
    path = out.with_suffix(".h5")
    _, whole = say.json("verify", scene.sound(), "--trust", trust, "--json")
    status, document = say.json("verify", path, "--trust", trust, "--json")
    assert status == 0
    assert document["root"] == whole["root"]
    assert document["withheld"] > 40
    assert "derived copy" in say("verify", path, "--trust", trust)[1]
    assert picture(0) not in path.read_bytes()
    assert picture(10)[:40] in path.read_bytes()
    assert picture(10)[40:] not in path.read_bytes()
    assert Forgery(path).salt_key is None
    assert "withheld" in say("cat", path, "/log")[1]
    _, lines, _ = say("cat", path, "/camera/front", "--json")
    assert all("value" not in json.loads(line) for line in lines.splitlines())
    # an excerpt of an excerpt, and what cannot be taken back
    again = tmp_path / "again.h5"
    assert say("excerpt", path, "--from", "1.5", "--to", "2", "-o", again)[0] == 0
    assert say.json("verify", again, "--trust", trust, "--json")[1]["root"] == whole["root"]
    assert say("pack", again, "-o", tmp_path / "packed.h5")[0] == 0
    assert say("verify", tmp_path / "packed.h5", "--trust", trust)[0] == 0


def test_a_withheld_value_cannot_be_guessed(say: Say, scene: Scene, tmp_path: Path) -> None:
    """A-36: it is one of few, and its digest is in the leaf; without its salt no guess can be tried."""
    copy = tmp_path / "copy.h5"
    span = ("--from", "0", "--to", "100")
    assert say("excerpt", scene.sound(), *span, "--without", "/vehicle/state", "-o", copy)[0] == 0
    whole, derived = Forgery(scene.sound()), Forgery(copy)
    index = nth(whole, STATE, 5)
    root = derived.pieces[index].leaf.payload_root
    guesses = [state_row(tick) for tick in range(40)]

    def guessed(salt: bytes) -> bool:
        return any(part_hash(salt, guess) == root for guess in guesses)

    assert whole.salt_key is not None
    its_salt = salt(whole.salt_key, index, 0)
    assert guessed(its_salt)
    assert not any(guessed(given) for given in [bytes(32), *(row.tobytes() for row in derived.rows["value"])])
    raw = copy.read_bytes()
    assert whole.salt_key not in raw
    assert its_salt not in raw
    assert not any(guess in raw for guess in guesses)


def test_excerpt_of_a_drive_is_a_folder(say: Say, scene: Scene, trust: str, tmp_path: Path) -> None:
    out = tmp_path / "drive"
    assert say("excerpt", scene.drive()[0].parent, "--from", "1", "--to", "3", "-o", out)[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["0000.h5", "0001.h5", "0002.h5"]
    assert say("verify", out, "--trust", trust)[0] == 0


def test_excerpt_keeps_what_video_needs(say: Say, tmp_path: Path) -> None:
    """A span that begins between key frames begins with the key frame before it."""
    scene = Scene(tmp_path / "made", tmp_path / "work", KeyRing("video"))
    forgery = scene.forgery()
    document = forgery.json(0)
    document["channels"][0]["codec"] = "h264"
    forgery.put_json(0, document)
    for number in (0, 4, 8):
        forgery.edit(nth(forgery, CAMERA, number), flags=1)
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, _device_key())
    path = tmp_path / "video.h5"
    forgery.write(path)
    assert say("excerpt", path, "--from", "1.3", "--to", "1.5", "-o", tmp_path / "out.h5")[0] == 0
    _, lines, _ = say("cat", tmp_path / "out.h5", "/camera/front", "--json")
    shown = [number for number, line in enumerate(lines.splitlines()) if not json.loads(line)["withheld"]]
    assert shown == [4, 5, 6, 7]


def test_nothing_is_overwritten_unasked(say: Say, scene: Scene, tmp_path: Path) -> None:
    """--force replaces an earlier copy of the same segments, and nothing else."""
    copy, folder = tmp_path / "copy.h5", tmp_path / "copies.d"
    span = ("--from", "0", "--to", "1")
    for again in (False, True):
        for arguments in (["pack", scene.sound(), "-o", copy], ["pack", *scene.drive(), "-o", folder],
                          ["excerpt", scene.sound(), *span, "-o", tmp_path / "excerpt.h5"]):  # fmt: skip
            if again:
                status, _, err = say(*arguments)
                assert status == 65
                assert "--force" in err
            assert say(*arguments, *(["--force"] if again else []))[0] == 0
    # an excerpt of another log is a copy too; a full log is one only of what was given
    assert say("pack", *scene.drive(), "-o", folder, "--force")[0] == 0
    assert say("excerpt", scene.drive()[0], *span, "-o", tmp_path / "excerpt.h5", "--force")[0] == 0
    status, _, err = say("pack", scene.drive()[0], "-o", copy, "--force")
    assert status == 65
    assert "no earlier copy" in err
    assert say("verify", copy, "--json")[0] == 2


def test_what_is_no_copy_stays(say: Say, scene: Scene, tmp_path: Path) -> None:
    text, named = tmp_path / "notes.txt", tmp_path / "notes.h5"
    text.write_text("mine")
    named.write_text("mine")
    link, circle = tmp_path / "link.h5", tmp_path / "circle.h5"
    link.symlink_to(tmp_path / "nowhere")
    circle.symlink_to(circle)
    folder = tmp_path / "folder.d"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    for given, out in (([scene.sound()], text), ([scene.sound()], named), ([scene.sound()], link),
                       ([scene.sound()], folder), (scene.drive(), folder), (scene.drive(), named)):  # fmt: skip
        assert say("pack", *given, "-o", out)[0] == 65
        assert say("pack", *given, "-o", out, "--force")[0] == 65, out
    assert say("pack", scene.sound(), "-o", circle / "x.h5")[0] == 74
    assert (text.read_text(), named.read_text(), (folder / "notes.txt").read_text()) == ("mine", "mine", "mine")
    assert link.is_symlink()


def test_evidence_is_never_replaced(say: Say, scene: Scene, tmp_path: Path) -> None:
    """--force is for copies: the original, its folder and what lies in it stay."""
    folder = tmp_path / "case" / "drive.h5"
    folder.mkdir(parents=True)
    for path in scene.drive():
        (folder / path.name).write_bytes(path.read_bytes())
    before = {path: path.read_bytes() for path in folder.iterdir()}
    first = folder / scene.drive()[0].name
    link = tmp_path / "link"
    link.symlink_to(folder)
    for given, out in (
        (first, first),
        (folder, folder),
        (folder, folder / "packed"),
        (first, folder),
        (folder, tmp_path / "case"),
        (folder, link / "packed"),
        (first, link / first.name),
        # a sibling that was not given is an original all the same
        (first, folder / scene.drive()[1].name),
    ):
        status, _, err = say("pack", given, "-o", out, "--force")
        assert status == 65, (given, out)
        assert "which is evidence" in err or "would be lost" in err
    for nameless in (".", "..", tmp_path / ".."):
        status, _, err = say("pack", first, "-o", nameless, "--force")
        assert status == 65
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    # beside the original is the usual place for a copy
    assert say("pack", first, "-o", folder / "packed.h5")[0] == 0


def test_a_file_that_cannot_be_shown_is_never_dropped_silently(say: Say, scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    for path in scene.drive():
        (folder / path.name).write_bytes(path.read_bytes())
    damaged = folder / scene.drive()[1].name
    flip(damaged, 40)
    (folder / "foreign.h5").write_bytes(b"no seal")
    span = ["--from", "0", "--to", "1"]
    for arguments in (["pack", folder], ["excerpt", folder, *span]):
        status, _, err = say(*arguments, "-o", tmp_path / "out")
        assert status == 65
        assert "would be missing from the copy" in err
        assert not (tmp_path / "out").exists()
    status, _, err = say("cat", folder, "/log")
    assert status == 3
    assert f"left out: {damaged}: DIR_DIGEST" in err
    assert "left out" in err
    assert "SEGMENT_MISSING" in err
    status, facts = say.json("info", folder, "--json")
    assert status == 0
    assert {(file["file"], file["code"]) for file in facts["refused"]} == {
        ("foreign.h5", "NOT_SEALED"), (damaged.name, "DIR_DIGEST"),
    }  # fmt: skip


def test_a_drive_that_contradicts_itself_is_not_copied(say: Say, scene: Scene, tmp_path: Path) -> None:
    forgery = Forgery(scene.drive()[1])
    document = forgery.json(0)
    document["boot"] = "another"
    forgery.put_json(0, document)
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, _device_key())
    twin = tmp_path / "twin.h5"
    forgery.write(twin)
    status, _, err = say("pack", *scene.drive(), twin, "-o", tmp_path / "out")
    assert status == 65
    assert "FORK" in err
    status, _, err = say("info", *scene.drive(), twin)
    assert status == 0
    assert "FORK" in err


def test_what_cannot_be_withheld_is_refused(say: Say, scene: Scene, tmp_path: Path) -> None:
    out = ("--from", "0", "--to", "9", "-o", tmp_path / "out.h5")
    status, _, err = say("excerpt", scene.sound(), *out, "--without-part", "/camera/front:2")
    assert status == 65
    assert "the most parts one has is 2" in err
    for option in (["--without", "0"], ["--without-part", "0:0"]):
        status, _, err = say("excerpt", scene.sound(), *out, *option)
        assert status == 65
        assert "cannot be withheld" in err
    assert not (tmp_path / "out.h5").exists()


def test_a_part_is_withheld_on_a_channel_without_a_kind(say: Say, scene: Scene, tmp_path: Path) -> None:
    """What a channel table leaves out must not make a redaction miss its channel."""
    forgery = scene.forgery()
    document = forgery.json(0)
    del document["channels"][0]["kind"]
    forgery.put_json(0, document)
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, _device_key())
    path = tmp_path / "kindless.h5"
    forgery.write(path)
    arguments = ("excerpt", path, "--from", "0", "--to", "9", "--without-part", "/camera/front:1")
    status, said, _ = say(*arguments, "-o", tmp_path / "out.h5")
    assert status == 0
    assert "20 of them withheld wholly or in part" in said
    raw = (tmp_path / "out.h5").read_bytes()
    assert picture(10)[:40] in raw
    assert picture(10)[40:] not in raw


def test_the_exit_status_of_cat(say: Say, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # behind a break: the payload hashes, its place is not proven
    forgery = scene.forgery()
    index = nth(forgery, STATE, 15)
    forgery.edit(index, t_capture=0)
    forgery.rechain()
    path = tmp_path / "break.h5"
    forgery.write(path)
    status, out, _ = say("cat", path, "/vehicle/state")
    assert status == 1
    assert "intact no, signed no: the record stands behind a break" in out
    real = Source.read

    def unreadable(self: Source, offset: int, size: int) -> bytes:
        if size == 160:
            raise UnreadableError(offset, "Input/output error")
        return real(self, offset, size)

    monkeypatch.setattr(Source, "read", unreadable)
    status, out, _ = say("cat", scene.sound(), "/vehicle/state")
    assert status == 3
    assert "READ_ERROR" in out


def test_a_channel_is_withheld_under_all_its_kinds(say: Say, tmp_path: Path) -> None:
    """The name that a person withholds may mean another codec in a later segment."""
    ring = KeyRing("kinds")
    first, second, third = record(tmp_path / "drive", ring, seconds=5, segment_ms=2000)
    forgery = Forgery(second)
    document = forgery.json(0)
    document["channels"][0]["codec"] = "png"
    forgery.put_json(0, document)
    forgery.recompute()
    forgery.sign_all(ring.of(forgery.genesis, [forgery.json(i) for i in forgery.epochs]), _device_key())
    second.unlink()
    third.unlink()
    forgery.write(second)
    pictures = [piece.payload for piece in forgery.pieces if piece.leaf.channel == CAMERA]
    assert all(picture in second.read_bytes() for picture in pictures)
    for number, given in enumerate(([first, second], [second, first])):
        for option in ("/camera/front", str(CAMERA)):
            out = tmp_path / f"out-{number}-{len(option)}"
            status, _, err = say("excerpt", *given, "--from", "0", "--to", "9", "--without", option, "-o", out)
            assert (status, err) == (0, "")
            assert not any(picture in path.read_bytes() for path in out.iterdir() for picture in pictures)
    arguments = ("excerpt", first, second, "--from", "0", "--to", "9", "--without-part", "/camera/front:1")
    assert say(*arguments, "-o", tmp_path / "parts.d")[0] == 0
    copies = b"".join(path.read_bytes() for path in sorted((tmp_path / "parts.d").iterdir()))
    assert all(picture[:40] in copies and picture[40:] not in copies for picture in pictures if len(picture) > 40)
    status, _, err = say("cat", second.parent, "/camera/front")
    assert status == 0
    assert "not shown: other segments have the channel as '/camera/front (image, png)'" in err
    assert say("cat", second.parent, "/camera/front (image, png)")[1].count("  record ") == len(pictures)


def test_a_segment_given_twice_is_not_copied(say: Say, scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    whole, cut = scene.forgery(), scene.forgery()
    whole.slots = whole.slots[:4]
    whole.write(folder / "b.h5")
    covered = max(note.size for note in [parse_slot(slot.ljust(4096, b"\0")) for slot in whole.slots])
    cut.slots, cut.pieces = cut.slots[:4], cut.pieces[:covered]
    cut.write(folder / "a.h5")
    status, _, err = say("pack", folder, "-o", tmp_path / "out.h5")
    assert status == 65
    assert "give each segment once" in err
    tails = [segment["tail"] for segment in say.json("info", folder, "--json")[1]["segments"]]
    assert len(tails) == 1
    assert tails[0] > 0
    for order in ("ab", "ba"):
        names = [folder / f"{name}.h5" for name in order]
        assert say.json("verify", *names, "--json")[1]["tail"] == tails[0]


def test_no_stream_changes_an_exit_status(scene: Scene, tmp_path: Path) -> None:
    """1 would read as BROKEN, and what is meant for standard error must never get into exported bytes."""
    broken = tmp_path / "broken.h5"
    broken.write_bytes(scene.sound().read_bytes())
    flip(broken, directory_of(broken).areas["channel/3"].offset + 3)
    app = f"{sys.executable} -m app"
    wanted = {
        f"{app} verify /nowhere.h5 2>/dev/full": 66,
        f"{app} verify 2>/dev/full": 64,
        f"{app} --help >/dev/full 2>/dev/full": 74,
        f"{app} verify '{scene.sound()}' >/dev/full 2>/dev/full": 74,
        f"{app} verify '{scene.sound()}' 2>&-": 2,
        f"{app} pack '{scene.sound()}' -o '{tmp_path}/packed.h5' 2>&-": 0,
        f"{app} cat '{broken}' /log --raw 2>&- > '{tmp_path}/raw'": 1,
        f"{app} info '{scene.drive()[1]}' --json 2>&- > '{tmp_path}/json'": 0,
        f"{app} info '{scene.drive()[1]}' 2>/dev/full >/dev/null": 0,
    }
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    for command, status in wanted.items():
        done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (status, b""), command
    assert b"left out" not in (tmp_path / "raw").read_bytes()
    assert json.loads((tmp_path / "json").read_text())["segments"]


def test_a_folder_lists_every_segment(say: Say, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "UPPER.H5").write_bytes(scene.sound().read_bytes())
    assert say("verify", tmp_path)[0] == 2
    (tmp_path / "link.h5").symlink_to(tmp_path / "nowhere")
    status, _, err = say("verify", tmp_path)
    assert status == 66
    assert "link.h5" in err
    assert say("verify", "a" * 5_000)[0] == 66


def test_what_no_terminal_can_show_ends_no_verb(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "\u2713.h5"
    path.write_bytes(scene.sound().read_bytes())
    command = [sys.executable, "-m", "app", "verify", str(path)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "\\u2713.h5" in done.stdout
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 74
    assert "cannot be written: No space left" in done.stderr
    closed = f"exec {sys.executable} -m app verify '{path}' >&-"
    done = subprocess.run(
        ["/bin/sh", "-c", closed], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "")


def test_a_folder_that_may_not_be_read(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    status, _, err = say("verify", tmp_path)
    assert status == 66
    assert "Permission denied" in err


def test_a_copy_that_cannot_take_its_place_leaves_the_old_one(
    say: Say, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.h5"
    assert say("pack", scene.sound(), "-o", target)[0] == 0
    before = target.read_bytes()
    real = Path.rename

    def refuse(self: Path, other: Path) -> Path:
        if ".partial-" in str(self):
            raise OSError(5, "Input/output error")
        return real(self, other)

    monkeypatch.setattr(Path, "rename", refuse)
    # the container gets its name by the same call, under the folder of the copy
    monkeypatch.setattr("app.record.derive.write_copy", lambda *_, **__: None)
    monkeypatch.setattr("app.cli.derived._withheld_in_copy", lambda *_: 0)
    assert say("pack", scene.sound(), "-o", target, "--force")[0] == 74
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_target_that_cannot_be_written(say: Say, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, _, err = say("pack", scene.sound(), "-o", tmp_path / "file" / "out.h5")
    assert status == 74
    assert "nothing was changed" in err


def test_a_broken_log_is_not_copied(say: Say, scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "broken.h5"
    path.write_bytes(scene.sound().read_bytes())
    flip(path, directory_of(path).areas["channel/3"].offset + 3)
    status, _, err = say("pack", path, "-o", tmp_path / "out.h5")
    assert status == 65
    assert "would hide" in err
    assert not (tmp_path / "out.h5").exists()


def test_an_open_log_keeps_its_tail(say: Say, scene: Scene, trust: str, tmp_path: Path) -> None:
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:4]
    path = tmp_path / "open.h5"
    forgery.write(path)
    assert say("pack", path, "-o", tmp_path / "out.h5")[0] == 0
    status, document = say.json("verify", tmp_path / "out.h5", "--trust", trust, "--json")
    assert status == 3
    assert document["tail"] > 0
    # a payload of the tail that is damaged ends the copy there
    forgery.pieces[-3].payload = bytes(len(forgery.pieces[-3].payload))
    damaged = tmp_path / "damaged.h5"
    forgery.write(damaged)
    assert say("pack", damaged, "-o", tmp_path / "less.h5")[0] == 0
    assert say.json("verify", tmp_path / "less.h5", "--json")[1]["tail"] == document["tail"] - 3


@pytest.mark.parametrize("part", ["/camera/front", "/camera/front:x", "/nose:1"])
def test_parts_that_name_nothing(say: Say, scene: Scene, tmp_path: Path, part: str) -> None:
    arguments = ("excerpt", scene.sound(), "--from", "0", "--to", "1", "-o", tmp_path / "x", "--without-part", part)
    assert say(*arguments)[0] == 65


def test_keys(say: Say, tmp_path: Path) -> None:
    status, out, _ = say("keys", "list")
    assert status == 0
    assert "nothing is trusted" in out
    status, out, _ = say("keys", "new", tmp_path / "device.key", "--name", "vehicle/1")
    assert status == 0
    fingerprint = out.split()[-1]
    assert oct((tmp_path / "device.key").stat().st_mode)[-3:] == "600"
    status, _, err = say("keys", "new", tmp_path / "device.key", "--name", "vehicle/1")
    assert status == 74
    assert "name a new file" in err
    status, facts = say.json("keys", "new", tmp_path / "json.key", "--name", "vehicle/2", "--json")
    assert (status, facts["name"], len(facts["fingerprint"])) == (0, "vehicle/2", 64)
    assert say("keys", "new", tmp_path / "other.key", "--name", "Vehicle One")[0] == 65
    trust = ("keys", "trust", "vehicle/1", fingerprint.upper(), "--origin", "letter \u202e of 2026")
    assert say(*trust, "--valid-from", "2026-01-01T00:00:00Z", "--valid-until", "2027-01-01T00:00:00Z")[0] == 0
    assert say(*trust)[0] == 65
    status, out, _ = say("keys", "list")
    assert fingerprint in out
    assert "valid       2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z" in out
    assert "\u202e" not in out
    status, listed = say.json("keys", "list", "--json")
    assert (listed[0]["name"], listed[0]["role"]) == ("vehicle/1", "device")
    assert say("keys", "revoke", "0" * 63)[0] == 65
    assert say("keys", "revoke", "0" * 64, "--because", "stolen")[0] == 0
    assert say("keys", "revoke", fingerprint, "--because", "lost")[0] == 0
    assert "REVOKED" in say("keys", "list")[1]
    assert say("keys", "trust", "vehicle/1", "12ab")[0] == 65
    (tmp_path / "file").write_text("")
    assert say("keys", "trust", "vehicle/2", "0" * 64, "--trust", tmp_path / "file" / "t")[0] in {65, 74}


def test_the_demonstration_key_is_refused_as_anything_else(say: Say) -> None:
    from app.chain.keys import fingerprint
    from app.record.keys import demonstration_key

    key = demonstration_key()
    status, _, err = say("keys", "trust", key.name, fingerprint(key.public_key))
    assert status == 65
    assert "demonstration" in err
    assert say("keys", "trust", key.name, fingerprint(key.public_key), "--role", "demonstration")[0] == 0


def test_codes(say: Say) -> None:
    status, out, _ = say("codes")
    assert status == 0
    assert "ROOT_MISMATCH" in out
    status, out, _ = say("codes", "root_mismatch")
    assert status == 0
    assert "What it means" in out
    status, table = say.json("codes", "--json")
    assert {"code", "class", "effect", "title", "help"} == set(table[0])


def test_an_internal_error_is_one_sentence(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(asked: object) -> int:
        raise RuntimeError("boom\x1b[31m")

    monkeypatch.setattr("app.cli.codes.run", fail)
    status, _, err = say("codes")
    assert status == 70
    assert "internal error" in err
    assert "\x1b" not in err
    monkeypatch.setenv("INCIDENT_REPLAY_TRACEBACK", "1")
    with pytest.raises(AssertionError):
        say("codes")

    def interrupt(asked: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.codes.run", interrupt)
    assert say("codes")[0] == 130


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m app codes --json | head -c 10"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_terminal_sees_progress(scene: Scene, tmp_path: Path) -> None:
    """On a terminal a bar is drawn and wiped; elsewhere nothing is."""
    script = "import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', 'app', 'verify', *sys.argv[1:]]) >> 8)"
    path = tmp_path / "large.h5"
    path.write_bytes(scene.sound().read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert b"\x1b[K" in done.stdout
    assert b"checking [" in done.stdout


def test_progress_is_that_of_each_piece(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    now = iter(range(1, 100))
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    with ProgressBar("checking", pieces=2) as bar:
        for total in (100, 50):
            bar.expect(total)
            bar.advance(25)
    drawn = capsys.readouterr().err.split("\r\x1b[K")
    assert [text.split("[")[0] for text in drawn[1:-1]] == ["checking 1 of 2 ", "checking 2 of 2 "]
    assert ["25%" in drawn[1], "50%" in drawn[2]] == [True, True]
    with ProgressBar("checking") as bar:
        bar.expect(4)
        bar.advance(4)
    assert "checking [##" in capsys.readouterr().err


def test_texts_of_a_log_are_harmless() -> None:
    assert plain("a\x1b[31m\u202e\u200b\ud800\nb\u2028") == "a\\x1b[31m\\u202e\\u200b\\ud800\\nb\\u2028"
    assert plain("日本語 é ✓") == "日本語 é ✓"
    assert plain("x" * (MAX_SHOWN + 5)).endswith("... (5 more characters)")


def test_an_incomplete_installation_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.__main__ import main as start

    for module, asked in (("app.cli", "verify"), ("app.desktop", "render")):
        monkeypatch.setattr(sys, "argv", ["incident-replay", asked])
        monkeypatch.setitem(sys.modules, module, None)
        assert start() == 70
        assert "incomplete" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "display", "desktop"),
    [
        ([], True, True),
        ([], False, False),
        (["render", "x"], False, True),
        (["verify", "x"], True, False),
        (["--help"], True, False),
        (["verfy"], True, False),
        (["here"], True, True),
        (["here"], False, True),
    ],
)
def test_a_path_or_nothing_is_the_desktop_and_a_verb_the_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], display: bool, desktop: bool
) -> None:
    from app.__main__ import wants_desktop

    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").mkdir()
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", ":7")
    assert wants_desktop(arguments) is desktop


def test_nothing_is_written_beside_the_evidence(say: Say, tmp_path: Path) -> None:
    path = record(tmp_path / "drive", KeyRing("beside"), seconds=1)[0]
    path.chmod(0o400)
    before = sorted(path.parent.iterdir())
    for arguments in (["verify", path], ["info", path], ["cat", path, "/log"], ["verify", path, "--json"]):
        say(*arguments)
    assert sorted(path.parent.iterdir()) == before
