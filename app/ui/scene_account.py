"""What is to be seen around the vehicle, in words: for who hears the window instead of seeing it.

It must not know how it is drawn. Directions are those of the vehicle frame (ISO 8855: x forward, y left).
"""

import math
from collections.abc import Iterator

from app.scene.placed import Fate, Placed, PlacedBox
from app.scene.wording import count, named, number, quantity, short_id
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.widgets.plain import one_line

_MOST = 12
"""Objects that are told of, the nearest ones."""


def account(scene: Placed | None) -> str:
    """The chosen candidate, and who is there, from near to far."""
    if scene is None:
        return ""
    return "; ".join(_parts(scene))


def _parts(scene: Placed) -> Iterator[str]:
    chosen = next((one for one in scene.candidates if one.fate is Fate.CHOSEN), None)
    if chosen is not None:
        yield one_line(chosen.said)
    boxes = sorted(scene.boxes, key=lambda box: float((box.centre[:2] ** 2).sum()))
    yield filled(tr("%1 objects"), count(len(boxes)))
    for box in boxes[:_MOST]:
        yield _said(box)
    if len(boxes) > _MOST:
        yield filled(tr("and %1 farther away"), count(len(boxes) - _MOST))


def _said(box: PlacedBox) -> str:
    x, y = float(box.centre[0]), float(box.centre[1])
    who = f"{short_id(box.id)} {named(box.name)}"
    sure = "" if box.probability is None else f" {number(box.probability, 2)}"
    speed = "" if box.velocity is None else ", " + quantity(math.hypot(*map(float, box.velocity[:2])), "m/s")
    return one_line(f"{who}{sure}, {quantity(math.hypot(x, y), 'm')}, {_direction(x, y)}{speed}")


def _direction(x: float, y: float) -> str:
    """One of eight, the first one ahead, then to the left."""
    names = (
        tr("ahead"), tr("ahead left"), tr("left"), tr("behind left"), tr("behind"), tr("behind right"), tr("right"),
        tr("ahead right"),
    )  # fmt: skip
    return names[round(math.degrees(math.atan2(y, x)) / 45) % 8]
