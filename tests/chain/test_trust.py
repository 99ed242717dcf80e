"""The trust store: by full fingerprint and name, never from the log, with revocation and time.

Must not know how logs are checked.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.chain.genesis import PROVENANCES, Genesis, parse_genesis
from app.chain.keys import fingerprint
from app.chain.trust import (
    DEMONSTRATION_FINGERPRINT,
    UNKNOWN_NAME,
    Role,
    TrustedKey,
    TrustError,
    TrustStore,
    default_path,
    utc_ns,
)
from app.log.leaf import UNKNOWN_TIME_NS
from app.log.segment import Segment
from app.log.source import Source
from app.record.keys import demonstration_key
from tests.adversary.base import DEVICE, DEVICE_KEY, FLEET_KEY, KeyRing, key_of, record

OWN = fingerprint(DEVICE_KEY.public_key().public_bytes_raw())
FLEET = fingerprint(FLEET_KEY.public_key().public_bytes_raw())
DEMO = DEMONSTRATION_FINGERPRINT
NOW = utc_ns("2026-06-01T00:00:00Z")


@pytest.fixture(scope="module")
def genesis(tmp_path_factory: pytest.TempPathFactory) -> Genesis:
    path = record(tmp_path_factory.mktemp("trust") / "drive", KeyRing("trust"), seconds=1)[0]
    with Segment(Source(path)) as segment:
        return parse_genesis(segment.read(0).payload)


def key(name: str = DEVICE, print_: str = OWN, role: Role = Role.DEVICE, **more: str) -> TrustedKey:
    return TrustedKey(name=name, fingerprint=print_, role=role, **more)


def decision(genesis: Genesis, *keys: TrustedKey, at: int = NOW) -> str:
    decided = TrustStore(keys).decide(genesis, recorded_utc_ns=at)
    assert decided.trusted is (decided.finding is None)
    return decided.finding.code if decided.finding else "trusted"


def test_nothing_is_trusted_by_default(genesis: Genesis) -> None:
    assert decision(genesis) == "UNTRUSTED_DEVICE_KEY"


def test_name_and_fingerprint_both_count(genesis: Genesis) -> None:
    other = fingerprint(key_of("other").public_key().public_bytes_raw())
    assert decision(genesis, key()) == "trusted"
    assert decision(genesis, key(name="vehicle/8")) == "UNTRUSTED_DEVICE_KEY"
    assert decision(genesis, key(print_=other)) == "UNTRUSTED_DEVICE_KEY"
    decided = TrustStore((key(print_=other),)).decide(genesis, recorded_utc_ns=NOW)
    assert decided.finding is not None
    assert "not this one" in decided.finding.text


def test_a_fleet_key_vouches_by_its_signature(genesis: Genesis) -> None:
    assert decision(genesis, key("fleet/one", FLEET, Role.FLEET)) == "trusted"
    assert decision(genesis, key("fleet/two", FLEET, Role.FLEET)) == "UNTRUSTED_DEVICE_KEY"
    assert decision(genesis, key("fleet/one", OWN, Role.FLEET)) == "UNTRUSTED_DEVICE_KEY"
    # the name and key of the device do not make it a fleet key
    assert decision(genesis, key(DEVICE, OWN, Role.FLEET)) == "UNTRUSTED_DEVICE_KEY"


def test_an_endorsement_that_is_no_base64_vouches_for_nothing(genesis: Genesis) -> None:
    for spoiled in ({"key": "!"}, {"signature": "AAAA"}):
        endorsements = tuple(replace(endorsement, **spoiled) for endorsement in genesis.endorsements)
        strange = replace(genesis, endorsements=endorsements)
        assert decision(strange, key("fleet/one", FLEET, Role.FLEET)) == "UNTRUSTED_DEVICE_KEY"


def test_revocation_wins(genesis: Genesis) -> None:
    store = TrustStore((key(), key("fleet/one", FLEET, Role.FLEET)))
    revoked = store.revoked(OWN, when_utc="2026-05-01T00:00:00Z", because="stolen")
    decided = revoked.decide(genesis, recorded_utc_ns=NOW)
    assert decided.finding is not None
    assert decided.finding.code == "KEY_REVOKED"
    assert "stolen" in decided.finding.text
    # the first date stays
    again = revoked.revoked(OWN, when_utc="2027-01-01T00:00:00Z", because="again")
    assert again.keys[0].revoked_because == "stolen"


def test_a_revoked_key_is_revoked_under_every_name_and_in_every_role(genesis: Genesis) -> None:
    """Whoever has the stolen key can sign as any name that pins it."""
    past = "2026-05-01T00:00:00Z"
    assert decision(genesis, key(), key("workshop/old", revoked_utc=past)) == "KEY_REVOKED"
    # a fleet key vouches for the device, but the device's own key is known to be stolen
    fleet = key("fleet/one", FLEET, Role.FLEET)
    assert decision(genesis, fleet, key("workshop/old", role=Role.INTAKE, revoked_utc=past)) == "KEY_REVOKED"
    # the fleet key itself is known to be stolen, entered under its earlier name
    assert decision(genesis, fleet, key("fleet/before", FLEET, Role.FLEET, revoked_utc=past)) == "KEY_REVOKED"
    store = TrustStore((key("workshop/old", revoked_utc=past),))
    with pytest.raises(TrustError, match="revoked on 2026-05-01"):
        store.pinned(key())


def test_a_key_that_nobody_pinned_can_be_revoked(genesis: Genesis) -> None:
    """A device that a fleet key vouches for is trusted without being pinned, and its key can be stolen."""
    store = TrustStore((key("fleet/one", FLEET, Role.FLEET),))
    assert store.decide(genesis, recorded_utc_ns=NOW).trusted
    after = store.revoked(OWN, when_utc="2026-05-01T00:00:00Z", because="stolen", by="me")
    entry = after.keys[-1]
    assert (entry.name, entry.fingerprint, entry.revoked_because, entry.added_by) == (UNKNOWN_NAME, OWN, "stolen", "me")
    decided = after.decide(genesis, recorded_utc_ns=NOW)
    assert decided.finding is not None
    assert decided.finding.code == "KEY_REVOKED"
    assert after.revoked(DEMO, when_utc="2026-05-01T00:00:00Z", because="").keys[-1].role is Role.DEMONSTRATION
    with pytest.raises(TrustError, match="no fingerprint"):
        store.revoked("0" * 63, when_utc="2026-05-01T00:00:00Z", because="")


def test_a_role_vouches_only_for_its_own_provenance(genesis: Genesis) -> None:
    """The private demonstration key is published: who holds it must not be able to seal evidence."""
    published = replace(genesis, device_key=demonstration_key().public_key)

    def said(role: Role, provenance: str) -> str:
        demonstration = role is Role.DEMONSTRATION
        of = replace(published if demonstration else genesis, provenance=provenance)
        return decision(of, key(print_=DEMO if demonstration else OWN, role=role))

    every = [(role, provenance) for role in Role if role is not Role.FLEET for provenance in PROVENANCES]
    assert {pair for pair in every if said(*pair) == "trusted"} == {
        (Role.DEVICE, "recorded"), (Role.DEVICE, "intake"), (Role.DEVICE, "simulated"),
        (Role.INTAKE, "intake"), (Role.DEMONSTRATION, "simulated"),
    }  # fmt: skip
    assert {said(*pair) for pair in every} == {"trusted", "UNTRUSTED_DEVICE_KEY"}
    decided = TrustStore((key(print_=DEMO, role=Role.DEMONSTRATION),)).decide(published, recorded_utc_ns=NOW)
    assert decided.finding is not None
    assert "as demonstration and cannot vouch for what was recorded in a vehicle" in decided.finding.text
    # a second entry may vouch where the first cannot
    assert decision(genesis, key(role=Role.INTAKE), key()) == "trusted"


def test_validity_limits_trust_in_time(genesis: Genesis) -> None:
    limited = key(valid_from_utc="2026-01-01T00:00:00Z", valid_until_utc="2027-01-01T00:00:00Z")
    assert decision(genesis, limited) == "trusted"
    assert decision(genesis, limited, at=utc_ns("2027-01-01T00:00:00Z")) == "KEY_NOT_VALID_THEN"
    assert decision(genesis, limited, at=utc_ns("2025-12-31T23:59:59Z")) == "KEY_NOT_VALID_THEN"
    assert decision(genesis, limited, at=UNKNOWN_TIME_NS) == "KEY_NOT_VALID_THEN"
    assert decision(genesis, key(valid_from_utc="2026-01-01T00:00:00Z")) == "trusted"
    assert decision(genesis, key(valid_until_utc="2027-01-01T00:00:00Z")) == "trusted"


def test_the_demonstration_key_stays_one(tmp_path: Path) -> None:
    assert fingerprint(demonstration_key().public_key) == DEMO
    with pytest.raises(TrustError, match="demonstration"):
        key(print_=DEMO)
    with pytest.raises(TrustError, match="demonstration"):
        key(role=Role.DEMONSTRATION)
    pinned = TrustStore().pinned(key(print_=DEMO, role=Role.DEMONSTRATION))
    with pytest.raises(TrustError, match="already"):
        pinned.pinned(key(print_=DEMO, role=Role.DEMONSTRATION))
    # nor by a store that somebody hands over
    pinned.save(tmp_path / "trust.json")
    text = (tmp_path / "trust.json").read_text().replace('"role": "demonstration"', '"role": "device"')
    (tmp_path / "trust.json").write_text(text)
    with pytest.raises(TrustError, match="demonstration"):
        TrustStore.load(tmp_path / "trust.json")


def test_half_a_character_is_refused_and_a_failed_save_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An argument that is no UTF-8 reaches Python as a surrogate, which no file can hold."""
    half: dict[str, Any] = dict.fromkeys(("origin", "added_by", "revoked_because"), "letter \udcff")
    for member, text in half.items():
        with pytest.raises(TrustError, match="half of a character"):
            key(**{member: text})

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        TrustStore((key(),)).save(tmp_path / "trust.json")
    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "trust.json"
    store = TrustStore((key(origin="letter \u202e", added_utc="2026-01-01T00:00:00Z"),))
    store.save(path)
    assert TrustStore.load(path) == store
    assert [entry.name for entry in path.parent.iterdir()] == ["trust.json"]
    assert TrustStore.load(tmp_path / "none.json") == TrustStore()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "incident-replay/trust/1"}',
        '{"format": "incident-replay/trust/1", "keys": [7]}',
        '{"format": "incident-replay/trust/1", "keys": [{"name": "a"}]}',
        '{"format": "incident-replay/trust/1", "keys": [{"name": "A!", "fingerprint": "'
        + OWN
        + '", "role": "device"}]}',
        '{"format": "incident-replay/trust/1", "keys": [{"name": "a", "fingerprint": "1", "role": "device"}]}',
        '{"format": "incident-replay/trust/1", "keys": [{"name": "a", "fingerprint": "' + OWN + '", "role": "king"}]}',
        '{"format": "incident-replay/trust/1", "keys": [{"name": "a", "fingerprint": "' + OWN + '", "role": "device", '
        '"revoked_utc": "yesterday"}]}',
    ],
)
def test_a_damaged_store_is_no_empty_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "trust.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TrustError, match=r"trust\.json"):
        TrustStore.load(path)


def test_a_store_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(TrustError, match="cannot be read"):
        TrustStore.load(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):  # noqa: PT011
        TrustStore().save(tmp_path / "file" / "trust.json")


def test_a_failed_save_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "trust.json"
    TrustStore((key(),)).save(path)
    before = path.read_bytes()

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        TrustStore().save(path)
    assert path.read_bytes() == before
    assert json.loads(before)["keys"][0]["name"] == DEVICE
    assert len(list(tmp_path.iterdir())) == 1


def test_times_need_a_zone() -> None:
    assert utc_ns("1970-01-01T00:00:01Z") == 10**9
    assert utc_ns("1970-01-01T01:00:01+01:00") == 10**9
    for text in ("2026-01-01T00:00:00", "soon"):
        with pytest.raises(TrustError):
            utc_ns(text)


def test_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path(windows=False) == tmp_path / "incident-replay" / "trust.json"
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    assert default_path(windows=True) == tmp_path / "roaming" / "incident-replay" / "trust.json"
