"""What a log is said to be wherever it is shown: a recording of a vehicle, an intake, or a simulation.

It must not know whether that is true: the verdict says whose word it is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.cli.plain import plain

if TYPE_CHECKING:
    from app.chain.genesis import Genesis


def provenance_text(genesis: "Genesis") -> str:
    """Its provenance in words for people: a demonstration must never be mistaken for evidence."""
    if genesis.provenance == "simulated":
        return "SIMULATED: a demonstration, no recording of a vehicle"
    if genesis.provenance == "intake":
        intake = genesis.document.get("intake")
        since = intake.get("taken_utc_ns") if isinstance(intake, dict) else None
        when = _utc(since) if isinstance(since, str) else "a time not stated"
        return f"authentic since intake on {when} by {plain(genesis.device_name)}, not since recording"
    return "recorded in the vehicle"


def provenance_texts(segments: "Iterable[Genesis]") -> list[str]:
    """What the segments of a drive say of themselves, each statement once: one alone, unless they disagree."""
    return list(dict.fromkeys(provenance_text(genesis) for genesis in segments))


def _utc(nanoseconds: str) -> str:
    try:
        return datetime.fromtimestamp(int(nanoseconds) // 10**9, tz=UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return "a time not stated"
