"""Several segments as one drive: their order, what is missing between them, and which contradict each other.

It must not know file names beyond repeating them, nor payloads. Rules: sealed-log.md section 11.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.chain.finding import Finding
from app.chain.genesis import Genesis
from app.chain.structure import Structure
from app.chain.tree import Tree


@dataclass(frozen=True, slots=True)
class Member:
    """One segment with a sound GENESIS."""

    label: str
    """What people call the file."""
    genesis: Genesis
    structure: Structure

    @property
    def head(self) -> bytes | None:
        """The root over what it has: two copies of one segment agree in it."""
        return self.structure.last_root


def in_order(members: Iterable[Member]) -> list[Member]:
    """The segments by drive and number; of two with one number, by what they hold: file names mean nothing."""
    return sorted(
        members, key=lambda m: (m.genesis.drive, m.genesis.segment_number, m.genesis.segment_id, m.head or b"")
    )


def check_drive(members: Sequence[Member]) -> list[Finding]:
    """What the segments of one drive, in order, say against each other."""
    findings, single = _twins(members)
    ordered = in_order(single)
    if ordered:
        findings += _ends(ordered)
    for before, after in pairwise(ordered):
        if after.genesis.segment_number > before.genesis.segment_number + 1:
            text = (
                f"nothing was given between segment {before.genesis.segment_number} and {after.genesis.segment_number}"
            )
            findings.append(Finding(code="SEGMENT_MISSING", text=text))
    for after in ordered:
        findings += _link(after, ordered)
    return findings


def check_between_drives(members: Sequence[Member]) -> list[Finding]:
    """Segments that continue a segment of another drive."""
    drives = {member.genesis.segment_id: member.genesis.drive for member in members}
    findings = []
    for member in members:
        previous = member.genesis.previous
        drive = drives.get(previous.segment_id) if previous is not None else None
        if drive is not None and drive != member.genesis.drive:
            findings.append(_broken(member, f"continues a segment of another drive, {drive}"))
    return findings


def _ends(ordered: list[Member]) -> list[Finding]:
    """What is missing before the first segment and behind the last."""
    first, last = ordered[0].genesis, ordered[-1]
    texts = []
    if first.previous is not None or first.segment_number > 0:
        texts.append(f"segment {first.segment_number} is the first one given, but it continues another")
    if last.structure.ends_with_rotation:
        texts.append(f"segment {last.genesis.segment_number} is the last one given, but it says that another follows")
    # one file alone is judged as a segment; that it is a part of something larger must be said all the same
    code = "SEGMENT_ALONE" if len(ordered) == 1 else "SEGMENT_MISSING"
    return [Finding(code=code, text=text) for text in texts]


def _twins(members: Sequence[Member]) -> tuple[list[Finding], list[Member]]:
    """Segments given twice and segments that fork, and the members without the second copies."""
    findings: list[Finding] = []
    copies: dict[tuple[bytes, bytes | None], list[Member]] = defaultdict(list)
    for member in members:
        copies[member.genesis.segment_id, member.head].append(member)
    single = [group[0] for group in copies.values()]
    for group in copies.values():
        if len(group) > 1:
            text = f"the same segment was given {len(group)} times: {', '.join(m.label for m in group)}"
            findings.append(Finding(code="SEGMENT_TWICE", text=text))
    rivals: set[frozenset[str]] = set()
    claims: tuple[tuple[str, Callable[[Genesis], Hashable]], ...] = (
        ("the same segment", lambda g: g.segment_id),
        ("the same predecessor", lambda g: g.previous and (g.previous.segment_id)),
        ("the same number", lambda g: g.segment_number),
    )
    for words, claim in claims:
        groups: dict[Hashable, list[Member]] = defaultdict(list)
        for member in single:
            groups[claim(member.genesis)].append(member)
        for key, group in groups.items():
            labels = frozenset(member.label for member in group)
            if key is not None and len(group) > 1 and labels not in rivals:
                rivals.add(labels)
                text = f"{words} continued in two ways: {', '.join(sorted(labels))}"
                findings.append(Finding(code="FORK", text=text))
    return findings, single


def _link(after: Member, ordered: Sequence[Member]) -> list[Finding]:
    """Whether a segment follows one of those that have the number before its own."""
    befores = [m for m in ordered if m.genesis.segment_number == after.genesis.segment_number - 1]
    if not befores and after.genesis.previous is not None:
        # the numbers say that a segment is missing; what it says of the one that it names must hold all the same
        befores = [m for m in ordered if m.genesis.segment_id == after.genesis.previous.segment_id]
    # where two claim that number, a fork is found already: the link holds if it holds to one of them
    found = [finding for before in befores if (finding := _follows(before, after, ordered)) is not None]
    return found[:1] if len(found) == len(befores) else []


def _follows(before: Member, after: Member, ordered: Sequence[Member]) -> Finding | None:
    """What keeps `after` from being the continuation of `before`."""
    previous = after.genesis.previous
    if after.genesis.device_key != before.genesis.device_key:
        return _broken(after, "was sealed with another device key than the one before it")
    named = [m for m in ordered if previous is not None and m.genesis.segment_id == previous.segment_id]
    if previous is None or not named:
        return _broken(after, f"does not name segment {before.genesis.segment_number} as its predecessor")
    if all(m is not before for m in named):
        return _broken(after, f"names {named[0].label} as its predecessor, which has another number")
    there = before.structure
    if previous.size > there.records:
        text = f"{before.label} has {there.records} covered records; the next segment vouches for {previous.size}"
        return Finding(code="TRUNCATED_AFTER_ANCHOR", text=text)
    if _root(there, previous.size) != previous.root:
        return _broken(after, "names another root than its predecessor has")
    return None


def _root(structure: Structure, size: int) -> bytes | None:
    if size == structure.proven:
        return structure.root
    return Tree(structure.hashes).root(size) if size else None


def _broken(member: Member, text: str) -> Finding:
    return Finding(code="SEGMENT_LINK", text=f"segment {member.genesis.segment_number} ({member.label}) {text}")
