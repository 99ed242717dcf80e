"""A clock named in GENESIS: the log's own time scale, or the clock of a source.

It must not know how clocks are read; offsets between clocks are stated here and never applied silently.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Microseconds32, Name, TimeStamp


class ClockSpec(Document, frozen=True, kw_only=True):
    """One clock. Exactly one clock of a log has the role `log`: t_arrival is counted on it."""

    name: Annotated[Name, Meta(description="name that channels refer to")]
    role: Annotated[
        Literal["log", "source"], Meta(description="log: the scale of t_arrival; source: where t_capture came from")
    ]
    system: Annotated[
        Name | None,
        Meta(description="what it is read from", examples=["CLOCK_BOOTTIME", "PTP", "GPS time", "sensor counter"]),
    ] = None
    epoch: Annotated[
        Literal["boot", "unix_utc", "unix_tai", "gps", "arbitrary", "unknown"], Meta(description="what its zero is")
    ] = "unknown"
    offset_ns: Annotated[
        TimeStamp | None, Meta(description="log time minus the time of this clock at the start of the segment")
    ] = None
    offset_uncertainty_us: Annotated[Microseconds32 | None, Meta(description="uncertainty of that offset")] = None
    offset_applied: Annotated[
        bool | None, Meta(description="whether t_capture already contains the offset; null: not stated")
    ] = None
    utc_offset_ns: Annotated[
        TimeStamp | None, Meta(description="UTC (ns since 1970) minus the time of this clock, at the start")
    ] = None
    utc_uncertainty_us: Annotated[Microseconds32 | None, Meta(description="uncertainty of that offset")] = None
    utc_source: Annotated[
        Name | None, Meta(description="where UTC came from", examples=["gnss", "ptp", "ntp", "rtc", "operator"])
    ] = None
    description: Annotated[str | None, Meta(description="for people")] = None
