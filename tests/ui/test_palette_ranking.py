"""Which offers answer, and in which order: without a window."""

from __future__ import annotations

from app.log.channel import Mode
from app.replay.lanes import Occurrence
from app.scene.standing import Standing
from app.ui.keys.actions import Entry
from app.ui.palette.making import of_actions, of_events, of_marks
from app.ui.palette.offer import Group, Offer
from app.ui.palette.ranking import Index, ranked
from app.ui.timeline.content import Mark
from tests.ui.calls import calls_in


def event(start_ns: int, text: str = "", *, kind: str = "hard_brake", objects: tuple[str, ...] = ()) -> Occurrence:
    return Occurrence(
        channel="/events", row=start_ns, event=f"e{start_ns}", capture_ns=start_ns, arrival_ns=10**9 - start_ns,
        start_ns=start_ns, kind=kind, severity="warning", phase="", text=text, objects=objects,
        standing=Standing.INTACT,
    )  # fmt: skip


def entry(action: str, text: str, *keys: str, about: str = "") -> Entry:
    return Entry(id=action, text=text, menu="View", keys=keys, about=about, icon="")


def texts(index: Index, typed: str) -> list[str]:
    hits = index.hits(typed)
    return [] if hits is None else [one.text for one in hits.offers]


def test_an_action_is_found_by_its_words_its_id_its_menu_and_its_keys() -> None:
    entries = [
        entry("theme_light", "Light"),
        entry("theme_dark", "Dark"),
        entry("faster", "Faster", "+", "="),
        entry("go_to_time", "Go to exact time", "Ctrl+G"),
        entry("undo", "Undo"),
    ]
    index = Index(Group.ACTION, of_actions(entries, ["theme_light", "theme_dark", "faster", "go_to_time"]))
    assert texts(index, "theme light") == ["Light"]
    assert texts(index, "view dark") == ["Dark"]
    assert texts(index, "ctrl+g") == ["Go to exact time"]
    assert texts(index, "+") == ["Faster"]
    assert texts(index, "#") == []
    # what cannot be given now is not offered
    assert texts(index, "undo") == []


def test_a_name_that_begins_as_typed_comes_first_then_words_then_infixes() -> None:
    names = ["Hard brake", "Unbraked", "Brake light", "Steering"]
    index = Index(Group.EVENT, [Offer(group=Group.EVENT, text=name) for name in names])
    assert texts(index, "brake") == ["Brake light", "Hard brake", "Unbraked"]
    assert texts(index, "") == names


def test_the_group_with_the_best_answer_comes_first_and_else_their_order_stays() -> None:
    actions = Index(Group.ACTION, [Offer(group=Group.ACTION, text="Unbrake")])
    events = Index(Group.EVENT, [Offer(group=Group.EVENT, text="Brake")])
    assert [hits.group for hits in ranked([actions, events], "brake")] == [Group.EVENT, Group.ACTION]
    assert [hits.group for hits in ranked([actions, events], "")] == [Group.ACTION, Group.EVENT]
    assert ranked([actions, events], "nothing of it") == []


def test_events_are_found_by_text_kind_and_objects_in_the_order_of_the_time_that_counts() -> None:
    events = (event(30, "object 31 lost", objects=("31",)), event(10), event(20, "Take over", kind="take_over_request"))
    happened, known = (of_events(events, mode) for mode in (Mode.CAPTURE, Mode.ARRIVAL))
    assert [one.t_ns for one in happened] == [10, 20, 30]
    assert [one.text for one in known] == ["object 31 lost", "Take over", "Hard brake"]
    index = Index(Group.EVENT, happened)
    assert texts(index, "brake event") == ["Hard brake", "object 31 lost"]
    assert texts(index, "31") == ["object 31 lost"]
    assert texts(index, "take over request") == ["Take over"]


def test_texts_of_a_log_become_one_short_line() -> None:
    (one,) = of_events([event(1, "<b>first</b>\nsecond\t" + "x" * 10_000)], Mode.CAPTURE)
    assert one.text.startswith("<b>first</b> second xxx")
    assert len(one.text) == 200


def test_bookmarks_are_found_by_number_and_text() -> None:
    marks = [
        Mark(number=1, start_ns=5, end_ns=None, text=""),
        Mark(number=2, start_ns=7, end_ns=9, text="first returns"),
    ]
    index = Index(Group.BOOKMARK, of_marks(marks))
    assert texts(index, "returns") == ["first returns"]
    assert texts(index, "bookmark 1") == ["1"]


def test_each_of_ten_thousand_events_is_looked_at_once() -> None:
    many = [event(at, f"object {at} lost behind a van") for at in range(10_000)]
    index = Index(Group.EVENT, of_events(many, Mode.CAPTURE))
    for typed in ("", "o", "object 99", "van lost zz", "hard"):
        assert calls_in(lambda typed=typed: index.hits(typed)) < 1.1 * len(many), typed  # type: ignore[misc]
