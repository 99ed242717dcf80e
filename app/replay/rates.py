"""The ladder of playing speeds, and how one climbs it.

It must not know the clock.
"""

from fractions import Fraction

LADDER = tuple(Fraction(text) for text in ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"))


def faster(rate: Fraction) -> Fraction:
    """The next speed up, in the same direction."""
    return _signed(next((one for one in LADDER if one > abs(rate)), LADDER[-1]), rate)


def slower(rate: Fraction) -> Fraction:
    """The next speed down, in the same direction."""
    return _signed(next((one for one in reversed(LADDER) if one < abs(rate)), LADDER[0]), rate)


def shuttled(rate: Fraction, *, playing: bool, forward: bool) -> Fraction:
    """The rate after J or L: at first normal speed in that direction, faster with every further press."""
    direction = Fraction(1 if forward else -1)
    if not playing or (rate > 0) is not forward:
        return direction
    return faster(rate)


def _signed(size: Fraction, like: Fraction) -> Fraction:
    return size if like > 0 else -size
