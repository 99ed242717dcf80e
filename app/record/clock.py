"""The time a recorder goes by: its own scale, and what is known of UTC on it.

It must not know records. Rules: sealed-log.md section 6.
"""

import time
from dataclasses import dataclass
from typing import Protocol

from app.kinds.clock_spec import ClockSpec
from app.kinds.quantity import decimal
from app.log.leaf import UNKNOWN_TIME_NS, UNKNOWN_UNCERTAINTY_US
from app.record import machine

LOG_CLOCK = "log"
UTC_CLOCK = "system"
_TRIES = 5
_QUICK_NS = 20_000  # two readings this near each other were not interrupted


@dataclass(frozen=True, slots=True)
class UtcEstimate:
    """UTC minus log time, and how far that may be off; None: not known."""

    offset_ns: int | None = None
    uncertainty_us: int | None = None

    def at(self, t_ns: int) -> tuple[int, int]:
        """The fields t_utc and utc_uncertainty of a leaf at log time `t_ns` (section 3)."""
        if self.offset_ns is None or abs(t_ns + self.offset_ns) >= -UNKNOWN_TIME_NS:
            return UNKNOWN_TIME_NS, UNKNOWN_UNCERTAINTY_US
        uncertainty = UNKNOWN_UNCERTAINTY_US if self.uncertainty_us is None else self.uncertainty_us
        return t_ns + self.offset_ns, uncertainty

    def step_from(self, earlier: "UtcEstimate") -> int | None:
        """By how much UTC stepped since `earlier`; None if it is unknown now or was then."""
        if self.offset_ns is None or earlier.offset_ns is None:
            return None
        return self.offset_ns - earlier.offset_ns


class TimeSource(Protocol):
    """Where a recorder gets its time from; both calls may come from any thread."""

    def now_ns(self) -> int:
        """The present on the scale of the log; never decreasing."""
        ...

    def utc(self) -> UtcEstimate:
        """What is known of UTC at present; it may step."""
        ...

    def specs(self) -> tuple[ClockSpec, ...]:
        """The clocks for GENESIS: the log's own, named `log`, and the one that UTC comes from, named `system`."""
        ...


class BootClock:
    """The clock of a vehicle's computer: CLOCK_BOOTTIME, and UTC from the system's clock.

    `utc_uncertainty_us` and `utc_source` are what the operator knows of that clock; the system cannot tell.
    """

    def __init__(self, *, utc_uncertainty_us: int | None = None, utc_source: str | None = None) -> None:
        self._uncertainty_us = utc_uncertainty_us
        self._source = utc_source

    def now_ns(self) -> int:
        """Nanoseconds since boot."""
        return machine.boot_ns()

    def utc(self) -> UtcEstimate:
        """The system's clock against the boot clock, of a few tries the one least disturbed by the scheduler."""
        best_width, offset = 2**63, 0
        for _ in range(_TRIES):
            before, utc, after = machine.boot_ns(), time.time_ns(), machine.boot_ns()
            if after - before < best_width:
                best_width, offset = after - before, utc - (before + after) // 2
            if best_width <= _QUICK_NS:
                break
        return UtcEstimate(offset, self._uncertainty_us)

    def specs(self) -> tuple[ClockSpec, ...]:
        """The boot clock and the system's clock."""
        return _specs(self.utc(), system=machine.boot_clock_name(), epoch_is_boot=True, utc_source=self._source)


class ManualClock:
    """A clock that shows what it is told: for converters, the simulator and tests. One thread sets it."""

    def __init__(self, now_ns: int = 0, *, utc_offset_ns: int | None = None, system: str | None = None) -> None:
        self._now_ns = now_ns
        self._system = system
        self.estimate = UtcEstimate(utc_offset_ns)

    def set(self, now_ns: int) -> None:
        """Go to `now_ns`; an earlier time leaves the clock where it is."""
        self._now_ns = max(self._now_ns, now_ns)

    def now_ns(self) -> int:
        """What was set last."""
        return self._now_ns

    def utc(self) -> UtcEstimate:
        """What `estimate` says."""
        return self.estimate

    def specs(self) -> tuple[ClockSpec, ...]:
        """The log's clock alone; who converts names the clocks of the source."""
        return _specs(self.estimate, system=self._system, epoch_is_boot=False, utc_source=None)[:1]


def _specs(
    utc: UtcEstimate, *, system: str | None, epoch_is_boot: bool, utc_source: str | None
) -> tuple[ClockSpec, ClockSpec]:
    offset = None if utc.offset_ns is None else decimal(utc.offset_ns)
    log = ClockSpec(
        name=LOG_CLOCK,
        role="log",
        system=system,
        epoch="boot" if epoch_is_boot else "unknown",
        utc_offset_ns=offset,
        utc_uncertainty_us=utc.uncertainty_us,
        utc_source=utc_source,
    )
    source = ClockSpec(
        name=UTC_CLOCK,
        role="source",
        system="CLOCK_REALTIME",
        epoch="unix_utc",
        description="the system's clock, from which UTC is estimated",
    )
    return log, source
