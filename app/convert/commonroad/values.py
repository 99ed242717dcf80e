"""Numbers and points in the elements of a CommonRoad scenario: what is exact, and what is only a range.

It must not know obstacles or lanes. XML_commonRoad_XSD.xsd (CommonRoad/commonroad-io): a value is `exact`, or lies
between `intervalStart` and `intervalEnd`; a point has x and y, and z in scenarios with heights.
"""

import math
from xml.etree.ElementTree import Element

Place = tuple[float, float, float | None]


def number(text: str | None) -> float | None:
    """A finite number; None if the text is none."""
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def exact(element: Element | None) -> float | None:
    """The exact value of an element; None if it has none."""
    return None if element is None else number(element.findtext("exact"))


def interval(element: Element) -> str | None:
    """The range of an element as text; None if it has none."""
    start, end = number(element.findtext("intervalStart")), number(element.findtext("intervalEnd"))
    return None if start is None or end is None else f"{start!r} to {end!r}"


def point(element: Element | None) -> Place | None:
    """x, y, z in m, z None where it is not stated; None if there is no such point."""
    if element is None:
        return None
    x, y = number(element.findtext("x")), number(element.findtext("y"))
    return None if x is None or y is None else (x, y, number(element.findtext("z")))
