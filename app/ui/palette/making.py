"""What is in a log or in the table of actions, as offers of the palette.

It must not know Qt, nor sessions. Texts of logs may be long, and of several lines: an offer is one short line.
"""

import math
from collections.abc import Iterable, Mapping

from app.log.channel import Channel, Mode
from app.replay.lanes import Occurrence
from app.replay.ledger import Ledger
from app.scene.placed import PlacedBox
from app.scene.road_user import Drawn, drawn_class
from app.scene.standing import Standing
from app.scene.wording import count, named, number, quantity, short_id
from app.ui.channel_icons import ICONS
from app.ui.keys.actions import Entry
from app.ui.palette.offer import Group, Offer
from app.ui.timeline.content import Mark

_LONGEST, _MOST_CHANGES = 200, 1_000
_CLASSES: dict[Drawn, str] = {"ped": "pedestrian", "bic": "bicycle", "veh": "vehicle", "unk": "unknown"}
"""A word for each of the drawn classes: logs name them in many ways."""


def of_actions(entries: Iterable[Entry], able: Iterable[str]) -> list[Offer]:
    """The actions that can be given now; its id has words too, `theme_light`."""
    now = frozenset(able)
    return [
        Offer(
            group=Group.ACTION, text=one.text, about=f"{one.menu} · {one.about}", aside=", ".join(one.keys),
            words=" ".join((one.id, one.menu, *one.keys)), target=one.id, icon=one.icon or "command",
        )
        for one in entries
        if one.id in now
    ]  # fmt: skip


def of_events(events: Iterable[Occurrence], mode: Mode) -> list[Offer]:
    """The recorded events, by when they stand on the timeline."""
    return [of_event(one, mode) for one in in_order(events, mode)]


def in_order(events: Iterable[Occurrence], mode: Mode) -> list[Occurrence]:
    """As they stand on the timeline."""
    return sorted(events, key=lambda event: event.time_ns(mode))


def of_event(one: Occurrence, mode: Mode) -> Offer:
    """One recorded event."""
    said, kind = _line(one.text), named(one.kind)
    words = " ".join((one.kind, one.severity, one.phase, one.channel, one.event, *one.objects))
    return Offer(
        group=Group.EVENT, text=said or kind, about=kind if said else "", words=words[:_LONGEST],
        t_ns=one.time_ns(mode), severity=one.severity, standing=one.standing,
    )  # fmt: skip


def of_changes(ledger: Ledger, mode: Mode) -> list[Offer]:
    """Where other models or versions begin to decide."""
    times = ledger.times_ns(mode)
    return [
        Offer(
            group=Group.CHANGE, text=_line(f"{before or '?'} → {after or '?'}"), t_ns=int(times[at]), icon="route",
            words=ledger.channel[:_LONGEST], standing=Standing(int(ledger.cells["standing"][at])),
        )
        for at, before, after in ledger.changes()[:_MOST_CHANGES]
    ]  # fmt: skip


def of_marks(marks: Iterable[Mark]) -> list[Offer]:
    """The bookmarks of the case."""
    return [
        Offer(
            group=Group.BOOKMARK, text=_line(one.text) or f"{one.number}", about=f"{one.number}" if one.text else "",
            words=f"{one.number}", t_ns=one.start_ns, icon="bookmark",
        )
        for one in marks
    ]  # fmt: skip


def of_channels(channels: Mapping[str, Channel]) -> list[Offer]:
    """The channels of the log."""
    return [
        Offer(
            group=Group.CHANNEL, text=_line(name.lstrip("/")), about=one.kind, aside=count(len(one)),
            words="camera" if one.kind == "image" else "", target=name, icon=ICONS.get(one.kind, "file"),
        )
        for name, one in channels.items()
    ]  # fmt: skip


def of_boxes(boxes: Iterable[PlacedBox]) -> list[Offer]:
    """The road users of an instant, the nearest first."""
    far = sorted((math.hypot(float(box.centre[0]), float(box.centre[1])), at, box) for at, box in enumerate(boxes))
    found = []
    for metres, _, box in far:
        certain = "" if box.probability is None else f"{number(box.probability, 2)} · "
        words = f"{box.id} {_CLASSES[drawn_class(box.name)]} {box.origin}"
        found.append(
            Offer(
                group=Group.OBJECT, text=f"{_line(short_id(box.id))} · {_line(named(box.name))}",
                aside=f"{certain}{quantity(metres, 'm')}", words=words[:_LONGEST], target=box.id, class_name=box.name,
            )
        )  # fmt: skip
    return found


def _line(text: str) -> str:
    """The beginning of a text as one line."""
    return " ".join(text[: 2 * _LONGEST].split())[:_LONGEST]
