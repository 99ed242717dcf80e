"""What the strip below a scene says of it, in words.

It must not know widgets.
"""

from collections import Counter
from collections.abc import Sequence

from app.scene.colour import COLOUR_MAPS, ColourBy, tells
from app.scene.drawing import GRID_M
from app.scene.placed import Placed, Thing
from app.scene.placing import SWEPT
from app.scene.sample import Lookup
from app.scene.standing import Standing
from app.scene.wording import MINUS, count, milliseconds, short_id
from app.ui.gl.eye import EGO
from app.ui.gl.facts import Fact, Facts
from app.ui.gl.shown import Shown

_BAD = {
    Standing.BROKEN: "fails its check",
    Standing.AFTER_BREAK: "after the break",
    Standing.MISSING: "missing",
    Standing.UNCHECKED: "not checked",
}


def facts_of(
    placed: Placed | None, shown: Shown, *, drawn: int, backend: str, told: Sequence[Fact] = (), asked: int = 1,
    waiting: int = 0, absent: Sequence[Lookup] = (),
) -> Facts:  # fmt: skip
    """Everything, the most important first.

    `told`: what whoever shows it has to say of what was done with it; `asked`: so many sweeps of each sensor;
    `waiting`: still being read; `absent`: what has no sample that may be shown.
    """
    if placed is None:
        return Facts(backend=backend)
    colours, ranged = COLOUR_MAPS[shown.by], shown.by is not ColourBy.CLASS
    # what is seen then is no evidence as it stands: wherever there is a picture, there is this
    left = [Fact(text="shaded by depth", tone="warn", kept=True)] if shown.shaded else []
    left += [*told, *_absent(absent, shown.total), *_assumed(shown.greyed), *_uncoloured(shown)]
    left += _accumulated(placed, asked, waiting) if asked > 1 else []
    things = (*placed.points, *placed.earlier, *placed.boxes, *placed.candidates)
    bad = sorted({(one.standing, one.channel) for one in things}, reverse=True)
    left += [Fact(text=f"{channel} {_BAD[standing]}", tone="broken") for standing, channel in bad if standing in _BAD]
    left += [
        Fact(text=f"Left out: {text}", short=f"Left out: {text.partition(':')[0]}", tone="warn")
        for text in placed.left_out
    ]
    left += _aged(placed)
    left.append(Fact(text=f"Grid {GRID_M:g} m", tone="t2"))
    left += [Fact(text=text) for text in shown.drawing.limits]
    left += [Fact(text=mark, tone="warn" if mark.startswith("not ") else "t3") for mark in placed.marks]
    said, short = points(drawn, shown.total)
    if not shown.total:
        return Facts(left=tuple(left), backend=backend, count=said, count_short=short)
    low, high = _plain(shown.over.low), f"{_plain(shown.over.high)} {colours.unit}".strip()
    return Facts(
        title=colours.title, low=low if ranged else "", high=high if ranged else "", ramp=tuple(colours.legend(12)),
        ranged=ranged, left=tuple(left), backend=backend, count=said, count_short=short,
    )  # fmt: skip


def following(followed: str | None, placed: Placed | None, *, draft: bool) -> Fact | None:
    """Which object the eye goes with, or that it is lost; None: it goes with none. Of a draft it may be on its way."""
    if followed in (None, EGO) or placed is None:
        return None
    assert followed is not None
    if draft or any(box.id == followed for box in placed.boxes):
        return Fact(text=f"Following {short_id(followed)}", tone="t1")
    return Fact(text=f"{short_id(followed)} lost, the view stays", short=f"{short_id(followed)} lost", tone="warn")


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)


def _absent(found: Sequence[Lookup], total: int) -> list[Fact]:
    """What has no sample that may be shown; where that is every point there could be, it is said in any case."""
    swept = [one for one in found if one.kind in SWEPT]
    nothing = bool(swept) and not total
    made = []
    if nothing:
        made.append(_absence("Points", min(swept, key=_age), kept=True))
    return made + [_absence(one.channel, one) for one in found if not (nothing and one in swept)]


def _age(of: Lookup) -> float:
    return float("inf") if of.age_ns is None else of.age_ns


def _absence(name: str, of: Lookup, *, kept: bool = False) -> Fact:
    if of.age_ns is None:
        return Fact(text=f"{name} absent, no sample yet", short=f"{name} absent", kept=kept)
    words = f"{name} absent, last sample {milliseconds(of.age_ns)} ago"
    return Fact(text=words, short=f"{name} absent", tone="warn", kept=kept)


def _assumed(channels: frozenset[str]) -> list[Fact]:
    """Of what is grey, because nobody knows what of it was known then."""
    if not channels:
        return []
    few = f"Arrival of {len(channels)} channels assumed" if len(channels) > 1 else "Arrival assumed"
    return [Fact(text=f"Arrival assumed: {', '.join(sorted(channels))}", short=few, tone="warn")]


def _uncoloured(shown: Shown) -> list[Fact]:
    """Where what colours mean is not in the points."""
    lacking = sorted({one.channel for one in shown.points if not tells(one, shown.by)})
    what = shown.by.value
    if not lacking:
        return []
    if len(lacking) == len({one.channel for one in shown.points}):
        return [Fact(text=f"no {what} in these points", short=f"no {what}", tone="warn", kept=True)]
    return [Fact(text=f"no {what} in {', '.join(lacking)}", short=f"no {what} in {len(lacking)} channels")]


def _aged(placed: Placed) -> list[Fact]:
    """How old things are, where that differs from the sweep that the header tells of."""
    header = placed.points[0].age_ns if placed.points else None
    radars = [one for one in placed.points if one.kind == "radar"]
    others = [one for one in placed.points if one.kind != "radar"]
    groups: tuple[tuple[str, Sequence[Thing]], ...] = (
        ("Boxes", placed.boxes), ("Plan", placed.candidates), ("LiDAR", others), ("Radar", radars),
        ("Paths", placed.paths),
    )  # fmt: skip
    made = []
    for name, things in groups:
        ages = sorted({one.age_ns for one in things})
        said = list(dict.fromkeys(milliseconds(age) for age in ages))
        if said and (header is None or said != [milliseconds(header)]):
            words = said[0] if len(said) == 1 else f"{said[0].removesuffix(' ms')} to {said[-1]}"
            made.append(Fact(text=f"{name} {words} old", tone="t2"))
    return made


def _accumulated(placed: Placed, asked: int, waiting: int) -> list[Fact]:
    """How many sweeps lie over each other; where it is fewer than one asked for, of which sensor."""
    if waiting:
        return [Fact(text=f"Reading {waiting} earlier sweeps", tone="t2")]
    counts = Counter(one.channel for one in (*placed.points, *placed.earlier))
    fewer = [f"{channel} {count} of {asked} sweeps" for channel, count in counts.items() if count < asked]
    made = [Fact(text=text, tone="warn") for text in fewer]
    if not placed.earlier:
        return made
    return [
        Fact(text=placed.accumulated, short=placed.accumulated.partition(",")[0], tone="t1"), *made,
        Fact(text="What moved leaves a trace"),
    ]  # fmt: skip


def points(drawn: int, total: int) -> tuple[str, str]:
    """How many points there are, and what share of them is drawn: in full, and in few words."""
    said = count(total)
    if not total:
        return "no points", "no points"
    if drawn >= total:
        return f"{said} points, all shown", f"{said} points"
    parts = round(total / max(drawn, 1))
    share = f"1/{parts}" if parts > 1 else f"{100 * drawn // total} %"
    return f"{said} points, {share} of points while moving", f"{share} of points"
