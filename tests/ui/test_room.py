"""Tiles in a room: nothing overlaps, nothing is left over, no part is smaller than it can be while there is room."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.layouts.room import GAP, Bar, Limits, Rect, planned, shared
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.layouts.tile import PARTS, Cell, Column, Pages, PartName, Row, Tile, shown, split_at, with_shares
from tests.ui.layouts import trees

LIMITS = {name: Limits(100, 60, name in ("timeline", "transport")) for name in PARTS}
ROOMY = Rect(0, 0, 2400, 1800)


@given(trees(), st.integers(1, 3000), st.integers(1, 2000))
def test_nothing_overlaps_and_what_is_in_sight_is_there(tile: Tile, width: int, height: int) -> None:
    plan = planned(tile, Rect(3, 5, width, height), LIMITS)
    assert plan.rects.keys() == shown(tile)
    for one, other in combinations(plan.rects.values(), 2):
        assert _apart(one, other)


@given(trees())
def test_where_there_is_room_every_part_has_its_least_and_fixed_ones_their_height(tile: Tile) -> None:
    plan = planned(tile, ROOMY, LIMITS)
    for rect in plan.rects.values():
        assert rect.width >= 100
        assert rect.height >= 60
    assert plan.rects["transport"].height == 60


@given(trees())
def test_the_axis_of_time_is_one(tile: Tile) -> None:
    rects = planned(tile, ROOMY, LIMITS).rects
    there = [rects[name] for name in ("plots", "timeline", "transport") if name in rects]
    assert len({(rect.x, rect.width) for rect in there}) == 1


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 300)), min_size=1, max_size=8), st.integers(0, 4000))
def test_pixels_are_shared_to_the_last_one(those: list[tuple[int, int]], room: int) -> None:
    shares, least = [one / 10_000 for one, _ in those], [one for _, one in those]
    sizes = shared(room, shares, least)
    assert sum(sizes) == room
    assert all(size >= 0 for size in sizes)
    if sum(least) < room:
        assert all(size >= one for size, one in zip(sizes, least, strict=True))


@given(trees(), st.data())
def test_a_dragged_edge_is_where_it_was_let_go(tile: Tile, data: st.DataObject) -> None:
    plan = planned(tile, ROOMY, LIMITS)
    if not plan.gaps:
        return
    gap = data.draw(st.sampled_from(plan.gaps))
    to = data.draw(st.integers(gap.low, gap.high))
    held = [one.share for one in split_at(tile, gap.path).tiles]
    shares = gap.shares(to, held)
    # what is not in sight keeps its part, and nothing becomes more than the whole
    assert abs(sum(shares.values()) - sum(held[at] for at in shares)) <= len(shares) / 10_000
    after = planned(with_shares(tile, gap.path, shares), ROOMY, LIMITS)
    found = next(one for one in after.gaps if (one.path, one.before) == (gap.path, gap.before))
    now = found.rect.x if gap.across else found.rect.y
    whole = sum(size for _, size in gap.sizes)
    # a share is written with four digits
    unit = whole / max(sum(held[at] for at in shares) * 10_000, 1)
    assert abs(now - to) <= 1 + len(shares) * unit


def test_the_same_shares_divide_another_screen_alike() -> None:
    desk = SHIPPED[INVESTIGATE].wide.desk
    for width, height in ((1920, 1080), (3840, 2160)):
        rects = planned(desk, Rect(0, 0, width, height), LIMITS).rects
        assert abs(rects["inspector"].width / width - 0.198) < 0.002
        assert rects["camera"].x == rects["channels"].width + GAP


def test_a_tree_of_nothing_in_sight_has_no_place() -> None:
    desk = SHIPPED[INVESTIGATE].wide.desk
    assert isinstance(desk, Row | Column)
    assert planned(desk, ROOMY, {}).rects == {}


def test_pages_share_a_place_beneath_their_names() -> None:
    tile = Pages(names=("space", "second", "map"), front="second", share=1.0)
    limits: dict[PartName, Limits] = {"space": Limits(320, 240), "second": Limits(480, 200), "map": Limits(200, 300)}
    whole = Row(tiles=(tile, Cell(name="camera", share=0.001)))
    plan = planned(whole, Rect(0, 0, 1000, 500), {**limits, "camera": Limits(50, 50)}, bar=26)
    # as large as any of them must be, so that nothing moves when another one comes to the front
    assert plan.gaps[0].low == 480
    assert plan.bars == (Bar(names=("space", "second", "map"), front="second", rect=Rect(0, 0, 949, 26)),)
    assert plan.rects["second"] == Rect(0, 26, 949, 474)
    assert plan.rects.keys() == {"second", "camera"}


def test_a_page_that_is_alone_needs_no_names_and_takes_the_place_of_one_that_is_absent() -> None:
    tile = Pages(names=("space", "second", "map"), front="second", share=1.0)
    plan = planned(tile, Rect(0, 0, 400, 300), {"space": Limits(320, 240)}, bar=26)
    assert plan.rects == {"space": Rect(0, 0, 400, 300)}
    assert not plan.bars
    assert not planned(tile, Rect(0, 0, 400, 300), {}, bar=26).rects


def test_a_part_out_of_sight_leaves_its_rail_in_a_row_and_nowhere_else() -> None:
    limits: dict[PartName, Limits] = {
        "channels": Limits(280, 60, folded=40), "camera": Limits(100, 60), "space": Limits(100, 60),
    }  # fmt: skip
    hidden, camera = Cell(name="channels", share=0.3, shown=False), Cell(name="camera", share=0.4)
    space = Cell(name="space", share=0.3)
    plan = planned(Row(tiles=(hidden, camera, space)), Rect(10, 5, 642, 300), limits)
    assert plan.folded == {"channels": Rect(10, 5, 40, 300)}
    assert plan.rects.keys() == {"camera", "space"}
    assert plan.rects["camera"].x == 51
    assert sum(one.width for one in plan.rects.values()) == 600
    # it is as wide as it is, and cannot be dragged
    assert [(gap.before, gap.after) for gap in plan.gaps] == [(1, 2)]
    assert not planned(Column(tiles=(hidden, camera)), ROOMY, limits).folded
    # where nothing else is in sight there is no need of it, and it is no reason for room
    alone = Row(share=0.5, tiles=(hidden, Cell(name="camera", share=0.4, shown=False)))
    plan = planned(Column(tiles=(alone, Cell(name="space", share=0.5))), ROOMY, limits)
    assert (plan.folded, plan.rects) == ({}, {"space": ROOMY})


@given(trees(), st.integers(1, 3000), st.integers(1, 2000))
def test_rails_overlap_nothing(tile: Tile, width: int, height: int) -> None:
    limits = {name: Limits(one.width, one.height, one.fixed, folded=40) for name, one in LIMITS.items()}
    plan = planned(tile, Rect(3, 5, width, height), limits)
    assert plan.rects.keys() == shown(tile)
    assert not plan.folded.keys() & plan.rects.keys()
    for one, other in combinations([*plan.rects.values(), *plan.folded.values()], 2):
        assert _apart(one, other)


def test_what_has_its_size_gives_way_where_there_is_no_room_for_it() -> None:
    limits: dict[PartName, Limits] = {
        "channels": Limits(280, 60, folded=40), "space": Limits(280, 60, folded=40), "camera": Limits(100, 60),
        "timeline": Limits(100, 60, fixed=True), "transport": Limits(100, 40, fixed=True),
    }  # fmt: skip
    rails = [Cell(name=name, share=0.5, shown=name == "camera") for name in ("channels", "camera", "space")]
    plan = planned(Row(tiles=tuple(rails)), Rect(10, 0, 32, 100), limits)
    assert plan.folded == {"channels": Rect(10, 0, 15, 100), "space": Rect(27, 0, 15, 100)}
    column = Column(tiles=(Cell(name="timeline", share=0.5), Cell(name="transport", share=0.5)))
    plan = planned(column, Rect(0, 5, 200, 51), limits)
    assert plan.rects == {"timeline": Rect(0, 5, 200, 30), "transport": Rect(0, 36, 200, 20)}


def _apart(one: Rect, other: Rect) -> bool:
    return (
        one.x + one.width <= other.x or other.x + other.width <= one.x
        or one.y + one.height <= other.y or other.y + other.height <= one.y
        or 0 in (one.width, one.height, other.width, other.height)
    )  # fmt: skip
