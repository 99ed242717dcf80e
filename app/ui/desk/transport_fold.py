"""How the transport folds where it has little room: what goes first, and what never goes.

It must not know Qt. Clock and time mode are always there; whatever goes has its key and its place in the menus.
"""

from dataclasses import dataclass

ICON = 44
"""As wide as an icon with the mark of a menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What has its place; lengths are those of the design."""

    jumps: bool
    """To the ends, and the shuttle."""
    rates: bool
    """Slower and faster; how fast it is stays."""
    marks: bool
    """Loop, T0 and bookmark."""
    steps: bool
    """One frame back and forward, and the speed."""
    modes: bool
    """The words beside the icons of the time modes."""
    master: int
    """At least so much for the channel one steps by; `ICON`: no word of it, 0: nothing."""


FOLDS = (
    Fold(jumps=True, rates=True, marks=True, steps=True, modes=True, master=150),
    Fold(jumps=False, rates=True, marks=True, steps=True, modes=True, master=150),
    Fold(jumps=False, rates=False, marks=True, steps=True, modes=True, master=110),
    Fold(jumps=False, rates=False, marks=True, steps=True, modes=True, master=ICON),
    Fold(jumps=False, rates=False, marks=False, steps=True, modes=True, master=ICON),
    Fold(jumps=False, rates=False, marks=False, steps=True, modes=False, master=ICON),
    Fold(jumps=False, rates=False, marks=False, steps=False, modes=False, master=0),
)
"""From everything to the least."""
