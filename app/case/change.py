"""One change of what the investigator wrote: what was before and what is now, so that it can be taken back.

It must not know where a case is kept, nor words for people.
"""

from dataclasses import dataclass, replace

from app.case.bookmark import Bookmark
from app.case.entry import Action
from app.case.subject import of_bookmark, of_t0
from app.case.t0 import T0

Written = Bookmark | T0 | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of one bookmark, or of T0. `sequence`: the ledger entry that says it; `old` None: added, `new` None: removed."""

    sequence: int
    old: Written
    new: Written

    @property
    def action(self) -> Action:
        """What the ledger calls it."""
        return Action.BOOKMARK if isinstance(self.old or self.new, Bookmark) else Action.T0

    def backwards(self) -> "Change":
        """From now to before."""
        return replace(self, old=self.new, new=self.old)


def of_written(written: Written) -> dict[str, object] | None:
    """A bookmark or T0 as the ledger has it."""
    if written is None:
        return None
    return of_bookmark(written) if isinstance(written, Bookmark) else of_t0(written)
