"""One record as it lies in the file, raw and unverified, with whatever is needed to check it without the file.

It must not know hashes, nor what a payload means.
"""

from dataclasses import dataclass

from app.log.leaf import Leaf

UNREAD = frozenset({"READ_ERROR", "UNREADABLE_ROWS"})
"""Problems that the device makes: they say nothing about the record. The second is said once for the whole table."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the payload of a record cannot be had: a finding code and words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a payload as the part table has it (section 8); `value` is zero, its salt, or its hash by `kind`."""

    kind: int
    length: int
    value: bytes


LENGTH_ONLY, DISCLOSED, WITHHELD = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Where a payload lies in the file, and its parts; `parts` is None for the one part of a full log."""

    offset: int
    length: int
    parts: tuple[Part, ...] | None = None
    withheld: bool = False
    """Nothing of the payload is in the file."""
    problem: Problem | None = None

    @classmethod
    def failed(cls, problem: Problem) -> "Extent":
        """The extent of a payload that cannot be had."""
        return cls(offset=0, length=0, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: its position in the segment, its 192-byte leaf, its payload. Unverified until `chain.check`."""

    index: int
    leaf: bytes
    payload: bytes
    extent: Extent
    salt_key: bytes | None

    @property
    def fields(self) -> Leaf:
        """The leaf as values."""
        return Leaf.unpack(self.leaf)
