"""The members of a kind of JSON as columns: in the order of its published schema, objects within it taken apart.

It must not know any kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from app.kinds.document import Document

_DEEPEST = 4
"""What is nested deeper stays together."""


@dataclass(frozen=True, slots=True)
class Member:
    """One column: the names that lead to it, and its unit, empty where it has none."""

    path: tuple[str, ...]
    unit: str

    @property
    def name(self) -> str:
        """The names that lead to it, with dots."""
        return ".".join(self.path)


@cache
def members_of(struct: type[Document]) -> tuple[Member, ...]:
    """The members of a struct."""
    found = msgspec.inspect.type_info(struct)
    assert isinstance(found, msgspec.inspect.StructType)
    return tuple(_members(found, ()))


def value_at(said: object, path: Sequence[str]) -> object:
    """What is at the end of a path; None: nothing."""
    for name in path:
        if not isinstance(said, Mapping):
            return None
        said = said.get(name)
    return said


def others(said: Mapping[str, Any], members: Sequence[Member]) -> dict[str, Any]:
    """What is at the end of no path."""
    known: dict[str, list[Member]] = {}
    for one in members:
        known.setdefault(one.path[0], []).append(one)
    left: dict[str, Any] = {}
    for name, value in said.items():
        within = [Member(one.path[1:], one.unit) for one in known.get(name, ()) if one.path[1:]]
        if name not in known or (within and value is not None and not isinstance(value, Mapping)):
            left[name] = value
        elif within and value is not None and (rest := others(value, within)):
            left[name] = rest
    return left


def _members(struct: msgspec.inspect.StructType, path: tuple[str, ...]) -> list[Member]:
    found: list[Member] = []
    for field in struct.fields:
        type_, unit = _plain(field.type)
        here = (*path, field.encode_name)
        if isinstance(type_, msgspec.inspect.StructType) and len(here) < _DEEPEST:
            found += _members(type_, here)
        else:
            found.append(Member(here, unit))
    return found


def _plain(type_: msgspec.inspect.Type) -> tuple[msgspec.inspect.Type, str]:
    """A type without what is said about it and without null, and its unit."""
    unit = ""
    while True:
        if isinstance(type_, msgspec.inspect.Metadata):
            unit = str((type_.extra_json_schema or {}).get("x-unit", unit))
            type_ = type_.type
        elif isinstance(type_, msgspec.inspect.UnionType):
            rest = [one for one in type_.types if not isinstance(one, msgspec.inspect.NoneType)]
            if len(rest) != 1:
                return type_, unit
            (type_,) = rest
        else:
            return type_, unit
