"""What the player says of itself: where it was asked to be, what is shown, and how it goes on.

It must not know how that comes about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from app.log.channel import Mode


class Waiting(Enum):
    """How long what was asked for has not been shown."""

    NOT = "not"
    READING = "reading"
    """So long that one must say so."""
    UNREACHABLE = "unreachable"
    """So long that the drive with the evidence is probably not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerState:
    """Handles follow `asked_ns`; overlays, tables and the text of the clock follow `shown_ns`."""

    asked_ns: int
    shown_ns: int | None = None
    """None: nothing was shown yet."""
    playing: bool = False
    rate: Fraction = Fraction(1)
    mode: Mode = Mode.CAPTURE
    master: str | None = None
    """The channel whose frames one steps by; None: the log has none that can be."""
    pins: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Rows that are meant where several share one time, by channel."""
    loop: tuple[int, int] | None = None
    """`[in, out)`, whether it is on or not."""
    looping: bool = False
    t0_ns: int | None = None
    dropped: int = 0
    """Frames of the master that playing has passed over because the machine was too slow."""
    waiting: Waiting = Waiting.NOT

    @property
    def here_ns(self) -> int:
        """What is shown, or what was asked for as long as nothing was shown yet."""
        return self.asked_ns if self.shown_ns is None else self.shown_ns
