"""Pickled bytes as a tree of plain values: what a pickle would call stands there as a name, and nothing is called.

It must not know what a name means, nor import one: which names may stand in a pickle, its caller says. Of the opcodes
(Python's pickle protocols 2 to 5: PEP 307, 3154, 574) it knows those that tables and arrays are written with; the
others are refused by name, and so is whatever would need more memory than the bytes themselves justify.
"""

import struct
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

Value = Any
"""None, bool, int, float, str, bytes, tuple, list, dict, `Name` or `Made`, and the same in them."""
T = TypeVar("T")
MAX_STEPS = 4_000_000
"""Opcodes of one pickle; each makes one value of about 100 bytes at most. A frame of six cameras' boxes has 3 000."""
_PROTOCOLS = range(2, 6)
_MOST_OF_AN_INTEGER = 8
_SHOWN = 80


class PickleError(ValueError):
    """The bytes are no pickle of the sort that is read here; the text says what stands where."""


class Name(NamedTuple):
    """What a pickle would import."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Made:
    """What a pickle would make by calling `maker` with `arguments` and then giving it `state`."""

    maker: Name
    arguments: tuple[Any, ...]
    state: Any = None


def tree_of(raw: bytes, *, names: Collection[tuple[str, str]]) -> Value:
    """The value of a pickle: None, bool, int, float, str, bytes, tuple, list, dict (keys: str), `Name` and `Made`.

    One value may stand in several places, as the pickle shares it, and a list may even hold itself: who walks the tree
    has to limit his steps.

    Raises:
        PickleError: an opcode or a name is not allowed, or the bytes are damaged; the text says which, and where.
    """
    machine = _Machine(raw, frozenset(names))
    for _ in range(MAX_STEPS):
        at = machine.at
        code = machine.take(1)
        if code == b".":
            return machine.result()
        step = _STEPS.get(code)
        if step is None:
            raise PickleError(f"byte {at}: opcode {_REFUSED.get(code, code.hex())} is not allowed: {_WHY}")
        try:
            step(machine)
        except PickleError as error:
            raise PickleError(f"byte {at}: {error}") from error
    raise PickleError(f"more than {MAX_STEPS} opcodes; no table of a recording needs so many")


_WHY = "only tables of plain numbers and texts are read, and nothing in them is ever run"


@dataclass(slots=True)
class _Machine:
    """The stack of a pickle while it is read."""

    raw: bytes
    names: frozenset[tuple[str, str]]
    at: int = 0
    stack: list[Any] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size > len(self.raw) - self.at:
            raise PickleError(f"{size} bytes are announced and {len(self.raw) - self.at} are left: it was cut off")
        self.at += size
        return self.raw[self.at - size : self.at]

    def number(self, size: int) -> int:
        """The next unsigned integer, little-endian."""
        return int.from_bytes(self.take(size), "little")

    def line(self) -> str:
        """The text up to the next end of a line."""
        end = self.raw.find(b"\n", self.at, self.at + 256)
        if end < 0:
            raise PickleError("a name has no end")
        return _text(self.take(end + 1 - self.at)[:-1])

    def push(self, *values: Value) -> None:
        """Put values on the stack."""
        self.stack.extend(values)

    def pop(self, count: int = 1) -> list[Any]:
        """The last values of the stack, not reaching below the last mark."""
        if len(self.stack) - (self.marks[-1] if self.marks else 0) < count:
            raise PickleError("it takes a value that is not there")
        taken = self.stack[-count:]
        del self.stack[-count:]
        return taken

    def above_mark(self) -> list[Any]:
        """The values above the last mark, which goes."""
        if not self.marks:
            raise PickleError("it goes back to a mark that is not there")
        start = self.marks.pop()
        taken = self.stack[start:]
        del self.stack[start:]
        return taken

    def top(self, kind: type[T]) -> T:
        """The last value, which stays and must be of that type."""
        (value,) = self.pop()
        if not isinstance(value, kind):
            raise PickleError(f"it fills a {type(value).__name__} where a {kind.__name__} belongs")
        self.push(value)
        return value

    def name(self, module: object, name: object) -> Name:
        """A name, if it may stand here."""
        if (module, name) not in self.names:
            raise PickleError(f"it names {module!s:.{_SHOWN}}.{name!s:.{_SHOWN}}, which is not allowed: {_WHY}")
        return Name(str(module), str(name))

    def result(self) -> Value:
        """The one value that is left at the end."""
        if self.marks:
            raise PickleError("a mark is left at its end")
        if len(self.stack) != 1:
            raise PickleError(f"{len(self.stack)} values are left at its end, where one belongs")
        if self.at != len(self.raw):
            raise PickleError(f"{len(self.raw) - self.at} bytes stand behind its end")
        return self.stack[0]


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PickleError(f"a text is not UTF-8: {error.reason}") from error


def _protocol(machine: _Machine) -> None:
    version = machine.number(1)
    if version not in _PROTOCOLS:
        raise PickleError(f"protocol {version}; 2 to 5 are read")


def _frame(machine: _Machine) -> None:
    machine.take(8)  # how far to read ahead, which nobody has to here


def _integer(machine: _Machine) -> None:
    size = machine.number(1)
    if size > _MOST_OF_AN_INTEGER:
        raise PickleError(f"an integer of {size} bytes")
    machine.push(int.from_bytes(machine.take(size), "little", signed=True))


def _global(machine: _Machine) -> None:
    module = machine.line()
    machine.push(machine.name(module, machine.line()))


def _stack_global(machine: _Machine) -> None:
    module, name = machine.pop(2)
    if not (isinstance(module, str) and isinstance(name, str)):
        raise PickleError("a name that is no text")
    machine.push(machine.name(module, name))


def _made(machine: _Machine) -> None:
    maker, arguments = machine.pop(2)
    if not isinstance(maker, Name) or type(arguments) is not tuple:
        raise PickleError("it calls something that is no name")
    machine.push(Made(maker, arguments))


def _state(machine: _Machine) -> None:
    (state,) = machine.pop()
    made = machine.top(Made)
    if made.state is not None:
        raise PickleError(f"it fills {made.maker} twice")
    made.state = state


def _remember(machine: _Machine, number: int) -> None:
    (value,) = machine.pop()
    machine.push(value)
    machine.memo[number] = value


def _recall(machine: _Machine, number: int) -> None:
    if number not in machine.memo:
        raise PickleError(f"it recalls value {number}, which it never made")
    machine.push(machine.memo[number])


def _extend(machine: _Machine, values: list[Any]) -> None:
    machine.top(list).extend(values)


def _update(machine: _Machine, pairs: list[Any]) -> None:
    if len(pairs) % 2:
        raise PickleError("a key without a value")
    keys = pairs[::2]
    # texts alone: Python salts their hashes, and nobody can choose keys that collide
    if any(type(key) is not str for key in keys):
        raise PickleError("a key that is no text")
    machine.top(dict).update(zip(keys, pairs[1::2], strict=True))


_STEPS: dict[bytes, Callable[[_Machine], None]] = {
    b"\x80": _protocol,
    b"\x95": _frame,
    b"(": lambda m: m.marks.append(len(m.stack)),
    b"N": lambda m: m.push(None),
    b"\x88": lambda m: m.stack.append(True),
    b"\x89": lambda m: m.stack.append(False),
    b"J": lambda m: m.push(int.from_bytes(m.take(4), "little", signed=True)),
    b"K": lambda m: m.push(m.number(1)),
    b"M": lambda m: m.push(m.number(2)),
    b"\x8a": _integer,
    b"G": lambda m: m.push(struct.unpack(">d", m.take(8))[0]),
    b"X": lambda m: m.push(_text(m.take(m.number(4)))),
    b"\x8c": lambda m: m.push(_text(m.take(m.number(1)))),
    b"\x8d": lambda m: m.push(_text(m.take(m.number(8)))),
    b"B": lambda m: m.push(m.take(m.number(4))),
    b"C": lambda m: m.push(m.take(m.number(1))),
    b"\x8e": lambda m: m.push(m.take(m.number(8))),
    b"\x96": lambda m: m.push(m.take(m.number(8))),
    b")": lambda m: m.push(()),
    b"\x85": lambda m: m.push(tuple(m.pop(1))),
    b"\x86": lambda m: m.push(tuple(m.pop(2))),
    b"\x87": lambda m: m.push(tuple(m.pop(3))),
    b"t": lambda m: m.push(tuple(m.above_mark())),
    b"]": lambda m: m.push([]),
    b"a": lambda m: _extend(m, m.pop(1)),
    b"e": lambda m: _extend(m, m.above_mark()),
    b"}": lambda m: m.push({}),
    b"s": lambda m: _update(m, m.pop(2)),
    b"u": lambda m: _update(m, m.above_mark()),
    b"q": lambda m: _remember(m, m.number(1)),
    b"r": lambda m: _remember(m, m.number(4)),
    b"\x94": lambda m: _remember(m, len(m.memo)),
    b"h": lambda m: _recall(m, m.number(1)),
    b"j": lambda m: _recall(m, m.number(4)),
    b"c": _global,
    b"\x93": _stack_global,
    b"\x81": _made,
    b"R": _made,
    b"b": _state,
}

_REFUSED = {
    b"0": "POP", b"1": "POP_MARK", b"2": "DUP", b"F": "FLOAT", b"I": "INT", b"L": "LONG", b"P": "PERSID",
    b"Q": "BINPERSID", b"S": "STRING", b"T": "BINSTRING", b"U": "SHORT_BINSTRING", b"V": "UNICODE", b"d": "DICT",
    b"g": "GET", b"i": "INST", b"l": "LIST", b"o": "OBJ", b"p": "PUT", b"\x82": "EXT1", b"\x83": "EXT2",
    b"\x84": "EXT4", b"\x8b": "LONG4", b"\x8f": "EMPTY_SET", b"\x90": "ADDITEMS", b"\x91": "FROZENSET",
    b"\x92": "NEWOBJ_EX", b"\x97": "NEXT_BUFFER", b"\x98": "READONLY_BUFFER",
}  # fmt: skip
"""Opcodes that Python knows and this reader does not."""
