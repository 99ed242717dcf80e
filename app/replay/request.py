"""What the player asks of the loader: an instant, what is wanted of it, and what may be wanted next.

It must not know threads.
"""

from dataclasses import dataclass, field

from app.log.channel import Mode
from app.scene.sample import Lookup
from app.scene.staging import Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One instant that is to be shown."""

    number: int
    """Counts up: a later request has a larger one."""
    epoch: int
    """Counts jumps: what was asked for before a jump is not shown after it."""
    t_ns: int
    mode: Mode
    lookups: tuple[Lookup, ...]
    earlier: tuple[Lookup, ...] = ()
    """What came before the current rows, of channels of which more than one is wanted."""
    ahead: tuple[Lookup, ...] = ()
    """What will be current soon: read and decoded when there is nothing else to do."""
    playing: bool = False
    """Another instant follows at once."""
    staging: Staging = field(default_factory=Staging)
