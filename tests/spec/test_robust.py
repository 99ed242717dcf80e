"""Bytes changed at random, hostile sizes, speed, and the command line."""

from __future__ import annotations

import functools
import io
import json
import os
import random
import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.spec import writer
from tests.spec.load import PATH, PUBLISHED, TRUSTED, check, found, verify
from tests.spec.writer import Log

FULL = os.environ.get("CAMPAIGN") == "full"
MEMBERS = [
    *(
        "status",
        "intact",
        "complete",
        "signed",
        "trusted",
        "provenance",
        "segment",
        "drive",
        "payloads",
        "records",
        "tail",
    ),
    *("withheld", "proven_records", "bytes", "root", "findings", "warnings", "seconds"),
]


def covered_bytes(log: Log, records: int) -> list[int]:
    """The places of the file on which the verdict on so many records rests."""
    layout = {name: offset for name, (offset, _) in log.layout().items()}
    places = list(range(64 + 48 * len(layout)))
    places += range(layout["seal/leaf"], layout["seal/leaf"] + 192 * records)
    for k, slot in enumerate(log.slots):
        places += range(layout["seal/checkpoint"] + 4096 * k, layout["seal/checkpoint"] + 4096 * k + len(slot))
    if log.derived:
        places += range(layout["seal/part"], layout["seal/part"] + 64 * len(log.rows))
    else:
        places += range(layout["seal/salt"], layout["seal/salt"] + 32)
    for leaf, location in list(zip(map(writer.unpack, log.leaves), log.locations, strict=True))[:records]:
        start = layout[f"channel/{leaf['channel']}" if leaf["channel"] else "seal/system"] + location
        places += range(start, start + leaf["length"]) if location != writer.NONE else ()
        entry = layout["seal/location"] + 8 * leaf["index"]
        places += range(entry, entry + 8) if leaf["length"] else ()  # an empty payload may lie anywhere in its area
    return places


def derived() -> Log:
    log = writer.multi()
    log.withhold(3, parts={2: {0}})
    return log


@pytest.mark.parametrize("make", [writer.small, writer.multi, derived, writer.still_open])
def test_no_changed_byte_is_accepted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[], Log]) -> None:
    """Each altered file is BROKEN or UNSIGNED; the only free bytes are the key ids, which are hints."""
    monkeypatch.setattr(verify, "verifies", functools.cache(verify.verifies))
    log, chance = make(), random.Random(6962)
    image, before = log.image(), check(tmp_path, log.image())
    places, slots = covered_bytes(log, before["records"]), log.layout()["seal/checkpoint"][0]
    ids = set()
    for k, slot in enumerate(log.slots):
        for line in slot.split(b"\xe2\x80\x94 ")[1:]:
            first = slots + 4096 * k + slot.index(line) + line.index(b" ") + 1
            ids |= set(range(first, first + 6))  # 32 bits: five characters and two bits of the sixth
    for _ in range(5000 if FULL else 250):
        altered = bytearray(image)
        place = chance.choice(places)
        altered[place] ^= chance.choice([1 << chance.randrange(8), chance.randrange(1, 256)])
        verdict = check(tmp_path, bytes(altered))
        json.dumps(verdict)
        if verdict["status"] not in ("BROKEN", "UNSIGNED"):
            assert place in ids, (place, verdict)
            assert (verdict["status"], verdict["root"]) == (before["status"], before["root"])


def test_random_files(tmp_path: Path) -> None:
    """Structure-aware noise never ends in an exception."""
    chance = random.Random(1)
    for _ in range(4000 if FULL else 120):
        log = chance.choice([writer.small, writer.multi, derived, writer.still_open])()
        for _ in range(chance.randrange(1, 6)):
            position = chance.randrange(len(log.leaves))
            at = chance.randrange(192)
            noise = chance.choice([b"\xff" * 8, bytes(8), chance.randbytes(8)])
            log.leaves[position] = (log.leaves[position][:at] + noise + log.leaves[position][at + 8 :])[:192]
            log.locations[chance.randrange(len(log.locations))] = chance.choice([writer.NONE, 2**63, 0, 5])
            slot = chance.randrange(len(log.slots))
            log.slots[slot] = log.slots[slot][: chance.randrange(400)] + chance.randbytes(chance.randrange(9))
        verdict = check(tmp_path, log.image()[: chance.choice([None, chance.randrange(65536, 90000)])])
        assert sorted(verdict) == sorted(MEMBERS)
        assert verdict["status"] in ("BROKEN", "OPEN_PREFIX", "UNSIGNED", "SEALED")


def test_hostile_sizes_take_no_time(tmp_path: Path) -> None:
    """A small file that claims the most leaves, slots, rows and bytes there can be."""
    log = writer.small()
    areas, image, far = log.layout(), log.image(), 2**62
    areas |= {
        "seal/leaf": (areas["seal/leaf"][0], areas["seal/leaf"][1]),
        "seal/part": (far, 64 * 2**22),
        "channel/9": (far + 2**58, 2**61),
    }
    image = writer.directory(areas, log.segment).ljust(65536, b"\0") + image[65536:]
    began = time.monotonic()
    verdict = check(tmp_path, image)
    assert (verdict["status"], found(verdict, "warnings")) == ("SEALED", [("TRUNCATED_FILE", None, None, None)])
    assert time.monotonic() - began < 5


def test_a_log_of_full_size(tmp_path: Path) -> None:
    """131 072 records in a few seconds."""
    log = Log(channels={1: "camera"})
    log.checkpoint()
    chain = writer.sha256(b"\0" + log.leaves[-1])
    fields = writer.unpack(log.leaves[-1]) | {"type": writer.DATA, "channel": 1, "length": 3}
    area, previous = bytearray(), writer.NONE
    for i in range(2, 131_072):
        digest = log.part_hash(i, 0, b"%03d" % (i % 1000))
        fields |= {"index": i, "sequence": i - 2, "previous": previous, "root": digest, "chain": chain}
        log.leaves.append(writer.pack(fields | {"t_arrival": 10**6 + i}))
        log.locations.append(len(area))
        area += b"%03d" % (i % 1000)
        previous, chain = i, writer.sha256(b"\0" + log.leaves[-1])
    log.areas["channel/1"] = area
    log.slots.clear()
    log.sign(k=0)
    verdict = check(tmp_path, log.image())
    assert found(verdict) == [("EPOCH_RECORD", 131_071, 1, 10**6 + 131_071)]
    assert verdict["seconds"] < (8 if FULL else 25)  # other tests may run beside it


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(PATH), *words], capture_output=True, text=True, check=False)


def test_command_line(tmp_path: Path) -> None:
    (tmp_path / "log.h5").write_bytes(writer.small().image())
    (tmp_path / "none.h5").write_bytes(b"")
    log, given = str(tmp_path / "log.h5"), "=".join(TRUSTED[0])
    result = run(log, given)
    verdict = json.loads(result.stdout)
    assert (result.returncode, verdict["status"], list(verdict)) == (0, "SEALED", MEMBERS)
    assert result.stderr.count("\n") == 1
    assert "SEALED" in result.stderr


def test_as_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.h5").write_bytes(writer.small().image())
    monkeypatch.setattr(sys, "argv", [str(PATH), str(tmp_path / "log.h5")])
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(PATH), run_name="__main__")
    assert end.value.code == 2
    assert json.loads(capsys.readouterr().out)["status"] == "UNTRUSTED"


@pytest.mark.parametrize(("error", "code"), [(OSError(28, "No space left on device"), 74), (RecursionError(), 70)])
def test_no_verdict_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int) -> None:
    """Python would end with 1, which is BROKEN."""

    class Broken(io.StringIO):
        def write(self, _: str) -> int:
            raise error

    (tmp_path / "log.h5").write_bytes(writer.small().image())
    monkeypatch.setattr(sys, "argv", [str(PATH), str(tmp_path / "log.h5")])
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    monkeypatch.setattr(sys, "stdout", Broken())
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    runpy.run_path(str(PATH), run_name="__main__")
    assert codes == [code]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_verdict_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "log.h5").write_bytes(writer.small().image())
    command = f"{sys.executable} {PATH} {tmp_path / 'log.h5'}"
    for streams, code in ((">/dev/full", 74), (">/dev/full 2>/dev/full", 74), ("2>/dev/full", 74), (">&-", 2)):
        done = subprocess.run(["/bin/sh", "-c", f"{command} {streams}"], capture_output=True, text=True, check=False)
        assert done.returncode == code, streams
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [[], ["-I", "-S"]])
def test_from_any_folder(tmp_path: Path, options: list[str]) -> None:
    """Two files, wherever they lie and whoever asks from where; nothing is written."""
    place, elsewhere = tmp_path / "a place", tmp_path / "elsewhere"
    place.mkdir()
    elsewhere.mkdir()
    for source in (PATH, PUBLISHED):
        (place / source.name).write_bytes(source.read_bytes())
    (elsewhere / "published.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    (elsewhere / "log.h5").write_bytes(writer.small().image())
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for script in (place / "verify.py", Path("..") / "a place" / "verify.py"):
        command = [sys.executable, *options, str(script), "log.h5", "=".join(TRUSTED[0])]
        done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "SEALED")
    assert sorted(each.name for each in place.iterdir()) == ["published.py", "verify.py"]
    assert sorted(each.name for each in elsewhere.iterdir()) == ["log.h5", "published.py"]


def test_no_other_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the verifier is a module and other folders come first."""
    (tmp_path / "published.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    monkeypatch.delitem(sys.modules, "published")
    names = runpy.run_path(str(PATH))
    assert Path(names["tree_root"].__code__.co_filename) == PUBLISHED


def test_without_the_file_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No verdict, and no exit code that could be taken for one."""
    (tmp_path / "verify.py").write_bytes(PATH.read_bytes())
    command = [sys.executable, "-I", str(tmp_path / "verify.py"), "log.h5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (69, "", 1)
    assert "published.py" in done.stderr
    monkeypatch.setitem(sys.modules, "published", None)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(PATH), run_name="__main__")
    assert end.value.code == 69
    assert "published.py" in capsys.readouterr().err


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, none, open_, bad = (tmp_path / name for name in ("good", "none", "open", "bad"))
    good.write_bytes(writer.small().image())
    none.write_bytes(b"")
    open_.write_bytes(writer.still_open().image())
    bad.write_bytes(writer.small().image().replace(b"picture 4", b"picture 5"))
    given = "=".join(TRUSTED[0])
    assert verify.main([str(good), given]) == 0
    assert verify.main([str(bad), given]) == 1
    assert verify.main([str(good)]) == 2
    assert verify.main([str(open_), given]) == 3
    assert verify.main(["--no-payloads", str(good), given]) == 3
    assert verify.main([str(none), given]) == 4
    for wrong in ([], ["--help"], [str(good), "car/7"], [str(good), f"={TRUSTED[0][1]}"], [str(good), "car/7=abc"]):
        assert verify.main(wrong) == 64
    capsys.readouterr()
    for missing in (tmp_path / "missing", tmp_path):
        assert verify.main([str(missing), given]) == 66
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(good)
    assert verify.main([str(tmp_path / "fifo"), given]) == 66
    assert verify.main([str(tmp_path / "link"), given]) == 66
    assert capsys.readouterr().out == ""


def test_a_device_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is refused altogether, wherever the read fails."""
    path = tmp_path / "log.h5"
    path.write_bytes(writer.small().image())

    def failing(self: Any, area: str, at: int = 0, size: int = 0) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(verify.Log, "read", failing)
    assert verify.main([str(path)]) == 66
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "copy what can be read first" in err
