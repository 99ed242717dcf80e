"""What the strip below a scene says of it, in words.

It must not know widgets.
"""

from collections import Counter

from app.scene.colour import COLOUR_MAPS
from app.scene.drawing import GRID_M
from app.scene.placed import Placed
from app.scene.standing import Standing
from app.scene.wording import count
from app.ui.gl.facts_strip import Facts
from app.ui.gl.shown import Shown

_BAD = {
    Standing.BROKEN: "fails its check",
    Standing.AFTER_BREAK: "after the break",
    Standing.MISSING: "missing",
    Standing.UNCHECKED: "not checked",
}


def facts_of(
    placed: Placed | None, shown: Shown, *, drawn: int, backend: str, measured: str | None, asked: int = 1,
    waiting: int = 0,
) -> Facts:  # fmt: skip
    """Everything, the most important first. `asked`: so many sweeps of each sensor; `waiting`: still being read."""
    if placed is None:
        return Facts(right=(backend,))
    colours = COLOUR_MAPS[shown.by]
    left = [(measured, "t1")] if measured else []
    left += [(f"Arrival assumed: {channel}", "warn") for channel in sorted(shown.greyed)]
    left += _accumulated(placed, asked, waiting) if asked > 1 else []
    left += [(f"Grid {GRID_M:g} m", "t2")]
    things = (*placed.points, *placed.earlier, *placed.boxes, *placed.candidates)
    bad = sorted({(one.standing, one.channel) for one in things}, reverse=True)
    left += [(f"{channel} {_BAD[standing]}", "broken") for standing, channel in bad if standing in _BAD]
    left += [(f"Left out: {text}", "warn") for text in placed.left_out]
    left += [(text, "t3") for text in shown.drawing.limits]
    left += [(mark, "warn" if mark.startswith("not ") else "t3") for mark in placed.marks]
    if shown.shaded:
        left.append(("shaded by depth", "t3"))
    return Facts(
        title=colours.title, low=f"{shown.over.low:g}", high=f"{shown.over.high:g} {colours.unit}".strip(),
        ramp=tuple(colours.legend(12)), left=tuple(left), right=(backend, points(drawn, shown.total)),
    )  # fmt: skip


def _accumulated(placed: Placed, asked: int, waiting: int) -> list[tuple[str, str]]:
    """How many sweeps lie over each other; where it is fewer than one asked for, of which sensor."""
    if waiting:
        return [(f"Reading {waiting} earlier sweeps", "t2")]
    counts = Counter(one.channel for one in (*placed.points, *placed.earlier))
    fewer = [f"{channel} {count} of {asked} sweeps" for channel, count in counts.items() if count < asked]
    said = [(placed.accumulated, "t1"), ("What moved leaves a trace", "t3")] if placed.earlier else []
    return said[:1] + [(text, "warn") for text in fewer] + said[1:]


def points(drawn: int, total: int) -> str:
    """How many points there are, and what share of them is drawn."""
    said = count(total)
    if not total:
        return "no points"
    if drawn >= total:
        return f"{said} points, all shown"
    parts = round(total / max(drawn, 1))
    share = f"1/{parts}" if parts > 1 else f"{100 * drawn // total} %"
    return f"{said} points, {share} of points while moving"
