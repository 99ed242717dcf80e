"""The cycles and traces of decisions, and which of them commands and actuations name.

It must not know what was decided.
"""

from array import array

import numpy as np
import numpy.typing as npt

from app.analysis.audit.firsts import ALWAYS_NS, NEVER_NS, Firsts, Keys, Times, arrivals, traces
from app.chain.opening import CheckedLog
from app.kinds.decision import Decision
from app.log.channel import Channel

_Mask = npt.NDArray[np.bool_]


class Decided:
    """The decisions of one channel."""

    def __init__(self, log: CheckedLog, channel: Channel) -> None:
        self.channel = channel
        self.traces = traces(log, channel)
        """Of all rows."""
        self._rows, self._cycles = array("q"), array("q")

    @property
    def rows(self) -> Times:
        """Those that could be read."""
        return np.array(self._rows, dtype=np.int64)

    @property
    def cycles(self) -> Times:
        """Of each row that could be read."""
        return np.array(self._cycles, dtype=np.int64)

    @property
    def whole(self) -> bool:
        """Whether all could be read."""
        return len(self._rows) == len(self.channel)

    def take(self, row: int, decision: Decision) -> None:
        """One decision more."""
        self._rows.append(row)
        self._cycles.append(decision.cycle)


class Cycles:
    """What the decisions of a log can be found by, when all were read."""

    def __init__(self, decided: list[Decided]) -> None:
        self.decided = decided
        self.some = any(len(one.channel) for one in decided)
        self.whole = all(one.whole for one in decided)
        times = [arrivals(one.channel, assumed_ns=ALWAYS_NS) for one in decided]
        self._by_cycle = Firsts(
            _joined([one.cycles for one in decided], np.int64),
            _joined([at[one.rows] for at, one in zip(times, decided, strict=True)], np.int64),
        )
        self._by_trace = Firsts(_joined([one.traces for one in decided], "S16"), _joined(times, np.int64))

    def had_arrived(self, cycles: Times, ids: Keys, by_ns: Times) -> _Mask:
        """Whether a decision with each of the cycles (n,) or trace ids (n,) had arrived by each of the times (n,)."""
        by_cycle = (cycles >= 0) & _came(self._by_cycle.of(cycles), by_ns)
        return np.asarray(by_cycle | ((ids != b"") & _came(self._by_trace.of(ids), by_ns)))


def _came(firsts: Times, by_ns: Times) -> _Mask:
    """What never came has not come by the end of time either, which stands where nobody measured an arrival."""
    return np.asarray((firsts != NEVER_NS) & (firsts <= by_ns))


class Named:
    """The cycles and traces that commands or actuations name."""

    def __init__(self) -> None:
        self._cycles: set[int] = set()
        self._traces: set[bytes] = set()

    def take(self, cycles: Times, ids: Keys) -> None:
        """Some more of them; those below 0 and those that are empty are none."""
        self._cycles.update(np.unique(cycles[cycles >= 0]).tolist())
        self._traces.update(np.unique(ids[ids != b""]).tolist())

    def among(self, cycles: Times, ids: Keys) -> _Mask:
        """Whether each of the cycles (n,) or its trace id (n,) is named."""
        by_cycle = [cycle in self._cycles for cycle in cycles.tolist()]
        by_trace = [one in self._traces for one in ids.tolist()]
        return np.array(by_cycle, dtype=np.bool_) | np.array(by_trace, dtype=np.bool_)


def _joined(parts: list[Keys], kind: npt.DTypeLike) -> Keys:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
