"""One channel as columns: the first row of every record, its times, and where each record stands.

It must not know how it was read.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.scene.content import Table
from app.scene.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """The first row of every record of a channel, in the order of capture; arrays have shape (n,)."""

    channel: str
    rows: npt.NDArray[np.int64]
    """Which row of the channel each is."""
    times_ns: npt.NDArray[np.int64]
    arrival_ns: npt.NDArray[np.int64]
    table: Table
    failed: npt.NDArray[np.bool_]
    """Which records could not be used: they failed their check, or have no row."""
    standing: npt.NDArray[np.int8]
    """Where each record stands, as `Standing` numbers it."""
    complete: bool

    def values(self, field: str, *, unproven: bool = False) -> npt.NDArray[np.float64] | None:
        """One signal, float64 (n,), NaN where unknown, failed or behind a break; None: there is no such field.

        `unproven`: give what stands behind a break as well; whoever shows it marks it.
        """
        found = self.table.column(field)
        if found is not None:
            found[self.failed] = np.nan
            if not unproven:
                found[self.standing == Standing.AFTER_BREAK] = np.nan
        return found
