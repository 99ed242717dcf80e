"""What is said of a problem.

It must not know how problems are found, nor where they are shown.
"""

from app.chain.finding import CODES
from app.kinds.severity import Severity
from app.replay.problems import Problem, Trouble
from app.scene.wording import count, milliseconds, named, seconds
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.widgets.plain import one_line

_SECOND_NS = 1_000_000_000


def group(severity: Severity, many: int) -> str:
    """The head of all problems that are so grave."""
    heads = {
        "critical": tr("Critical"), "warning": tr("Warnings"), "notice": tr("Worth a look"),
        "info": tr("For the record"),
    }  # fmt: skip
    return f"{heads[severity]} · {count(many)}"


def summary(problems: int) -> str:
    """How many there are."""
    if not problems:
        return tr("No problems")
    return tr("1 problem") if problems == 1 else filled(tr("%1 problems"), count(problems))


def said(one: Problem) -> str:
    """A problem in one line, with its channel."""
    where = one_line(one.channel.lstrip("/"))
    what = _what(one)
    if where and one.trouble is not Trouble.RECORDER:
        return f"{where}: {what}"
    return what[:1].upper() + what[1:]


def _what(one: Problem) -> str:
    many = count(one.value)
    match one.trouble:
        case Trouble.FINDING:
            return from_below(CODES[one.code].title)
        case Trouble.RECORDER:
            kinds = {"records_lost": tr("Lost"), "clock": tr("Clock"), "recorder_fault": tr("Recorder")}
            return ": ".join(part for part in (kinds[one.code], _recorder(one.text)) if part)
        case Trouble.GAP:
            text = {
                "before": tr("begins %1 late"), "behind": tr("ends %1 early"), "between": tr("nothing for %1"),
            }[one.text]  # fmt: skip
            return filled(text, seconds(one.value) if one.value >= _SECOND_NS else milliseconds(one.value))
        case Trouble.BEHIND_ARRIVAL:
            return filled(tr("%1 records captured later than they arrived"), many)
        case Trouble.BACKWARDS:
            return filled(tr("stamps go back %1 times"), many)
        case Trouble.REPEATED:
            return filled(tr("%1 stamps repeated"), many)
        case Trouble.UNDATED:
            return filled(tr("%1 records without a capture time"), many)
        case Trouble.DECODE:
            return filled(tr("cannot be decoded: %1"), one_line(from_below(one.text)))
        case Trouble.UNKNOWN:
            return filled(tr("none of %1 records can be decoded: %2"), many, one_line(from_below(one.text)))
        case Trouble.MORE:
            return filled(tr("%1 more: %2"), many, _kind(Trouble(one.code)))


def _recorder(text: str) -> str:
    """What comes first is what it speaks of: one would not find the words behind it."""
    about, _, rest = one_line(text).partition(": ")
    return f"{rest} ({named(about).lower()})" if rest else about


def _kind(trouble: Trouble) -> str:
    return {Trouble.GAP: tr("gaps"), Trouble.DECODE: tr("records that cannot be decoded")}.get(trouble, named(trouble))


def detail(one: Problem) -> str:
    """All that is known of it, for who asks."""
    lines = [said(one)]
    if one.trouble is Trouble.FINDING:
        lines += [one.code, from_below(one.text)]
    if one.channel:
        row = "" if one.row is None else filled(tr(", record %1"), count(one.row + 1))
        lines.append(one.channel + row)
    return "\n".join(lines)
