"""A time that somebody types, read on the time scale of the open log: where it leads to, or what is wrong with it.

It must not know where it is typed, nor move the replay.
"""

from dataclasses import dataclass

from app.replay.instant import InstantError, instant_ns
from app.replay.scale import Scale
from app.scene.wording import clock_of_day, seconds, utc
from app.scene.zone import UTC_ZONE, Zone
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class TypedTime:
    """What was typed, understood."""

    t_ns: int | None
    """None: nothing that one could go to."""
    said: str
    """Where that is, or what is wrong."""


def typed_time(text: str, session: Session, *, zone: Zone | None = None) -> TypedTime:
    """Read a time in any of the forms of `instant_ns`. `zone`: where times of day are meant that name no zone."""
    try:
        found = instant_ns(
            text,
            Scale(session.timeline),
            t0_ns=session.state.t0_ns,
            frame_ns=lambda number: _frame_ns(session, number),
            zone=zone,
        )
    except InstantError as error:
        return TypedTime(None, from_below(str(error)))
    first, last = session.timeline.span
    utc_ns = session.timeline.utc_ns(found)
    said = filled(tr("%1 since the start"), seconds(found - first, digits=9))
    said += "" if utc_ns is None else f", {utc(utc_ns, digits=6)}"
    if utc_ns is not None and zone is not None and zone != UTC_ZONE:
        offset_s, _ = zone.offset(utc_ns)
        said += f", {clock_of_day(utc_ns, offset_s=offset_s, digits=6)} {zone.words(utc_ns)}"
    if first <= found <= last:
        return TypedTime(found, said)
    return TypedTime(None, filled(tr("%1: outside of this log"), said))


def _frame_ns(session: Session, number: int) -> int | None:
    state = session.state
    if state.master is None:
        return None
    times = session.timeline.channels[state.master].times_in_order(state.mode)
    return int(times[number - 1]) if 1 <= number <= len(times) else None
