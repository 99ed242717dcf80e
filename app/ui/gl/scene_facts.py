"""What the strip below a scene says of it, in words.

It must not know widgets.
"""

from app.scene.colour import COLOUR_MAPS
from app.scene.drawing import GRID_M
from app.scene.placed import Placed
from app.scene.standing import Standing
from app.ui.gl.facts_strip import Facts
from app.ui.gl.shown import Shown

_NARROW_SPACE = "\u202f"
_BAD = {
    Standing.BROKEN: "fails its check",
    Standing.AFTER_BREAK: "after the break",
    Standing.MISSING: "missing",
    Standing.UNCHECKED: "not checked",
}


def facts_of(placed: Placed | None, shown: Shown, *, drawn: int, backend: str, measured: str | None) -> Facts:
    """Everything, the most important first."""
    if placed is None:
        return Facts(right=(backend,))
    colours = COLOUR_MAPS[shown.by]
    left = [(measured, "t1")] if measured else []
    left += [(f"Grid {GRID_M:g} m", "t2")]
    bad = sorted(
        {(one.standing, one.channel) for one in (*placed.points, *placed.boxes, *placed.candidates)}, reverse=True
    )
    left += [(f"{channel} {_BAD[standing]}", "broken") for standing, channel in bad if standing in _BAD]
    left += [(f"Left out: {text}", "warn") for text in placed.left_out]
    left += [(mark, "warn" if mark.startswith("not ") else "t3") for mark in placed.marks]
    if shown.shaded:
        left.append(("shaded by depth", "t3"))
    return Facts(
        title=colours.title, low=f"{shown.over.low:g}", high=f"{shown.over.high:g} {colours.unit}".strip(),
        ramp=tuple(colours.legend(12)), left=tuple(left), right=(backend, points(drawn, shown.total)),
    )  # fmt: skip


def points(drawn: int, total: int) -> str:
    """How many points there are, and what share of them is drawn."""
    said = f"{total:,}".replace(",", _NARROW_SPACE)
    if not total:
        return "no points"
    if drawn >= total:
        return f"{said} points, all shown"
    return f"{said} points, 1/{max(2, round(total / max(drawn, 1)))} of points while moving"
