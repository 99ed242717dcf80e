"""Key files, endorsements and the published key.

It must not know what is signed with them.
"""

import base64
import hashlib
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.chain.keys import endorsement_message, public_bytes, verifies
from app.record.clock import ManualClock
from app.record.keys import DeviceKey, KeyFileError, create_device_key, demonstration_key, load_device_key
from app.record.recorder import Recorder
from tests.record.worlds import VERIFIER, counted_entropy, options, plan, segments

# the published demonstration key: logs signed with it are known by this
DEMONSTRATION_FINGERPRINT = "20f3cdab416eced00e1e6fe3a0b5ea01ba0fb2953f3e4434dedd4ba8387a277c"


def test_a_key_file_is_its_owners_alone_and_comes_back(tmp_path: Path) -> None:
    made = create_device_key(tmp_path / "key", name="vehicle-7")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key").stat().st_size == 32
    loaded = load_device_key(tmp_path / "key", name="vehicle-7")
    assert loaded.public_key == made.public_key
    assert verifies(loaded.public_key, loaded.sign(b"message"), b"message")
    assert "private" not in repr(made)
    assert made.public_key.hex() in repr(made)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_device_key(tmp_path / "key", name="a")
    with pytest.raises(KeyFileError, match="cannot be stored"):
        create_device_key(tmp_path / "key", name="a")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    create_device_key(tmp_path / "key", name="a")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_device_key(tmp_path / "key", name="a")


def test_what_is_no_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="No such file"):
        load_device_key(tmp_path / "none", name="a")
    for size in (0, 31, 33):
        path = tmp_path / f"{size}"
        path.write_bytes(bytes(size))
        path.chmod(0o600)
        with pytest.raises(KeyFileError, match="is no key"):
            load_device_key(path, name="a")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyFileError, match="regular file"):
        load_device_key(tmp_path / "pipe", name="a")
    (tmp_path / "link").symlink_to(tmp_path / "31")
    with pytest.raises(KeyFileError, match="cannot be used"):
        load_device_key(tmp_path / "link", name="a")


@pytest.mark.parametrize("name", ["", "Vehicle", "a b", "x" * 65, "ä", "a\n"])
def test_names_outside_the_format_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no device name"):
        DeviceKey(name, Ed25519PrivateKey.generate())


def test_a_fleet_key_vouches_for_a_device(tmp_path: Path) -> None:
    fleet = Ed25519PrivateKey.generate()
    key = create_device_key(tmp_path / "key", name="vehicle-7").endorsed_by("fleet", fleet)
    (endorsement,) = key.endorsements
    message = endorsement_message(device_name="vehicle-7", device_key=key.public_key)
    assert verifies(public_bytes(fleet), endorsement.signature, message)
    used = options(synchronous=True, entropy=counted_entropy())
    Recorder.open(tmp_path / "d", plan(), device=key, clock=ManualClock(), options=used).close()
    (path,) = segments(tmp_path / "d")
    trusted = [("fleet", base64.b64encode(public_bytes(fleet)).decode())]
    assert VERIFIER.verify(str(path), trusted)["status"] == "SEALED"
    assert VERIFIER.verify(str(path), [])["status"] == "UNTRUSTED"


def test_the_demonstration_key_never_changes() -> None:
    key = demonstration_key()
    assert key.name == "demonstration"
    assert hashlib.sha256(key.public_key).hexdigest() == DEMONSTRATION_FINGERPRINT
