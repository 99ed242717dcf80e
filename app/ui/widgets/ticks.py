"""Round values on an axis.

It must not know pixels.
"""


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values within, at most so many, 1, 2 or 5 times a power of ten apart."""
    if not high > low or most < 1:
        return []
    power = 10.0**-15
    while power * 10 < (high - low) / most:
        power *= 10
    for step in (power, 2 * power, 5 * power, 10 * power, 20 * power, 50 * power, 100 * power):
        first, last = -int(-low // step), int(high // step)
        if last - first + 1 <= most:
            return [at * step for at in range(first, last + 1)]
    return []
