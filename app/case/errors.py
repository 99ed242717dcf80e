"""What can be wrong with a case: each error says what, where and what to do, in a text for people.

It must not know who shows the text.
"""

from pathlib import Path


class CaseError(Exception):
    """A case cannot be opened, or will not take a command; the text says why and what to do."""


class NotACaseError(CaseError):
    """There is no file, or the file is something else."""


class MissingCaseError(NotACaseError):
    """There is no file."""


class DamagedCaseError(CaseError):
    """The file is a case that was cut, overwritten or written to by something else."""


class NewerCaseError(CaseError):
    """The case was written by a newer version of this program."""


class UnwritableCaseError(CaseError):
    """The folder, the file or the medium takes no writing."""


class HeldCaseError(CaseError):
    """Another process has the case open."""


class RowError(Exception):
    """A row of a table does not hold what it should: `database` turns it into a DamagedCaseError."""


def damaged(path: Path, why: str) -> DamagedCaseError:
    """The error for a damaged case."""
    return DamagedCaseError(f"{path}: the case is damaged: {why}. Work on from a copy of an earlier state of the file.")
