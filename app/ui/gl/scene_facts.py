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
from app.ui.filling import filled
from app.ui.gl.eye import EGO
from app.ui.gl.facts import Fact, Facts
from app.ui.gl.shown import Shown
from app.ui.language.lower import from_below
from app.ui.language.words import tr


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
    left = [Fact(text=tr("shaded by depth"), tone="warn", kept=True)] if shown.shaded else []
    left += [*told, *_absent(absent, shown.total), *_assumed(shown.greyed), *_uncoloured(shown)]
    left += _accumulated(placed, asked, waiting) if asked > 1 else []
    things = (*placed.points, *placed.earlier, *placed.boxes, *placed.candidates)
    bad = sorted({(one.standing, one.channel) for one in things}, reverse=True)
    words = bad_words()
    left += [
        Fact(text=filled(words[standing], channel), tone="broken") for standing, channel in bad if standing in words
    ]
    left_out = tr("Left out: %1")
    left += [
        Fact(text=filled(left_out, from_below(text)), short=filled(left_out, text.partition(":")[0]), tone="warn")
        for text in placed.left_out
    ]
    left += _aged(placed)
    left.append(Fact(text=filled(tr("Grid %1 m"), f"{GRID_M:g}"), tone="t2"))
    left += [Fact(text=from_below(text)) for text in shown.drawing.limits]
    left += [Fact(text=from_below(mark), tone="warn" if mark.startswith("not ") else "t3") for mark in placed.marks]
    said, short = points(drawn, shown.total)
    if not shown.total:
        return Facts(left=tuple(left), backend=backend, count=said, count_short=short)
    low, high = _plain(shown.over.low), f"{_plain(shown.over.high)} {colours.unit}".strip()
    return Facts(
        title=from_below(colours.title), low=low if ranged else "", high=high if ranged else "",
        ramp=tuple(colours.legend(12)),
        ranged=ranged, left=tuple(left), backend=backend, count=said, count_short=short,
    )  # fmt: skip


def following(followed: str | None, placed: Placed | None, *, draft: bool) -> Fact | None:
    """Which object the eye goes with, or that it is lost; None: it goes with none. Of a draft it may be on its way."""
    if followed in (None, EGO) or placed is None:
        return None
    assert followed is not None
    if draft or any(box.id == followed for box in placed.boxes):
        return Fact(text=filled(tr("Following %1"), short_id(followed)), tone="t1")
    lost, short = filled(tr("%1 lost, the view stays"), short_id(followed)), filled(tr("%1 lost"), short_id(followed))
    return Fact(text=lost, short=short, tone="warn")


def bad_words() -> dict[Standing, str]:
    """What is said of a channel whose records cannot be relied on."""
    return {
        Standing.BROKEN: tr("%1 fails its check"),
        Standing.AFTER_BREAK: tr("%1 after the break"),
        Standing.MISSING: tr("%1 missing"),
        Standing.UNCHECKED: tr("%1 not checked"),
    }


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)


def _absent(found: Sequence[Lookup], total: int) -> list[Fact]:
    """What has no sample that may be shown; where that is every point there could be, it is said in any case."""
    swept = [one for one in found if one.kind in SWEPT]
    nothing = bool(swept) and not total
    made = []
    if nothing:
        made.append(_absence(tr("Points"), min(swept, key=_age), kept=True))
    return made + [_absence(one.channel, one) for one in found if not (nothing and one in swept)]


def _age(of: Lookup) -> float:
    return float("inf") if of.age_ns is None else of.age_ns


def _absence(name: str, of: Lookup, *, kept: bool = False) -> Fact:
    short = filled(tr("%1 absent"), name)
    if of.age_ns is None:
        return Fact(text=filled(tr("%1 absent, no sample yet"), name), short=short, kept=kept)
    words = filled(tr("%1 absent, last sample %2 ago"), name, milliseconds(of.age_ns))
    return Fact(text=words, short=short, tone="warn", kept=kept)


def _assumed(channels: frozenset[str]) -> list[Fact]:
    """Of what is grey, because nobody knows what of it was known then."""
    if not channels:
        return []
    several = filled(tr("Arrival of %1 channels assumed"), len(channels))
    few = several if len(channels) > 1 else tr("Arrival assumed")
    return [Fact(text=filled(tr("Arrival assumed: %1"), ", ".join(sorted(channels))), short=few, tone="warn")]


def _uncoloured(shown: Shown) -> list[Fact]:
    """Where what colours mean is not in the points."""
    lacking = sorted({one.channel for one in shown.points if not tells(one, shown.by)})
    what = from_below(shown.by.value)
    if not lacking:
        return []
    if len(lacking) == len({one.channel for one in shown.points}):
        return [
            Fact(
                text=filled(tr("no %1 in these points"), what), short=filled(tr("no %1"), what), tone="warn", kept=True
            )
        ]
    few = filled(tr("no %1 in %2 channels"), what, len(lacking))
    return [Fact(text=filled(tr("no %1 in %2"), what, ", ".join(lacking)), short=few)]


def _aged(placed: Placed) -> list[Fact]:
    """How old things are, where that differs from the sweep that the header tells of."""
    header = placed.points[0].age_ns if placed.points else None
    radars = [one for one in placed.points if one.kind == "radar"]
    others = [one for one in placed.points if one.kind != "radar"]
    groups: tuple[tuple[str, Sequence[Thing]], ...] = (
        (tr("Boxes"), placed.boxes), (tr("Plan"), placed.candidates), (tr("LiDAR"), others), (tr("Radar"), radars),
        (tr("Paths"), placed.paths),
    )  # fmt: skip
    made = []
    for name, things in groups:
        ages = sorted({one.age_ns for one in things})
        said = list(dict.fromkeys(milliseconds(age) for age in ages))
        if said and (header is None or said != [milliseconds(header)]):
            between = filled(tr("%1 to %2"), said[0].removesuffix(" ms"), said[-1])
            words = said[0] if len(said) == 1 else between
            made.append(Fact(text=filled(tr("%1 %2 old"), name, words), tone="t2"))
    return made


def _accumulated(placed: Placed, asked: int, waiting: int) -> list[Fact]:
    """How many sweeps lie over each other; where it is fewer than one asked for, of which sensor."""
    if waiting:
        return [Fact(text=filled(tr("Reading %1 earlier sweeps"), waiting), tone="t2")]
    counts = Counter(one.channel for one in (*placed.points, *placed.earlier))
    fewer = [
        filled(tr("%1 %2 of %3 sweeps"), channel, count, asked) for channel, count in counts.items() if count < asked
    ]
    made = [Fact(text=text, tone="warn") for text in fewer]
    if not placed.earlier:
        return made
    short = from_below(placed.accumulated.partition(",")[0])
    return [
        Fact(text=from_below(placed.accumulated), short=short, tone="t1"), *made,
        Fact(text=tr("What moved leaves a trace")),
    ]  # fmt: skip


def points(drawn: int, total: int) -> tuple[str, str]:
    """How many points there are, and what share of them is drawn: in full, and in few words."""
    said = count(total)
    if not total:
        return (tr("no points"),) * 2
    if drawn >= total:
        return filled(tr("%1 points, all shown"), said), filled(tr("%1 points"), said)
    parts = round(total / max(drawn, 1))
    share = f"1/{parts}" if parts > 1 else f"{100 * drawn // total} %"
    return filled(tr("%1 points, %2 of points while moving"), said, share), filled(tr("%1 of points"), share)
