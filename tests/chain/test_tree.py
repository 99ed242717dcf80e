"""Trees and hashes against the definition, and against the values that RFC 6962's own test data has.

Must not know files.
"""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chain.hashes import SaltMaker, leaf_hash, part_hash, payload_root, salt
from app.chain.tree import Frontier, Tree

# the roots over these eight leaves, sizes 1 to 8, as the certificate transparency log implementations test them
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(bytes.fromhex(text)) for text in LEAVES[:count]]


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    assert split(hashes(size)).hex() == ROOTS[size - 1]
    assert Tree(b"".join(hashes(8))).root(size).hex() == ROOTS[size - 1]
    frontier = Frontier()
    for one in hashes(size):
        frontier.append(one)
    assert frontier.root().hex() == ROOTS[size - 1]


def split(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + split(leaves[:k]) + split(leaves[k:])).digest()


@given(st.integers(1, 300), st.data())
def test_every_way_agrees_with_the_definition(count: int, data: st.DataObject) -> None:
    leaves = [hashlib.sha256(b"%d" % number).digest() for number in range(count)]
    tree = Tree(b"".join(leaves))
    size = data.draw(st.integers(1, count))
    frontier = Frontier()
    for leaf in leaves[:size]:
        frontier.append(leaf)
    assert split(leaves[:size]) == tree.root(size) == frontier.root()
    twin = frontier.copy()
    twin.append(leaves[0])
    assert frontier.root() == split(leaves[:size])
    assert twin.root() == split([*leaves[:size], leaves[0]])


def test_formulas_written_out() -> None:
    key = bytes(range(32))
    ipad, opad = bytes(0x36 ^ b for b in key.ljust(64, b"\0")), bytes(0x5C ^ b for b in key.ljust(64, b"\0"))
    message = b"sealed-log/1/salt" + (7).to_bytes(8, "little") + (2).to_bytes(4, "little")
    by_hand = hashlib.sha256(opad + hashlib.sha256(ipad + message).digest()).digest()
    assert salt(key, 7, 2) == SaltMaker(key).salt(7, 2) == by_hand
    part = hashlib.sha256(b"\x10" + by_hand + (3).to_bytes(8, "little") + b"abc").digest()
    assert part_hash(by_hand, b"abc") == part
    assert payload_root([part]) == part
    assert payload_root([part, by_hand]) == hashlib.sha256(b"\x11" + part + by_hand).digest()
