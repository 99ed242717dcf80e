"""GENESIS as the format needs it: every member that is missing or of the wrong form is named.

Must not know how GENESIS comes out of a file.
"""

import json
from typing import Any

import pytest

from app.chain.genesis import GenesisError, canonical_decimal, parse_genesis
from app.log.segment import Segment
from app.log.source import Source
from tests.adversary.base import KeyRing, record


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = record(tmp_path_factory.mktemp("genesis") / "drive", KeyRing("genesis"), seconds=1)[0]
    with Segment(Source(path)) as segment:
        document: dict[str, Any] = json.loads(segment.read(0).payload)
    return document


def code(document: object) -> str:
    with pytest.raises(GenesisError) as error:
        parse_genesis(json.dumps(document).encode())
    return error.value.code


def test_a_sound_one(sound: dict[str, Any]) -> None:
    genesis = parse_genesis(json.dumps(sound).encode())
    assert genesis.delegated
    assert set(genesis.channels) == {1, 2, 3}
    assert genesis.previous is None
    linked = sound | {"previous": {"segment": "ab" * 16, "size": "7", "root": "A" * 43 + "="}}
    previous = parse_genesis(json.dumps(linked).encode()).previous
    assert previous is not None
    assert (previous.size, previous.root) == (7, bytes(32))
    assert not parse_genesis(json.dumps(sound | {"delegation": "A" * 86 + "=="}).encode()).delegated


MEMBERS = (
    *("format", "provenance", "origin", "segment", "drive", "segment_number", "boot", "device", "epoch_key"),
    *("delegation", "previous", "policy", "channels"),
)


@pytest.mark.parametrize("member", MEMBERS)
def test_a_missing_member(sound: dict[str, Any], member: str) -> None:
    assert code({key: value for key, value in sound.items() if key != member}) == "GENESIS"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("format", "sealed-log/2"),
        ("provenance", "invented"),
        ("origin", "vehicle/8/x"),
        ("segment", "AB" * 16),
        ("drive", "ab" * 15),
        ("segment_number", -1),
        ("segment_number", 1.0),
        ("segment_number", True),
        ("boot", None),
        ("device", []),
        ("epoch_key", "A" * 43 + "="),
        ("epoch_key", "A" * 42 + "B="),
        ("epoch_key", "AAAA"),
        ("epoch_key", 7),
        ("delegation", "AAAA"),
        ("previous", 7),
        ("previous", {"segment": "ab" * 16, "size": "07", "root": "A" * 43 + "="}),
        ("previous", {"segment": "ab" * 16, "size": 7, "root": "A" * 43 + "="}),
        ("previous", {"segment": "ab" * 16, "size": "7", "root": "A" * 44}),
        ("previous", {"segment": "x", "size": "7", "root": "A" * 43 + "="}),
        ("policy", {"max_interval": 0, "device_every": 1}),
        ("policy", {"max_interval": 2049, "device_every": 1}),
        ("policy", {"max_interval": 1, "device_every": 2**31}),
        ("policy", None),
        ("channels", {}),
    ],
)  # fmt: skip
def test_a_member_of_the_wrong_form(sound: dict[str, Any], member: str, value: object) -> None:
    assert code(sound | {member: value}) == "GENESIS"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Vehicle"},
        {"name": "a" * 65},
        {"key": "A" * 43 + "="},
        {"endorsements": None},
        {"endorsements": [{}] * 17},
        {"endorsements": [7]},
        {"endorsements": [{"name": "a", "key": "b"}]},
        {"endorsements": [{"name": "a", "key": "b", "signature": 1}]},
    ],
)
def test_a_device_of_the_wrong_form(sound: dict[str, Any], change: dict[str, object]) -> None:
    assert code(sound | {"device": sound["device"] | change}) == "GENESIS"


def test_endorsements_may_be_absent_or_worthless(sound: dict[str, Any]) -> None:
    device = {key: value for key, value in sound["device"].items() if key != "endorsements"}
    assert parse_genesis(json.dumps(sound | {"device": device}).encode()).endorsements == ()
    worthless = device | {"endorsements": [{"name": "", "key": "not base64", "signature": ""}]}
    assert len(parse_genesis(json.dumps(sound | {"device": worthless}).encode()).endorsements) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"id": 0},
        {"id": 2**32},
        {"id": "1"},
        {"id": 2},
        {"name": 7},
        {"name": "/log"},
        {"area": "a/b"},
        {"area": "."},
        {"area": ""},
        {"area": "a" * 65},
        {"area": None},
        {"area": "log"},
    ],
)
def test_a_channel_of_the_wrong_form(sound: dict[str, Any], change: dict[str, object]) -> None:
    table = [dict(channel) for channel in sound["channels"]]
    table[0] |= change
    assert code(sound | {"channels": table}) == "CHANNEL_TABLE"


def test_too_many_channels(sound: dict[str, Any]) -> None:
    table = [{"id": n, "name": f"n{n}", "area": f"a{n}"} for n in range(1, 1026)]
    assert code(sound | {"channels": table}) == "CHANNEL_TABLE"
    assert len(parse_genesis(json.dumps(sound | {"channels": table[:1024]}).encode()).channels) == 1024
    assert code(sound | {"channels": ["x"]}) == "CHANNEL_TABLE"


def test_not_json() -> None:
    with pytest.raises(GenesisError, match="JSON"):
        parse_genesis(b"{")


def test_decimal_strings() -> None:
    assert canonical_decimal("0") == 0
    assert canonical_decimal("18446744073709551615") == 2**64 - 1
    for text in ("", "00", "-1", "1 ", "1\n", "1" * 21, "\u0661", 1, None):
        assert canonical_decimal(text) is None
