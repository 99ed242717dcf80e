"""What the banner says of a drive: its status in a word, and the four facts, each with a mark and a detail.

It must not know widgets, nor how anything was checked.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.chain.verdict import Fact, Status
from app.scene.wording import count
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.theme.glyphs import VerdictMark

if TYPE_CHECKING:
    from app.replay.evidence import Evidence
    from app.replay.trust import Trust

_CUT = frozenset({"TRUNCATED_FILE", "SHORT_READ"})
_GONE = frozenset({"SEGMENT_MISSING"})


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact as the banner has it."""

    mark: VerdictMark
    word: str
    detail: str = ""


def shown_status(trust: "Trust") -> Status:
    """The status that a person must hear: while the walk goes on, what is known so far, or that it goes on."""
    status = trust.verdict.status
    return Status.STRUCTURE_ONLY if status is Status.SEALED and not trust.finished else status


def status_word(trust: "Trust") -> str:
    """The one word for it."""
    match shown_status(trust):
        case Status.SEALED:
            return tr("SEALED")
        case Status.BROKEN:
            return tr("BROKEN")
        case Status.UNTRUSTED:
            return tr("UNTRUSTED")
        case Status.OPEN_PREFIX:
            return tr("OPEN")
        case Status.UNSIGNED:
            return tr("UNSIGNED")
        case Status.STRUCTURE_ONLY:
            return tr("NOT FULLY CHECKED") if trust.ended else tr("CHECKING")


def provenance_text(provenance: str) -> str:
    """Where a log comes from, as its first record says; empty for what this program does not know."""
    match provenance:
        case "recorded":
            return tr("recorded in the vehicle")
        case "intake":
            return tr("authentic since intake")
        case "simulated":
            return tr("SIMULATED, no recording of a vehicle")
        case _:
            return ""


def shown_facts(trust: "Trust", evidence: "Evidence") -> list[ShownFact]:
    """What happened to the file since and what was named and is not open, if anything; then the four facts."""
    changed = [ShownFact("after", tr("File changed on disk"))] if trust.changed else []
    return [
        *changed,
        *_left_out(evidence),
        _intact(trust, evidence),
        _complete(trust),
        _signed(trust),
        _trusted(trust, evidence),
    ]


def _left_out(evidence: "Evidence") -> list[ShownFact]:
    """Of what was named: it is easily taken for being open."""
    number = len(evidence.left_out)
    word = tr("1 not opened") if number == 1 else filled(tr("%1 not opened"), count(number))
    return [ShownFact("after", word)] if number else []


def redacted(evidence: "Evidence") -> bool:
    """Whether a segment is a derived copy, in which something is withheld."""
    return any(one.segment.salt_key is None for one in evidence.log.opened)


def _found(trust: "Trust", codes: frozenset[str]) -> bool:
    return any(one.finding.code in codes for one in trust.findings)


def _intact(trust: "Trust", evidence: "Evidence") -> ShownFact:
    if trust.verdict.intact is Fact.NO:
        first = trust.first_broken
        said = from_below(trust.verdict.reason) if first is None else filled(tr("first bad record %1"), count(first[1]))
        return ShownFact("broken", tr("Not intact"), said)
    there, every = count(trust.records), count(trust.records + trust.tail)
    if trust.verdict.intact is Fact.YES:
        if redacted(evidence):
            return ShownFact("intact", tr("Intact"), filled(tr("%1 records, parts withheld"), there))
        return ShownFact("intact", tr("Intact"), filled(tr("%1 of %2 records"), there, every))
    share = "" if trust.percent is None else f" {trust.percent} %"
    if trust.finished:
        from app.scene.standing import Standing  # numpy takes its time

        # what is gone or cannot be read was intact or not: nobody can say
        sound = sum(one.records for one in trust.stretches if one.standing is Standing.INTACT)
        return ShownFact("unchecked", tr("Not all checked"), filled(tr("%1 of %2 records intact"), count(sound), every))
    word = tr("Checking not finished") if trust.stopped else tr("Checking") + share
    return ShownFact("unchecked", word, filled(tr("%1 records"), every))


def _complete(trust: "Trust") -> ShownFact:
    if _found(trust, _GONE):
        return ShownFact("missing", tr("Segment missing"))
    if trust.verdict.complete is Fact.YES:
        # the seal counts records: their bytes can be gone all the same
        return ShownFact("missing", tr("File cut off")) if _found(trust, _CUT) else ShownFact("intact", tr("Complete"))
    if trust.verdict.complete is Fact.NOT_YET:
        return ShownFact("unchecked", tr("Complete: not known yet"))
    said = filled(tr("%1 unsigned records"), count(trust.tail)) if trust.tail else ""
    return ShownFact("missing", tr("No end"), said)


def _signed(trust: "Trust") -> ShownFact:
    if trust.verdict.signed is Fact.YES:
        return ShownFact("intact", tr("Signed"), filled(tr("%1 checkpoints"), count(len(trust.checkpoints))))
    if not trust.proven:
        return ShownFact("after", tr("Not signed"))
    return ShownFact("after", tr("Signed up to"), filled(tr("record %1"), count(trust.proven)))


def _trusted(trust: "Trust", evidence: "Evidence") -> ShownFact:
    from app.chain.keys import fingerprint  # cryptography takes its time

    whose = f"{evidence.genesis.device_name} {fingerprint(evidence.genesis.device_key)[:8].upper()}"
    if trust.verdict.trusted is Fact.YES:
        return ShownFact("intact", tr("Key trusted"), whose)
    return ShownFact("after", tr("Key not trusted"), whose)
