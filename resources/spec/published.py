"""What verify.py takes from published standards. It knows no log, and each part may be replaced by another library's.

Ed25519 (RFC 8032 section 5.1, without cofactor; keys of small order refused), the hash tree (RFC 6962 section 2.1),
canonical base64 (RFC 4648 sections 3.5 and 4), JSON without doubt (RFC 8259, RFC 7493) and the forms of its values, and
checkpoints in signed notes (C2SP signed-note, tlog-checkpoint). Section 7 is that of sealed-log.md: the limits it sets.
"""

import json
import re
from base64 import b64decode
from collections import namedtuple
from hashlib import sha256, sha512
from itertools import accumulate
from typing import Any, TypeGuard

Checkpoint = namedtuple("Checkpoint", "origin size root text signatures")
Point = tuple[int, int, int, int]  # of edwards25519: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_1, BASE = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P), b"\x58" + b"\x66" * 31


def add(p: Point, q: Point) -> Point:
    """RFC 8032 section 5.1.4: the sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def public_key(data: bytes) -> Point | None:
    """RFC 8032 section 5.1.3: the point, or None if it is not acceptable (section 7.4)."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    root = root if root * root % P == square else root * ROOT_OF_MINUS_1 % P
    x = root if root % 2 == sign else P - root
    point = multiple = (x, y, 1, x * y % P)
    for _ in range(3):  # 8 times a point of small order is the neutral element: x = 0
        multiple = add(multiple, multiple)
    return point if len(data) == 32 and y < P and x * x % P == square and multiple[0] else None


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032 section 5.1.7: whether R = [S]B - [h]A."""
    a, base, s = public_key(key), public_key(BASE), int.from_bytes(signature[32:], "little")
    if not a or not base or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    r, minus_a = (0, 1, 1, 0), (P - a[0], a[1], 1, P - a[3])
    table = (r, base, minus_a, add(base, minus_a))
    for bit in range(252, -1, -1):
        r = add(add(r, r), table[(s >> bit & 1) + 2 * (h >> bit & 1)])
    x, y = (coordinate * pow(r[2], -1, P) % P for coordinate in r[:2])
    return (y | x % 2 << 255).to_bytes(32, "little") == signature[:32]


def tree_root(hashes: list[bytes], prefix: bytes, start: int, size: int, known: dict[tuple[int, int], bytes]) -> bytes:
    """RFC 6962 section 2.1: the root over some of the hashes; known: the subtrees that are made already."""
    if size > 1 and (start, size) not in known:
        split = 1 << (size - 1).bit_length() - 1
        left = tree_root(hashes, prefix, start, split, known)
        right = tree_root(hashes, prefix, start + split, size - split, known)
        known[start, size] = sha256(prefix + left + right).digest()
    return known[start, size] if size > 1 else hashes[start]


def base64_form(size: int) -> str:
    """RFC 4648 section 3.5: the pattern of so many bytes, no multiple of 3; the last digit has no bits to spare."""
    return f"[A-Za-z0-9+/]{{{size * 8 // 6}}}" + ("[AEIMQUYcgkosw048]=" if size % 3 == 2 else "[AQgw]==")


def decoded(text: str, size: int) -> bytes:
    """The bytes of a canonical base64 of this size, or none."""
    return b64decode(text) if re.fullmatch(base64_form(size), text) else b""


def strict_json(data: bytes) -> dict[str, Any] | None:
    """RFC 8259, RFC 7493, section 7.1: the object, or None."""
    bad = float("inf")  # stands for what is refused: dumps raises ValueError for it, encode for lone surrogates
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else {"": bad},
            parse_int=lambda digits: int(digits) if abs(int(digits)) < 2**53 else bad,
        )
        brackets = re.findall(r'"(?:[^"\\]|\\.)*"|([][{}])', data.decode())
        deepest = max(accumulate({"[": 1, "{": 1, "]": -1, "}": -1}.get(each, 0) for each in brackets))
        shallow = isinstance(value, dict) and deepest <= 32
        return value if shallow and json.dumps(value, ensure_ascii=False, allow_nan=False).encode() else None
    except (ValueError, RecursionError):
        return None


def fits(value: object, form: object) -> TypeGuard[Any]:
    """Whether a value has a form: (one of these), {member: form} ({...: form}: of every member), [form of every item],
    the pattern of a text, the range of an integer, None, or `...` for a member that is absent.
    """
    if isinstance(form, tuple):
        return any(fits(value, each) for each in form)
    if isinstance(form, dict):
        named = form if ... not in form else dict.fromkeys(value, form[...]) if isinstance(value, dict) else {}
        return isinstance(value, dict) and all(fits(value.get(name, ...), named[name]) for name in named)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(item, each) for item in value for each in form)
    if isinstance(form, str):
        return isinstance(value, str) and re.fullmatch(form, value) is not None
    return type(value) is int and value in form if isinstance(form, range) else value is form


def parse_checkpoint(data: bytes) -> Checkpoint | None:
    """C2SP tlog-checkpoint in a signed-note, or None; text: what is signed; root: none if base64 is not canonical."""
    line = rb"\xe2\x80\x94 ([^\x00-\x20+\x7f]{1,160}) ([^\n\0]*)\n"
    note = re.fullmatch(rb"(([^\n\0]*)\n([1-9][0-9]{0,18})\n([^\n\0]*)\n)\n((?:%b){1,8})" % line, data)
    lines = re.findall(line, note[5]) if note else []
    if not note or len(dict(lines)) < len(lines) or data.decode(errors="ignore").encode() != data:
        return None
    root, signed = decoded(note[4].decode(), 32), {name.decode(): decoded(text.decode(), 68) for name, text in lines}
    signatures = {name: line[4:] for name, line in signed.items()}
    return Checkpoint(note[2].decode(), int(note[3]), root if all(signed.values()) else b"", note[1], signatures)
