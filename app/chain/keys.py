"""Ed25519 keys as the format uses them: which public keys are acceptable, what a signature covers, fingerprints.

It must not know files, nor whom the user trusts. Rules: sealed-log.md section 7.4; curve: RFC 8032 section 5.1.
"""

import hashlib
import re
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_SIZE = 32
SIGNATURE_SIZE = 64
NAME = re.compile(r"[a-z0-9./-]{1,64}\Z", re.ASCII)
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_EIGHT = 2707385501144840649318225287225658788936804267575313519463743609750303402022  # y of the points of order 8
# y of the eight points of order 1, 2, 4 and 8; RFC 8032 section 5.1 (cofactor 8)
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _EIGHT, _P - _EIGHT})


@lru_cache(maxsize=256)  # every segment of a drive names the same device key
def is_acceptable(public_key: bytes) -> bool:
    """Whether 32 bytes are the canonical encoding of a curve point that is not of small order."""
    if not _is_canonical(public_key):
        return False
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    # x^2 = (y^2 - 1) / (d y^2 + 1) must be a square, which it is if the product is (RFC 8032 section 5.1.3; Euler's
    # criterion; the divisor is never 0, for -1/d is no square)
    return pow((y * y - 1) * (_D * y * y + 1) % _P, (_P - 1) // 2, _P) == 1


def verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with an acceptable key (RFC 8032 section 5.1.7, cofactorless)."""
    if not _is_canonical(public_key):
        return False
    try:  # OpenSSL refuses what is no point of the curve
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _is_canonical(public_key: bytes) -> bool:
    """Whether 32 bytes encode a y below p that no point of small order has."""
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    return len(public_key) == KEY_SIZE and y < _P and y not in _SMALL_ORDER_Y


def public_bytes(private_key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half of a key."""
    return private_key.public_key().public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the public key as 64 hexadecimal digits: the name by which people trust it."""
    return hashlib.sha256(public_key).hexdigest()


def delegation_message(*, segment_id: bytes, origin: str, epoch_key: bytes) -> bytes:
    """What the device key signs in GENESIS to delegate the first epoch key (section 7.2)."""
    return b"sealed-log/1/delegate\0" + segment_id + origin.encode() + b"\0" + epoch_key


def endorsement_message(*, device_name: str, device_key: bytes) -> bytes:
    """What a fleet key signs to endorse a device (section 7.2)."""
    return b"sealed-log/1/endorse\0" + device_name.encode() + b"\0" + device_key
