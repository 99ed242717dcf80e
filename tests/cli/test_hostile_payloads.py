"""Payloads that are sound and senseless, signed by its recorder: C-19, and C-22 where a vector would be too large.

Must not know how they are read.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.replay.cache import Cache
from app.replay.sampler import Loaded, Sampler
from tests.adversary.attack import Scene, nth
from tests.adversary.base import CAMERA, DEVICE_KEY, TEXT, KeyRing
from tests.adversary.forgery import Forgery
from tests.adversary.vectors import TRUST
from tests.cli.say import Say
from tests.replay.opening import opened

TEN_MEGABYTES = "=cmd|' /C calc'!A0 \u202e\u001b[31m" + "x" * 10_000_000
NO_PIXELS = {
    # a baseline frame header of three components, and a header chunk of 8 bits: zero lines of zero columns
    "jpeg": b"\xff\xd8\xff\xc0\0\x11\x08\0\0\0\0\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xd9",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(8) + b"\x08\x02\0\0\0" + bytes(4),
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path / "made", tmp_path, KeyRing("payloads"))


def signed(scene: Scene, channel: int, payload: bytes, **entry: object) -> Path:
    """The sound log with another payload in the second record of a channel, signed by the keys of its recorder."""
    scene.sound()
    forgery: Forgery = scene.forgery()
    document = forgery.json(0)
    for one in document["channels"]:
        if one["id"] == channel:
            one.update(entry | {"max_bytes": 16 << 20})
    forgery.put_json(0, document)
    forgery.put(nth(forgery, channel, 1), payload)
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())
    TRUST.save(scene.work / "trust.json")
    return scene.out()


def verdict(say: Say, scene: Scene, log: Path) -> tuple[str, list[object], list[object]]:
    found = say.json("verify", log, "--trust", scene.work / "trust.json")[1]
    return found["status"], found["findings"], found["warnings"]


@pytest.mark.parametrize("name", NO_PIXELS)
def test_a_picture_without_pixels_is_a_valid_record_and_empty(say: Say, scene: Scene, name: str) -> None:
    """C-19."""
    log = signed(scene, CAMERA, NO_PIXELS[name], codec=name)
    assert verdict(say, scene, log) == ("SEALED", [], [])
    with opened(log) as checked:
        cache: Cache[Loaded] = Cache(1 << 24)
        found = Sampler(checked, cache).load(checked.log.channels["/camera/front"], 1)
    assert (found.content, found.problem) == (None, "the picture is empty: it has 0 x 0 pixels")


def test_a_text_of_ten_megabytes_is_clipped_wherever_it_is_shown(say: Say, scene: Scene) -> None:
    """C-22: no terminal is moved by it, and no window waits for it; as JSON it comes out whole."""
    log = signed(scene, TEXT, json.dumps({"level": "info", "message": TEN_MEGABYTES}).encode())
    assert verdict(say, scene, log) == ("SEALED", [], [])
    status, out, _ = say("cat", log, "/log")
    assert (status, max(map(len, out.splitlines())) < 3000) == (0, True)
    assert "\x1b" not in out
    assert "\u202e" not in out
    lines = say("cat", log, "/log", "--json")[1].splitlines()
    assert json.loads(lines[1])["value"]["message"] == TEN_MEGABYTES
    with opened(log) as checked:
        cache: Cache[Loaded] = Cache(1 << 24)
        found = Sampler(checked, cache).load(checked.log.channels["/log"], 1)
    assert found.content is None
    assert "not JSON as the format allows it" in (found.problem or "")
