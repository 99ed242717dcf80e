"""Keys that sign: the device key and its file, the keys of epochs, the simulator's published demonstration key.

It must not know what is signed, nor whom a reader trusts.
"""

import errno
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.chain.keys import KEY_SIZE, NAME, endorsement_message, public_bytes, verifies
from app.record import machine

KeyMaker = Callable[[], Ed25519PrivateKey]
"""Makes the key of one epoch."""
RandomSource = Callable[[int], bytes]
"""Returns so many random bytes."""


@dataclass(frozen=True, slots=True)
class Entropy:
    """Where keys, salts and ids come from."""

    random: RandomSource
    make_key: KeyMaker


def system_entropy() -> Entropy:
    """The system's random source; keys are made where Python never sees their bytes."""
    return Entropy(os.urandom, Ed25519PrivateKey.generate)


def entropy_from(random: RandomSource) -> Entropy:
    """Everything from one source, so that a source that repeats itself gives the same log: for samples and tests."""
    return Entropy(random, lambda: Ed25519PrivateKey.from_private_bytes(random(KEY_SIZE)))


DEMONSTRATION_NAME = "demonstration"
DEMONSTRATION_SENTENCE = b"This key is published: whatever it signs is a demonstration and never evidence."
_WAIT_STEP_S = 0.05


class KeyFileError(OSError):
    """A key file cannot be used; the text says why and what to do."""


class EntropyError(RuntimeError):
    """The system's random source is not ready: keys made now could be guessed, so nothing is recorded."""


@dataclass(frozen=True, slots=True)
class EndorsedBy:
    """A fleet key's signature over the name and the key of a device (section 7.2)."""

    name: str
    key: bytes
    signature: bytes


class Signer(Protocol):
    """The key of a device, wherever it lives: in a file, a token, a TPM."""

    @property
    def name(self) -> str:
        """Name of the device."""
        ...

    @property
    def public_key(self) -> bytes:
        """Its public key, 32 bytes."""
        ...

    @property
    def endorsements(self) -> tuple[EndorsedBy, ...]:
        """Who vouches for it."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes; raises OSError if the key cannot be reached."""
        ...


def signed_by(signer: Signer, message: bytes) -> bytes:
    """The signature of a device, checked: what memory or a token got wrong would break all that it covers.

    Raises:
        OSError: the key cannot be reached, or what it made does not verify.
    """
    signature = signer.sign(message)
    if not verifies(signer.public_key, signature, message):
        raise OSError(errno.EIO, "the signature that the device key made does not verify")
    return signature


class DeviceKey:
    """A device key held in memory."""

    def __init__(self, name: str, key: Ed25519PrivateKey, *, endorsements: tuple[EndorsedBy, ...] = ()) -> None:
        """Raise ValueError if `name` is no device name (section 7.1)."""
        if not NAME.match(name):
            raise ValueError(f"{name!r} is no device name: 1 to 64 of a-z, 0-9, '.', '/' and '-'")
        self._key = key
        self.name = name
        self.public_key = public_bytes(key)
        self.endorsements = endorsements

    def __repr__(self) -> str:
        """Show the public half only."""
        return f"DeviceKey({self.name!r}, public_key={self.public_key.hex()})"

    def sign(self, message: bytes) -> bytes:
        """As in `Signer`."""
        return self._key.sign(message)

    def renamed(self, name: str) -> "DeviceKey":
        """The same key under another name, without endorsements: those are of a name too."""
        return DeviceKey(name, self._key)

    def endorsed_by(self, fleet_name: str, fleet_key: Ed25519PrivateKey) -> "DeviceKey":
        """The same key with one more endorsement."""
        message = endorsement_message(device_name=self.name, device_key=self.public_key)
        endorsement = EndorsedBy(fleet_name, public_bytes(fleet_key), fleet_key.sign(message))
        return DeviceKey(self.name, self._key, endorsements=(*self.endorsements, endorsement))


def create_device_key(path: Path, *, name: str) -> DeviceKey:
    """Make a key and its file, 32 raw bytes that only the owner may read.

    Raises:
        KeyFileError: the file exists already, or cannot be written.
        EntropyError: the system's random source is not ready.
    """
    wait_for_entropy(timeout_s=0)
    key = Ed25519PrivateKey.generate()
    device = DeviceKey(name, key)
    try:
        machine.write_private(path, key.private_bytes_raw())
    except OSError as error:
        hint = "; a key is never written over: name a new file" if isinstance(error, FileExistsError) else ""
        raise KeyFileError(f"{path}: the key cannot be stored: {error.strerror or error}{hint}") from error
    return device


def load_device_key(path: Path, *, name: str, endorsements: tuple[EndorsedBy, ...] = ()) -> DeviceKey:
    """The key in a file made by `create_device_key`.

    Raises:
        KeyFileError: it is missing, no plain file, not 32 bytes long, or others may read it.
    """
    try:
        raw = machine.read_private(path, limit=KEY_SIZE + 1)
    except OSError as error:
        raise KeyFileError(f"{path}: the key cannot be used: {error.strerror or error}") from error
    if len(raw) != KEY_SIZE:
        raise KeyFileError(f"{path}: is no key: a key file has {KEY_SIZE} bytes")
    return DeviceKey(name, Ed25519PrivateKey.from_private_bytes(raw), endorsements=endorsements)


def demonstration_key() -> DeviceKey:
    """The key that everybody knows, with which the simulator signs: it can never make evidence."""
    seed = hashlib.sha256(DEMONSTRATION_SENTENCE).digest()
    return DeviceKey(DEMONSTRATION_NAME, Ed25519PrivateKey.from_private_bytes(seed))


def wait_for_entropy(*, timeout_s: float) -> None:
    """Return when the system's random source has been seeded since boot.

    Raises:
        EntropyError: it is not within `timeout_s`, or there is none.
    """
    deadline = time.monotonic() + timeout_s
    try:
        while not machine.entropy_is_ready():
            if time.monotonic() >= deadline:
                raise EntropyError(
                    "the system's random source is not ready: keys made now could be guessed, so nothing is recorded; "
                    "wait, or seed it"
                )
            time.sleep(_WAIT_STEP_S)
    except (OSError, NotImplementedError) as error:
        raise EntropyError(f"the system has no random source: {error}; nothing is recorded without one") from error
