"""What views and panels ask of the session, if one is open: other times, other records, other choices.

It must not know who asks.
"""

from collections.abc import Callable

from app.replay.ledger_filter import Filter
from app.ui.session import Session


class Going:
    """Of one desk, one session after another."""

    def __init__(self, session: Callable[[], Session | None]) -> None:
        """`session`: the one that is open now."""
        self._session = session

    def go(self, t_ns: int, final: bool = True) -> None:  # noqa: FBT001, FBT002 - Qt's signals
        """To a time; not final: while a hand is dragging."""
        session = self._session()
        if session is not None:
            (session.seek if final else session.scrub)(t_ns)

    def go_to_record(self, channel: str, row: int) -> None:
        """To a record: of several with one and the same stamp to that one."""
        session = self._session()
        if session is not None:
            session.seek_record(channel, row)

    def step_by(self, channel: str) -> None:
        """By the frames of another channel from now on."""
        session = self._session()
        if session is not None:
            session.player.set_master(channel)
            session.tell()

    def hide(self, channels: frozenset[str]) -> None:
        """Hide these channels and no others."""
        session = self._session()
        if session is not None:
            session.showing.hide_channels(channels)

    def mark_cycles(self, sought: Filter) -> None:
        """Mark these planning cycles and no others."""
        session = self._session()
        if session is not None:
            session.showing.seek_cycles(sought)
