"""What the independent verifier takes from published standards, at every border: hash tree, base64, JSON, notes."""

from __future__ import annotations

import base64
import json
import string
from typing import Any

import pytest

from tests.spec import writer
from tests.spec.load import published

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"


@pytest.mark.parametrize("size", range(1, 20))
def test_tree_root(size: int) -> None:
    hashes = [writer.sha256(b"%d" % i) for i in range(40)]
    known: dict[tuple[int, int], bytes] = {}
    for start in (0, 3):
        root = writer.tree(hashes[start : start + size], b"\1")
        assert published.tree_root(hashes, b"\1", start, size, known) == root
        assert published.tree_root(hashes, b"\1", start, size, known) == root
    assert published.tree_root(hashes, b"\x11", 0, size, {}) == writer.tree(hashes[:size], b"\x11")


def test_known_subtrees_are_not_made_again() -> None:
    """Many checkpoints over many leaves cost no more than the tree."""
    hashes = [b"%d" % i for i in range(8)]
    assert published.tree_root(hashes, b"\1", 0, 8, {(0, 8): b"root"}) == b"root"
    left = published.tree_root(hashes, b"\1", 0, 8, {(0, 4): b"left"})
    assert left == writer.sha256(b"\1" + b"left" + writer.tree(hashes[4:], b"\1"))


@pytest.mark.parametrize("size", [32, 64, 68])
def test_base64_is_canonical(size: int) -> None:
    """Of all last digits only those that encoding gives; nothing before, behind or missing."""
    text = base64.b64encode(bytes(range(size))).decode()
    assert published.decoded(text, size) == bytes(range(size))
    digits = text.rstrip("=")
    for last in ALPHABET:
        other = digits[:-1] + last + "=" * (len(text) - len(digits))
        canonical = base64.b64encode(base64.b64decode(other)).decode() == other
        assert published.decoded(other, size) == (base64.b64decode(other) if canonical else b"")
    assert all(len(published.decoded(first + text[1:], size)) == size for first in ALPHABET)
    for wrong in ("", text + "=", text[:-1], text + "\n", "\n" + text, "A" + text, text[1:], text[4:], text + text):
        assert published.decoded(wrong, size) == b""
    for wrong in "-_ =\n\0\xe9@[`{.:":
        assert published.decoded(wrong + text[1:], size) == b""
        assert published.decoded(digits[:-1] + wrong + text[len(digits) :], size) == b""


def nested(depth: int, kind: str, inner: str = "") -> bytes:
    """An object of so many levels, the inner ones arrays or objects."""
    left, right = {"[": ("[", "]"), "{": ('{"a":', "}")}[kind]
    end = inner or {"[": "", "{": "0"}[kind]
    return ('{"a":' + left * (depth - 1) + end + right * (depth - 1) + "}").encode()


@pytest.mark.parametrize(
    "text",
    [
        b"{}",
        b' {"a" : 1} \n',
        '{"\xe4\U0001f600": "\xe4"}'.encode(),
        b'{"a": "\\ud83d\\ude00"}',
        b'{"a": 9007199254740991, "b": -9007199254740991, "c": -0}',
        b'{"a": 9007199254740992.0, "b": 1e300, "c": 9007199254740993e0, "d": true, "e": null}',
        b'{"a": {"a": 1}, "b": {"a": 1}}',
        nested(32, "["),
        nested(32, "{"),
        nested(32, "[", '"["'),
        nested(32, "[", '"]", "{", "},", "[,", "{}"'),
        nested(32, "{", '"\\n' + " " * 40 + '["'),
        nested(31, "[", "[], {}, []"),
        b'{"a": "\\"' + b"[{" * 40 + b'", "b\\\\": [{}]}',
        b'{"a": [' + b"[], {}, " * 40 + b'1], "b": ' + nested(31, "[") + b"}",
        b'{"' + b" " * 40 + b'": [[]], "b": "' + b" " * 40 + b'"}',
    ],
)
def test_strict_json(text: bytes) -> None:
    assert published.strict_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"1",
        b'"a"',
        b"null",
        b"{",
        b"{} {}",
        b"{}\0",
        b"\xef\xbb\xbf{}",
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": 1, "a": 1}',
        b'{"b": {"a": 1, "c": 2, "a": 1}}',
        b'{"": 1, "": 1}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": -1e999}',
        b'{"a": 9007199254740992}',
        b'{"a": -9007199254740992}',
        b'{"a": [1' + b"0" * 5000 + b"]}",
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        "{}".encode("utf-16"),
        nested(33, "["),
        nested(33, "{"),
        nested(32, "[", "[], 1"),
        nested(32, "[", "1, {}"),
        nested(32, "[", "[], []"),
        nested(32, "{", "[]"),
        nested(40, "["),
        b'{"a": [' + b"[], " * 40 + b'1], "b": ' + nested(32, "[") + b"}",
        b'{"a": [' + b"{}, " * 40 + b'1], "b": ' + nested(32, "[") + b"}",
        nested(100_000, "["),
    ],
)
def test_json_that_is_refused(text: bytes) -> None:
    assert published.strict_json(text) is None


FORM = {"a": "x|y", "b": range(1, 3), "c": (..., None, ["z"])}


@pytest.mark.parametrize(
    ("value", "form", "right"),
    [
        ({"a": "x", "b": 1}, FORM, True),
        ({"a": "y", "b": 2, "c": None, "d": 5}, FORM, True),
        ({"a": "y", "b": 2, "c": ["z", "z"]}, FORM, True),
        ({"a": "y", "b": 2, "c": []}, FORM, True),
        ({"a": "y", "b": 2, "c": ["z", "x"]}, FORM, False),
        ({"a": "y", "b": 2, "c": "z"}, FORM, False),
        ({"a": "y", "b": 2, "c": {}}, FORM, False),
        ({"a": "xx", "b": 1}, FORM, False),
        ({"a": "x\n", "b": 1}, FORM, False),
        ({"a": 1, "b": 1}, FORM, False),
        ({"a": "x", "b": 0}, FORM, False),
        ({"a": "x", "b": 3}, FORM, False),
        ({"a": "x", "b": 1.0}, FORM, False),
        ({"a": "x", "b": True}, FORM, False),
        ({"a": "x", "b": "1"}, FORM, False),
        ({"a": "x"}, FORM, False),
        ({"b": 1}, FORM, False),
        ([], FORM, False),
        (None, FORM, False),
        ("a", FORM, False),
        ({}, {}, True),
        ([], {}, False),
        ({}, [], False),
        ([1, "x", None], [], True),
        (None, None, True),
        (0, None, False),
        (False, None, False),
        ("", None, False),
        ({}, {...: "x"}, True),
        ({"a": "x", "b": "x"}, {...: "x"}, True),
        ({"a": "x", "b": "y"}, {...: "x"}, False),
        ({"a": "y", "b": "x"}, {...: "x"}, False),
        (["x"], {...: "x"}, False),
        (None, {...: "x"}, False),
        (1, ("x", range(2)), True),
        (2, ("x", range(2)), False),
        (None, (), False),
    ],
)
def test_fits(value: Any, form: Any, right: bool) -> None:
    assert published.fits(value, form) is right


ROOT, LINE = base64.b64encode(bytes(range(32))), base64.b64encode(b"\0id\0" + bytes(range(64)))


def note(
    *names: bytes, origin: bytes = b"car/7/5a", size: bytes = b"20", root: bytes = ROOT, line: bytes = LINE
) -> bytes:
    lines = b"".join(b"\xe2\x80\x94 " + name + b" " + line + b"\n" for name in names)
    return origin + b"\n" + size + b"\n" + root + b"\n\n" + lines


def test_checkpoint() -> None:
    found = published.parse_checkpoint(note(b"car/7", "stra\xdfe".encode()))
    assert found.origin == "car/7/5a"
    assert found.size == 20
    assert found.root == bytes(range(32))
    assert found.text == b"car/7/5a\n20\n" + ROOT + b"\n"
    assert found.signatures == {"car/7": bytes(range(64)), "stra\xdfe": bytes(range(64))}


@pytest.mark.parametrize("size", [b"1", b"9", b"10", b"1234567890", b"9" * 19])
def test_checkpoint_sizes(size: bytes) -> None:
    assert published.parse_checkpoint(note(b"a", size=size)).size == int(size)


@pytest.mark.parametrize("size", [b"", b"0", b"01", b"-1", b"+1", b" 1", b"1 ", b"1.", b"a", b"1a", b"1" * 20])
def test_checkpoint_sizes_that_are_refused(size: bytes) -> None:
    assert published.parse_checkpoint(note(b"a", size=size)) is None


def test_checkpoint_names() -> None:
    """1 to 160 bytes, not characters, without space, `+` and control bytes."""
    for name in (b"a", b"a" * 160, "\xe4".encode() * 80, b"\xe2\x80\x94", b"=", b"!", b"*", b",", b"~"):
        assert list(published.parse_checkpoint(note(name)).signatures) == [name.decode()]
    for name in (b"", b"a" * 161, "\xe4".encode() * 80 + b"a", b"\x80", b"a\xff"):
        assert published.parse_checkpoint(note(name)) is None
    for byte in range(128):
        good = byte > 0x20 and byte not in b"+\x7f"
        for name in (b"%c", b"a%c", b"%ca"):
            # a space behind the name parts it from what is base64 then
            found = published.parse_checkpoint(note(name % byte))
            assert (found is not None and found.root != b"") == good, (byte, name)


def test_checkpoint_lines() -> None:
    for count in range(12):
        found = published.parse_checkpoint(note(*[b"name%d" % i for i in range(count)]))
        assert (found is not None) == (1 <= count <= 8)
    assert published.parse_checkpoint(note(b"a", b"b", b"a")) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n" + note(b"a"),
        note(b"a") + b"\n",
        note(b"a") + b"\0",
        note(b"a")[:-1],
        note(b"a") + b"- a " + LINE + b"\n",
        note(b"a").replace(b"\n\n", b"\n"),
        note(b"a").replace(b"\n\n", b"\n\n\n"),
        note(b"a").replace(b"\n\n", b"\nmore\n\n"),
        note(b"a").replace(b"\xe2\x80\x94 ", b"\xe2\x80\x94"),
        note(b"a").replace(b"\xe2\x80\x94 ", b"\xe2\x80\x93 "),
        note(b"a").replace(b"\xe2\x80\x94 ", b" \xe2\x80\x94 "),
        note(b"a").replace(b" a ", b" a"),
        note(b"a", origin=b"a\0b"),
        note(b"a", origin=b"a\xffb"),
        note(b"a", root=b"\xff"),
        note(b"a", root=ROOT + b"\0"),
        note(b"a", line=b"\xff"),
        note(b"a", line=LINE + b"\0"),
    ],
)
def test_no_checkpoint(data: bytes) -> None:
    assert published.parse_checkpoint(data) is None


def test_checkpoint_of_an_odd_origin() -> None:
    """Any text is an origin; whether it is the right one is asked elsewhere."""
    for origin in (b"", b"\xe2\x80\x94 a " + LINE, b" ", "\xe4".encode()):
        assert published.parse_checkpoint(note(b"a", origin=origin)).origin == origin.decode()


@pytest.mark.parametrize("wrong", [b"", ROOT[:-1], ROOT[:-2] + b"9=", ROOT + b"=", ROOT + b" ", b"\xc3\xa4", LINE])
def test_base64_of_a_checkpoint(wrong: bytes) -> None:
    """It is a checkpoint, but one without a root."""
    assert published.parse_checkpoint(note(b"a", root=wrong)).root == b""
    line = wrong if wrong != LINE else ROOT
    assert published.parse_checkpoint(note(b"a", line=line)).root == b""
    assert published.parse_checkpoint(note(b"a") + note(b"b", line=line).partition(b"\n\n")[2]).root == b""
