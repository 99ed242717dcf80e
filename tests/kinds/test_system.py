"""The system records: members that verifiers need, by their exact names, and what a writer is stopped from writing.

Must not know leaves or keys.
"""

import hashlib
import json
from typing import Any

import msgspec
import pytest

from app.kinds.annex import CHARACTERS, annexes
from app.kinds.calibration import Transform
from app.kinds.channel_spec import ChannelSpec
from app.kinds.covariance import Covariance
from app.kinds.document import encode_document
from app.kinds.event_kind import EVENT_KINDS
from app.kinds.genesis import Device, Genesis, Policy
from app.kinds.prediction import Path
from app.kinds.severity import SEVERITIES, Severity, rank, triggers_burst
from app.kinds.system import Clock, End, Epoch, Fault, Gap, encode_system
from tests.kinds.examples import CHANNELS, DRIVE, GENESIS, KEY, PAYLOAD, SEGMENT, SIGNATURE, SYSTEM


def written(record: Any) -> dict[str, Any]:
    document = json.loads(encode_system(record))
    assert isinstance(document, dict)
    return document


def changed(record: Any, **members: object) -> Any:
    return msgspec.structs.replace(record, **members)


MINIMAL = Genesis(
    format="sealed-log/1",
    provenance="simulated",
    origin=f"demo/{SEGMENT}",
    segment=SEGMENT,
    drive=DRIVE,
    segment_number=0,
    boot="b",
    device=Device(name="demo", key=KEY),
    epoch_key=KEY,
    delegation=SIGNATURE,
    previous=None,
    policy=Policy(max_interval=2048, device_every=1),
    channels=(),
)


def test_the_smallest_genesis_has_all_that_a_verifier_needs() -> None:
    assert written(MINIMAL) == {
        "format": "sealed-log/1",
        "provenance": "simulated",
        "origin": f"demo/{SEGMENT}",
        "segment": SEGMENT,
        "drive": DRIVE,
        "segment_number": 0,
        "boot": "b",
        "device": {"name": "demo", "key": KEY},
        "epoch_key": KEY,
        "delegation": SIGNATURE,
        "previous": None,
        "policy": {"max_interval": 2048, "device_every": 1},
        "channels": [],
    }


def test_a_full_genesis_names_the_rest_as_the_format_does() -> None:
    document = written(GENESIS)
    assert document["previous"] == {"segment": DRIVE, "size": "131072", "root": KEY}
    assert document["device"]["endorsements"] == [{"name": "fleet", "key": KEY, "signature": SIGNATURE}]
    assert {"vehicle", "clocks", "calibration", "software", "configuration", "models", "intake"} <= document.keys()
    assert document["channels"][0] == {
        "id": 1,
        "name": "/camera/front",
        "area": "camera_front",
        "kind": "image",
        "codec": "jpeg",
        "stamp": "exposure_middle",
        "arrival": "measured",
        "capture": "measured",
        "row_bytes": 1,
        "max_bytes": 4_000_000,
        "max_decoded_bytes": 6_220_800,
        "max_age_ns": 200_000_000,
        "rate_hz": 30.0,
        "schema": "urn:sealed-log:1:payload:image",
        "sensor": "camera_front",
        "clock": "ptp",
    }


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"origin": f"other/{SEGMENT}"}, "is not <device name>/<segment id>"),
        ({"segment": "0" * 32}, "is not <device name>/<segment id>"),
        ({"channels": (CHANNELS[0], changed(CHANNELS[1], id=1))}, "two channels have the id 1"),
        ({"channels": (CHANNELS[0], changed(CHANNELS[1], name="/camera/front"))}, "have the name '/camera/front'"),
        ({"channels": (CHANNELS[0], changed(CHANNELS[1], area="camera_front"))}, "have the area 'camera_front'"),
    ],
)
def test_a_genesis_that_contradicts_itself_is_not_made(members: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        changed(GENESIS, **members)


def numbered(count: int) -> tuple[ChannelSpec, ...]:
    return tuple(changed(CHANNELS[0], id=n, name=f"n{n}", area=f"a{n}") for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"format": "sealed-log/2"}, r"\$\.format"),
        ({"provenance": "invented"}, r"\$\.provenance"),
        ({"drive": "0" * 32}, r"\$\.drive"),
        ({"drive": DRIVE.upper()}, r"\$\.drive"),
        ({"drive": DRIVE + "\n"}, r"\$\.drive"),
        ({"segment_number": -1}, r"\$\.segment_number"),
        ({"epoch_key": KEY[:-1]}, r"\$\.epoch_key"),
        ({"epoch_key": "A" * 42 + "B="}, r"\$\.epoch_key"),
        ({"delegation": KEY}, r"\$\.delegation"),
        ({"delegation": "A" * 85 + "B=="}, r"\$\.delegation"),
        ({"policy": Policy(max_interval=0, device_every=1)}, r"\$\.policy\.max_interval"),
        ({"policy": Policy(max_interval=2049, device_every=1)}, r"\$\.policy\.max_interval"),
        ({"policy": Policy(max_interval=1, device_every=2**31)}, r"\$\.policy\.device_every"),
        ({"channels": numbered(1025)}, r"length <= 1024 - at `\$\.channels`"),
        ({"channels": (changed(CHANNELS[0], id=0),)}, r"\$\.channels\[0\]\.id"),
        ({"channels": (changed(CHANNELS[0], id=2**32),)}, r"\$\.channels\[0\]\.id"),
        ({"channels": (changed(CHANNELS[0], area="a/b"),)}, r"\$\.channels\[0\]\.area"),
        ({"channels": (changed(CHANNELS[0], area="."),)}, r"\$\.channels\[0\]\.area"),
        ({"channels": (changed(CHANNELS[0], area=".."),)}, r"\$\.channels\[0\]\.area"),
        ({"channels": (changed(CHANNELS[0], area="a" * 65),)}, r"\$\.channels\[0\]\.area"),
        ({"channels": (changed(CHANNELS[0], area="ä"),)}, r"\$\.channels\[0\]\.area"),
        ({"channels": (changed(CHANNELS[0], row_bytes=0),)}, r"\$\.channels\[0\]\.row_bytes"),
        ({"device": changed(GENESIS.device, endorsements=GENESIS.device.endorsements * 17)}, "length <= 16"),
    ],
)
def test_a_genesis_against_the_format_is_not_written(members: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        encode_system(changed(GENESIS, **members))


@pytest.mark.parametrize("name", ["Demo", "de mo", "démo", "d" * 65, "", "demo\n"])
def test_device_names_are_those_of_the_format(name: str) -> None:
    genesis = changed(GENESIS, device=changed(GENESIS.device, name=name), origin=f"{name}/{SEGMENT}")
    with pytest.raises(ValueError, match=r"device\.name|origin"):
        encode_system(genesis)


def test_a_thousand_channels_fit_and_a_megabyte_is_the_end() -> None:
    assert len(encode_system(changed(GENESIS, channels=numbered(1024)))) < 1_048_576
    wordy = tuple(changed(channel, description="x" * 1000) for channel in numbered(1024))
    with pytest.raises(ValueError, match=r"GENESIS has \d+ bytes; at most 1048576"):
        encode_system(changed(GENESIS, channels=wordy))


def test_other_records_end_at_64_kib() -> None:
    assert len(encode_system(Fault(component="a", code="b", text="x" * 65_000))) < 65_536
    with pytest.raises(ValueError, match="FAULT has 66038 bytes; at most 65536"):
        encode_system(Fault(component="a", code="b", text="x" * 66_000))


def test_epoch_and_end_write_null_where_the_format_wants_it() -> None:
    assert written(Epoch(epoch=3, next_key=KEY, counts={"0": "7", "12": "0"}, utc_offset_ns=None)) == {
        "epoch": 3,
        "next_key": KEY,
        "counts": {"0": "7", "12": "0"},
        "utc_offset_ns": None,
    }
    assert written(End(epoch=4, next_key=None, counts={"0": "8"}, utc_offset_ns="-1", reason="stopped")) == {
        "epoch": 4,
        "next_key": None,
        "counts": {"0": "8"},
        "utc_offset_ns": "-1",
        "reason": "stopped",
    }


@pytest.mark.parametrize(
    "members",
    [
        {"next_key": None},
        {"counts": {"01": "1"}},
        {"counts": {"-1": "1"}},
        {"counts": {"0": 1}},
        {"counts": {"0": "01"}},
        {"counts": {"0": "-1"}},
        {"utc_offset_ns": "+1"},
        {"utc_offset_ns": 5},
        {"utc_uncertainty_us": 2**32 - 1},
    ],
)
def test_an_epoch_against_the_format_is_not_written(members: dict[str, Any]) -> None:
    (name,) = members
    with pytest.raises(ValueError, match=rf"\$\.{name}"):
        encode_system(changed(SYSTEM["EPOCH"], **members))


def test_end_has_no_next_key() -> None:
    with pytest.raises(ValueError, match=r"Expected `null`, got `str` - at `\$\.next_key`"):
        encode_system(changed(SYSTEM["END"], next_key=KEY))


def test_clock_tells_silence_about_utc_from_utc_lost() -> None:
    assert "utc_offset_ns" not in written(Clock(clock="ptp", reason="synchronised"))
    assert written(Clock(clock="ptp", reason="lost", utc_offset_ns=None))["utc_offset_ns"] is None


def test_a_gap_names_what_was_lost() -> None:
    with pytest.raises(ValueError, match=r"length >= 1 - at `\$\.lost`"):
        encode_system(Gap(lost=(), reason="queue_full"))


def test_only_system_records_are_encoded_as_such() -> None:
    with pytest.raises(TypeError, match="Decision is no system record"):
        encode_system(PAYLOAD["decision"])  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [0, 1, CHARACTERS, CHARACTERS + 1, 3 * CHARACTERS])
@pytest.mark.parametrize("character", ["a", "\0", "語", "\U0001f600"])
def test_a_text_of_any_length_becomes_annexes_that_fit(length: int, character: str) -> None:
    text = character * length
    records = annexes(text, name="n", purpose="map", media_type="text/plain")
    documents = [written(record) for record in records]
    assert "".join(document["text"] for document in documents) == text
    assert [document["part"] for document in documents] == list(range(max(1, -(-length // CHARACTERS))))
    assert {document["parts"] for document in documents} == {len(documents)}
    assert {document["sha256"] for document in documents} == {hashlib.sha256(text.encode()).hexdigest()}


def test_a_text_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kinds.annex.CHARACTERS", 1)
    assert len(annexes("a" * 65_536, name="n", purpose="map", media_type="text/plain")) == 65_536
    with pytest.raises(ValueError, match="65537 characters is too long"):
        annexes("a" * 65_537, name="n", purpose="map", media_type="text/plain")


def test_an_annex_needs_text_that_can_be_written() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        annexes("a\ud800", name="n", purpose="map", media_type="text/plain")


def test_severities_ascend_and_bursts_begin_at_warning() -> None:
    assert SEVERITIES == ("info", "notice", "warning", "critical")
    assert [rank(severity) for severity in SEVERITIES] == [0, 1, 2, 3]
    bursts: dict[Severity, bool] = {severity: triggers_burst(severity) for severity in SEVERITIES}
    assert bursts == {"info": False, "notice": False, "warning": True, "critical": True}


def test_the_published_kinds_of_event_cover_the_lists() -> None:
    rules = {rule for kind in EVENT_KINDS.values() for rule in kind.rules}
    assert {"UN R157 8", "49 CFR 563", *(f"StVG 1g(1) no. {number}" for number in (3, 4, 8, 13))} == rules
    assert all(kind.name == name and kind.meaning for name, kind in EVENT_KINDS.items())
    assert triggers_burst(EVENT_KINDS["hard_braking"].severity)
    assert triggers_burst(EVENT_KINDS["airbag"].severity)
    assert triggers_burst(EVENT_KINDS["transition_demand"].severity)


IDENTITY = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({}, "either translation and rotation, or a matrix"),
        ({"translation": (0.0, 0.0, 0.0)}, "either translation"),
        ({"rotation": (1.0, 0.0, 0.0, 0.0)}, "either translation"),
        ({"matrix": IDENTITY, "translation": (0.0, 0.0, 0.0)}, "either translation"),
        ({"translation": (0.0, 0.0, 0.0), "rotation": (1.0, 1.0, 0.0, 0.0)}, "not a unit quaternion"),
        ({"matrix": (*IDENTITY[:3], (0.0, 0.0, 0.1, 1.0))}, "last row"),
    ],
)
def test_a_transform_says_one_thing(members: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Transform(**members)


def test_a_transform_is_written_in_the_form_it_was_given() -> None:
    assert json.loads(encode_document(Transform(matrix=IDENTITY), of=Transform)) == {
        "matrix": [list(r) for r in IDENTITY]
    }
    turned = Transform(translation=(1, 2, 3), rotation=(0.6, 0.8, 0, 0))
    assert json.loads(encode_document(turned, of=Transform)) == {"rotation": [0.6, 0.8, 0, 0], "translation": [1, 2, 3]}


def test_lists_that_belong_together_have_one_length() -> None:
    with pytest.raises(ValueError, match="a path of 2 points has 1 values of v"):
        Path(t=(0, 1), x=(0, 1), y=(0, 1), v=(1.0,))
    with pytest.raises(ValueError, match="a covariance of 2 quantities has 3 values"):
        Covariance(of=("x", "y"), values=(1.0, 0.0, 0.0, 1.0))


@pytest.mark.parametrize(
    ("members", "text"), [({"chosen": 5}, "chosen candidate 5 is not among"), ({"candidates": 2}, "have one id")]
)
def test_a_decision_names_one_of_its_candidates(members: dict[str, Any], text: str) -> None:
    decision: Any = PAYLOAD["decision"]
    if "candidates" in members:
        members = {"candidates": decision.candidates * 2}
    with pytest.raises(ValueError, match=text):
        changed(decision, **members)
