"""A signal as a table for other programs: every sample with its time, its value as logged, and where it stands.

It must not know files: it gives lines. What a reader needs to know of the numbers stands above them, in lines that
begin with `#`, each a name and a text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.replay.trace import Trace
from app.scene.cell import text_cell
from app.scene.standing import Standing

_BLOCK = 4096
HEAD = "time_ns,from_t0_s,value,standing"
_WORDS = {standing.value: standing.name.lower() for standing in Standing}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the lines above the table say."""

    program: str
    log: str
    provenance: str
    channel: str
    signal: str
    unit: str
    basis: str
    """`recorded`, or `derived` and its expression."""
    rule: str
    """By which times the samples stand, and whether some were left out."""
    t0_ns: int | None


def csv_blocks(origin: Origin, trace: Trace, start_ns: int, end_ns: int) -> Iterator[str]:
    """The lines of the samples in `[start_ns, end_ns)`, many at a time, each ended by a line feed."""
    zero = "none was set: from the first instant" if origin.t0_ns is None else f"{origin.t0_ns} ns"
    told = (
        ("program", origin.program), ("log", origin.log), ("provenance", origin.provenance),
        ("channel", origin.channel), ("signal", origin.signal), ("unit", origin.unit), ("basis", origin.basis),
        ("times", origin.rule), ("t0", zero), ("span_ns", f"[{start_ns}, {end_ns})"),
    )  # fmt: skip
    yield "".join(f"# {name},{text_cell(text)}\n" for name, text in told) + HEAD + "\n"
    first, last = trace.within(start_ns, end_ns)
    t0_ns = start_ns if origin.t0_ns is None else origin.t0_ns
    for start in range(first, last, _BLOCK):
        part = slice(start, min(start + _BLOCK, last))
        rows = zip(
            trace.times_ns[part].tolist(), trace.values[part].tolist(), trace.standing[part].tolist(), strict=True
        )
        yield "".join(
            f"{t_ns},{_seconds(t_ns - t0_ns)},{'' if np.isnan(value) else repr(value)},{_WORDS[standing]}\n"
            for t_ns, value, standing in rows
        )


def _seconds(ns: int) -> str:
    """Exact, with all nine digits."""
    whole, rest = divmod(abs(ns), 10**9)
    return f"{'-' if ns < 0 else ''}{whole}.{rest:09d}"
