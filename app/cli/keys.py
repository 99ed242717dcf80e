"""`keys`: signing keys, and the trust store: whom this user trusts.

It must not know how signatures are made or judged. There is no way to trust a key without typing its fingerprint.
"""

import argparse
import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import evidence, times
from app.cli.exits import CANNOT_WRITE, REFUSED, VerbError
from app.cli.plain import plain

if TYPE_CHECKING:
    from app.chain.trust import TrustStore
    from app.cli.evidence import Subparsers


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "keys",
        help="make signing keys; say whom you trust",
        description="Make a signing key, and list or change the trust store. Nothing is trusted by default.",
        epilog="example: incident-replay keys trust fleet/acme 5f1d...e2 --role fleet --origin 'letter of 2026-01-31'",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    new = _action(actions, "new", "make a device key; the file is for its owner only", "device.key --name vehicle/7")
    new.add_argument("file", type=evidence.named_path, metavar="FILE", help="where the key goes; must not exist")
    new.add_argument("--name", required=True, help="name of the device: 1 to 64 of a-z 0-9 . / -")
    listing = _action(actions, "list", "list the trust store", "--json")
    text = "pin a key by its full fingerprint, typed and not copied from the log that is to be checked"
    trust = _action(actions, "trust", text, "vehicle/7 5f1d...e2 --origin 'letter of the manufacturer, 2026-01-31'")
    trust.add_argument("name", metavar="NAME", help="name of the device or fleet key, as in the log")
    trust.add_argument("fingerprint", metavar="FINGERPRINT", help="its 64 hexadecimal digits, from a source you trust")
    trust.add_argument(
        "--role", choices=("device", "fleet", "intake", "demonstration"), default="device",
        help="what the key may vouch for: recordings of its vehicle (default), devices of its fleet, intakes of a "
        "laboratory, or simulated logs",
    )  # fmt: skip
    trust.add_argument("--origin", default="", help="where you have the fingerprint from")
    trust.add_argument("--valid-from", default="", metavar="UTC", help="trust only what was recorded from then on")
    trust.add_argument("--valid-until", default="", metavar="UTC", help="trust only what was recorded before then")
    text = "never trust a key again, pinned or not; its entry stays, with the date"
    revoke = _action(actions, "revoke", text, "5f1d...e2 --because 'stolen with the vehicle'")
    revoke.add_argument("fingerprint", metavar="FINGERPRINT", help="64 hexadecimal digits of the key (see: keys list)")
    revoke.add_argument("--because", default="", help="why")
    for action in (new, listing):
        action.add_argument("--json", action="store_true", help="print it as JSON")
    for action in (listing, trust, revoke):
        evidence.add_trust(action)


def _action(
    actions: "Subparsers[argparse.ArgumentParser]", name: str, text: str, example: str
) -> argparse.ArgumentParser:
    described = f"{text[0].upper()}{text[1:]}."
    epilog = f"example: incident-replay keys {name} {example}"
    return actions.add_parser(name, help=text, description=described, epilog=epilog)


def run(asked: argparse.Namespace) -> int:
    """Do what was asked."""
    from app.chain.trust import TrustError, TrustStore, default_path

    if asked.action == "new":
        return _new(asked)
    path: Path = asked.trust or default_path()
    try:
        store = TrustStore.load(path)
        if asked.action == "list":
            return _list(store, path, as_json=asked.json)
        changed = _pinned(store, asked) if asked.action == "trust" else _revoked(store, asked)
        changed.save(path)
    except TrustError as error:
        raise VerbError(REFUSED, str(error)) from error
    except OSError as error:
        raise VerbError(CANNOT_WRITE, f"{path}: the trust store cannot be written: {error.strerror}") from error
    print(f"{path}: {len(changed.keys)} keys")
    return 0


def _new(asked: argparse.Namespace) -> int:
    from app.chain.keys import fingerprint
    from app.record.keys import EntropyError, KeyFileError, create_device_key

    try:
        key = create_device_key(asked.file, name=asked.name)
    except ValueError as error:
        raise VerbError(REFUSED, str(error)) from error
    except (EntropyError, KeyFileError) as error:
        raise VerbError(CANNOT_WRITE, str(error)) from error
    facts = {"name": key.name, "file": str(asked.file), "fingerprint": fingerprint(key.public_key)}
    if asked.json:
        print(json.dumps(facts))
    else:
        print("\n".join(f"{what:11} {value}" for what, value in facts.items()))
    return 0


def _list(store: "TrustStore", path: Path, *, as_json: bool) -> int:
    if as_json:
        from dataclasses import asdict

        print(json.dumps([{**asdict(key), "role": key.role.value} for key in store.keys], indent=2))
        return 0
    if not store.keys:
        print(f"{path}: nothing is trusted")
    for key in store.keys:
        print(f"{key.name} ({key.role.value})\n  fingerprint {key.fingerprint}")
        print(f"  added       {key.added_utc or 'no date'} by {plain(key.added_by or 'unknown')}")
        if key.origin:
            print(f"  origin      {plain(key.origin)}")
        if key.valid_from_utc or key.valid_until_utc:
            print(f"  valid       {key.valid_from_utc or 'always'} to {key.valid_until_utc or 'always'}")
        if key.revoked_utc:
            print(f"  REVOKED     {key.revoked_utc}: {plain(key.revoked_because or 'no reason given')}")
    return 0


def _pinned(store: "TrustStore", asked: argparse.Namespace) -> "TrustStore":
    from app.chain.trust import Role, TrustedKey

    key = TrustedKey(
        name=asked.name,
        fingerprint=asked.fingerprint.lower(),
        role=Role(asked.role),
        origin=asked.origin,
        added_by=_user(),
        added_utc=times.utc_now(),
        valid_from_utc=asked.valid_from,
        valid_until_utc=asked.valid_until,
    )
    return store.pinned(key)


def _revoked(store: "TrustStore", asked: argparse.Namespace) -> "TrustStore":
    return store.revoked(asked.fingerprint.lower(), when_utc=times.utc_now(), because=asked.because, by=_user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
