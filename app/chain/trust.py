"""Whom the user trusts: a small file of pinned keys, and what it says about the device of a log.

It must not know logs beyond what GENESIS claims; a key is never trusted from the log itself. Rules: sealed-log.md
section 10.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from app.chain.finding import Finding
from app.chain.genesis import Genesis
from app.chain.keys import KEY_SIZE, NAME, SIGNATURE_SIZE, endorsement_message, fingerprint, verifies
from app.chain.note import canonical_base64
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.leaf import UNKNOWN_TIME_NS

FORMAT = "incident-replay/trust/1"
DEMONSTRATION_FINGERPRINT = "20f3cdab416eced00e1e6fe3a0b5ea01ba0fb2953f3e4434dedd4ba8387a277c"
"""Of the simulator's key, whose private half is published: it vouches for nothing but demonstrations."""
UNKNOWN_NAME = "unknown"
"""Of a key that was revoked before anyone pinned it."""
_MAX_BYTES = 4 << 20
_WAS = {"recorded": "recorded in a vehicle", "intake": "sealed at intake", "simulated": "simulated"}
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


class Role(Enum):
    """What a pinned key may vouch for."""

    DEVICE = "device"
    FLEET = "fleet"
    """Endorses devices."""
    INTAKE = "intake"
    """A laboratory that sealed what it received."""
    DEMONSTRATION = "demonstration"
    """The published key of the simulator: it proves nothing about a vehicle."""

    def vouches_for(self, provenance: str) -> bool:
        """Whether a key in this role says anything about a log with this provenance."""
        return provenance == {Role.INTAKE: "intake", Role.DEMONSTRATION: "simulated"}.get(self, provenance)


class TrustError(ValueError):
    """The trust store cannot be read or will not take an entry; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """One pinned key. Times are UTC as ISO 8601 texts ending in Z, empty where there is no limit."""

    name: str
    fingerprint: str
    role: Role
    origin: str = ""
    """Where the fingerprint came from: who said it, on which paper."""
    added_by: str = ""
    added_utc: str = ""
    valid_from_utc: str = ""
    valid_until_utc: str = ""
    revoked_utc: str = ""
    revoked_because: str = ""

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise TrustError(f"{self.name!r} is no key name: 1 to 64 of a-z 0-9 . / -")
        if not _FINGERPRINT.match(self.fingerprint):
            raise TrustError(f"{self.fingerprint[:80]!r} is no fingerprint: 64 digits of 0-9 a-f")
        if (self.fingerprint == DEMONSTRATION_FINGERPRINT) is not (self.role is Role.DEMONSTRATION):
            raise TrustError("the published demonstration key, and no other, is entered with the role demonstration")
        for text in (self.origin, self.added_by, self.revoked_because):
            if any("\ud800" <= character <= "\udfff" for character in text):
                raise TrustError(f"{text[:80]!r} is no text: it has half of a character")
        for text in (self.added_utc, self.valid_from_utc, self.valid_until_utc, self.revoked_utc):
            if text:
                utc_ns(text)


@dataclass(frozen=True, slots=True)
class TrustDecision:
    """Whether the device of a segment is trusted, by which entry, and the finding if it is not."""

    trusted: bool
    entry: TrustedKey | None
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The pinned keys of a user; a new store for every change."""

    keys: tuple[TrustedKey, ...] = ()

    @classmethod
    def load(cls, path: Path) -> "TrustStore":
        """The store in a file; an empty one if there is no file. Raises TrustError."""
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise TrustError(
                f"{path}: the trust store cannot be read: {error.strerror}; name a file that can"
            ) from error
        try:
            document = parse_object(raw, limit=_MAX_BYTES)
            if document.get("format") != FORMAT or not isinstance(document.get("keys"), list):
                raise TrustError(f"it is not a trust store of this program ({FORMAT})")
            return cls(tuple(_entry(entry) for entry in document["keys"]))
        except (StrictJsonError, TrustError) as error:
            raise TrustError(f"{path}: {error}. Mend the file, or move it away and pin the keys again.") from error

    def save(self, path: Path) -> None:
        """Write the store: the old file or the new one is there at every moment. Raises OSError."""
        keys = [{**asdict(key), "role": key.role.value} for key in self.keys]
        text = json.dumps({"format": FORMAT, "keys": keys}, indent=2, ensure_ascii=False) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".partial")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def pinned(self, key: TrustedKey) -> "TrustStore":
        """A store that has `key` too; raises TrustError if it is there already or was revoked."""
        if any((k.name, k.fingerprint) == (key.name, key.fingerprint) for k in self.keys):
            raise TrustError(f"{key.name} with this fingerprint is in the trust store already")
        revoked = self._revoked({key.fingerprint})
        if revoked is not None:
            raise TrustError(
                f"this key was revoked on {revoked.revoked_utc} as {revoked.name}; it cannot be trusted again"
            )
        return TrustStore((*self.keys, key))

    def revoked(self, key_fingerprint: str, *, when_utc: str, because: str, by: str = "") -> "TrustStore":
        """A store in which every entry of that key is revoked, and one is entered for it if there is none.

        A device that a fleet key vouches for need not be pinned itself, and its key can be stolen all the same.
        Raises TrustError.
        """
        if all(key.fingerprint != key_fingerprint for key in self.keys):
            role = Role.DEMONSTRATION if key_fingerprint == DEMONSTRATION_FINGERPRINT else Role.DEVICE
            entry = TrustedKey(
                name=UNKNOWN_NAME, fingerprint=key_fingerprint, role=role, added_by=by, added_utc=when_utc,
                revoked_utc=when_utc, revoked_because=because,
            )  # fmt: skip
            return TrustStore((*self.keys, entry))
        return TrustStore(
            tuple(
                replace(key, revoked_utc=when_utc, revoked_because=because)
                if key.fingerprint == key_fingerprint and not key.revoked_utc
                else key
                for key in self.keys
            )
        )

    def decide(self, genesis: Genesis, *, recorded_utc_ns: int) -> TrustDecision:
        """Whether the device that GENESIS names is trusted for what it recorded then (UTC in ns, as it claims)."""
        own = fingerprint(genesis.device_key)
        entries = [*self._vouching(genesis, own)]
        revoked = self._revoked({own, *(entry.fingerprint for entry in entries)})
        if revoked is not None:
            reason = revoked.revoked_because or "no reason given"
            return _untrusted(
                revoked, "KEY_REVOKED", f"the key {revoked.name} was revoked on {revoked.revoked_utc}: {reason}"
            )
        if not entries:
            return _untrusted(None, "UNTRUSTED_DEVICE_KEY", self._why_unknown(genesis, own))
        fitting = [entry for entry in entries if entry.role.vouches_for(genesis.provenance)]
        if not fitting:
            text = f"the key {entries[0].name} is pinned as {entries[0].role.value} and cannot vouch for what was {{}}"
            return _untrusted(entries[0], "UNTRUSTED_DEVICE_KEY", text.format(_WAS[genesis.provenance]))
        valid = next((entry for entry in fitting if _valid_then(entry, recorded_utc_ns)), None)
        if valid is None:
            text = f"the key {fitting[0].name} is pinned for another time than this was recorded at"
            return _untrusted(fitting[0], "KEY_NOT_VALID_THEN", text)
        return TrustDecision(trusted=True, entry=valid, finding=None)

    def _revoked(self, fingerprints: set[str]) -> TrustedKey | None:
        """The first entry that revokes one of these keys, under whatever name: who stole a key has it under all."""
        return next((key for key in self.keys if key.revoked_utc and key.fingerprint in fingerprints), None)

    def _vouching(self, genesis: Genesis, own: str) -> Iterable[TrustedKey]:
        """The entries that pin the device key itself or a fleet key that endorses it."""
        for entry in self.keys:
            if entry.role is Role.FLEET:
                if any(_endorses(entry, genesis, e.name, e.key, e.signature) for e in genesis.endorsements):
                    yield entry
            elif (entry.name, entry.fingerprint) == (genesis.device_name, own):
                yield entry

    def _why_unknown(self, genesis: Genesis, own: str) -> str:
        if any(key.name == genesis.device_name for key in self.keys):
            return f"a key named {genesis.device_name} is trusted, but not this one: its fingerprint is {own}"
        if any(key.fingerprint == own for key in self.keys):
            return f"the key {own} is trusted under another name than {genesis.device_name}"
        return f"the key of {genesis.device_name} is not in the trust store; its fingerprint is {own}"


def utc_ns(text: str) -> int:
    """The instant of an ISO 8601 text that ends in Z, in ns since 1970; raises TrustError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TrustError(f"{text!r} is no time; write it like 2026-01-31T00:00:00Z") from error
    if moment.tzinfo is None:
        raise TrustError(f"{text!r} has no time zone; write UTC with a Z at the end")
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 10**9


def default_path(*, windows: bool = os.name == "nt") -> Path:
    """Where the trust store of this user is."""
    if windows:
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "incident-replay" / "trust.json"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "incident-replay" / "trust.json"


def _entry(raw: object) -> TrustedKey:
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise TrustError("an entry is not an object of texts")
    try:
        return TrustedKey(**{**raw, "role": Role(raw.get("role"))})
    except (TypeError, ValueError) as error:
        raise TrustError(f"an entry is malformed: {error}") from error


def _endorses(entry: TrustedKey, genesis: Genesis, name: str, key: str, signature: str) -> bool:
    if name != entry.name:
        return False
    try:
        public = canonical_base64(key, KEY_SIZE)
        signed = canonical_base64(signature, SIGNATURE_SIZE)
    except ValueError:
        return False
    message = endorsement_message(device_name=genesis.device_name, device_key=genesis.device_key)
    return fingerprint(public) == entry.fingerprint and verifies(public, signed, message)


def _valid_then(entry: TrustedKey, recorded_utc_ns: int) -> bool:
    if not entry.valid_from_utc and not entry.valid_until_utc:
        return True
    if recorded_utc_ns == UNKNOWN_TIME_NS:
        return False
    after = not entry.valid_from_utc or utc_ns(entry.valid_from_utc) <= recorded_utc_ns
    return after and (not entry.valid_until_utc or recorded_utc_ns < utc_ns(entry.valid_until_utc))


def _untrusted(entry: TrustedKey | None, code: str, text: str) -> TrustDecision:
    return TrustDecision(trusted=False, entry=entry, finding=Finding(code=code, text=text))
