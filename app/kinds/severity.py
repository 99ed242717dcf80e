"""How bad an event is: four words in ascending order, and from which one on the recorder signs more often.

It must not know which events exist. Rule: sealed-log.md section 7.5, step 6.
"""

from typing import Literal

Severity = Literal["info", "notice", "warning", "critical"]

SEVERITIES: tuple[Severity, ...] = ("info", "notice", "warning", "critical")
"""Ascending: for the record only; worth a look; danger or loss of function (hard braking, transition demand, AEB);
contact, injury or loss of control (collision, airbag)."""

BURST_FROM: Severity = "warning"


def rank(severity: Severity) -> int:
    """Return the place of `severity` in `SEVERITIES`, for comparing."""
    return SEVERITIES.index(severity)


def triggers_burst(severity: Severity) -> bool:
    """Whether an EVENT of this severity makes checkpoints come every 100 ms for 10 s."""
    return rank(severity) >= rank(BURST_FROM)
