"""What values of a case may be: texts that every database keeps, whole numbers that 64 bits hold.

It must not know what they mean.
"""

from app.case.errors import CaseError


def sound_text(text: str, what: str) -> None:
    """Raise CaseError if `text` has half of a character or a NUL, which PostgreSQL refuses and SQLite cuts at."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise CaseError(f"{what} {text[:80]!r} is no text: it has a NUL or half of a character; type it anew")


def sound_ns(t_ns: int, what: str) -> None:
    """Raise CaseError if `t_ns` does not fit 64 bits with sign."""
    if not -(2**63) <= t_ns < 2**63:
        raise CaseError(f"{what} {t_ns} ns does not fit 64 bits")
