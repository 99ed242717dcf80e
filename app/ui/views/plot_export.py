"""How the table of a signal comes into a file: whole or not at all, and what it says of where the numbers come from.

It must not know widgets.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from app import __version__
from app.log.channel import Mode
from app.replay.signal_csv import Origin, csv_blocks
from app.replay.signals import Derived, Plotted
from app.replay.trace import Trace
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.session import Session

_BREATH_S = 2e-4


def origin_of(session: Session, plotted: Plotted, trace: Trace, *, unproven: bool) -> Origin:
    """What stands above the table. Fixed words are English: other programs read them."""
    evidence = session.evidence
    first = evidence.log.opened[0]
    root = first.structure.root
    head = "no good checkpoint" if root is None else root.hex()
    rule = "by capture, arrival where that is unknown" if trace.mode is Mode.CAPTURE else "by arrival: known then"
    behind = "with values behind a break" if unproven else "values behind a break are left out"
    known = "" if trace.complete else "; not all records were read yet"
    derived = isinstance(plotted, Derived)
    return Origin(
        program=f"Incident Replay {__version__}",
        log=f"{evidence.title}, drive {first.genesis.drive}, root of its first segment {head}",
        provenance=first.genesis.provenance,
        channel="several" if isinstance(plotted, Derived) else plotted.channel,
        signal=plotted.name if isinstance(plotted, Derived) else plotted.field,
        unit=plotted.unit,
        basis=f"derived: {plotted.text}" if isinstance(plotted, Derived) else "recorded",
        rule=f"{rule}, ns on the time scale of the first segment; {behind}{known}"
        + ("; of each channel the latest sample at or before" if derived else ""),
        t0_ns=session.state.t0_ns,
    )


def write_csv(
    path: Path, origin: Origin, trace: Trace, start_ns: int, end_ns: int
) -> Callable[[threading.Event], object]:  # fmt: skip
    """What writes the table when it is called, in another thread; it returns a sentence about how that went."""

    def write(closing: threading.Event) -> str:
        part = path.with_name(path.name + ".part")
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                for block in csv_blocks(origin, trace, start_ns, end_ns):
                    if closing.is_set():
                        break
                    file.write(block)
                    time.sleep(_BREATH_S)  # the window goes on
            if closing.is_set():
                part.unlink()
                return tr("The export was ended early")
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            return filled(tr("%1: cannot be written: %2"), path.name, error.strerror or error)
        return filled(tr("%1: written"), path.name)

    return write
