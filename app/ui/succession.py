"""What one window shows, taken along to another that takes its place: with the same drive, as it is looked at.

It must not know why. Instant, loop, mode of time, master and what is hidden are the session's matter; layout, selection
and filter are told here. How far a picture was zoomed, and where a list was scrolled to, begins anew.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

from app.ui.layouts.layout import Layout
from app.ui.window import Window

if TYPE_CHECKING:
    from app.ui.desk.desk import Desk
    from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class DeskLook:
    """What is looked at in a log."""

    selected: str | None
    candidate: int | None
    record: str | None
    sought: str
    words: str
    """That are looked for among the log lines."""
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at in a window."""

    geometry: QRect
    state: Qt.WindowState
    layout: str
    saved: Layout
    changes: dict[str, Layout]
    findings: tuple[str, ...]
    desk: DeskLook | None
    """None: no log is open."""


def look_of(window: Window) -> Look:
    """What a window shows now."""
    layouts, desk, session = window.layouts, window.desk, window.session
    layouts.settle()
    return Look(
        geometry=window.geometry(), state=window.windowState(), layout=layouts.name, saved=layouts.saved,
        changes=dict(layouts.changes), findings=window.case.findings,
        desk=None if desk is None or session is None else _desk_look(desk, session),
    )  # fmt: skip


def take_along(look: Look, window: Window, session: "Session | None") -> None:
    """Show the same in another window."""
    if session is not None:
        window.set_session(session)
    for one in look.findings:
        window.show_found(one)
    if session is not None and look.desk is not None and window.desk is not None:
        desk = window.desk
        session.showing.hide_channels(look.desk.hidden)
        desk.selection.select(look.desk.selected or "")
        if look.desk.candidate is not None:
            desk.selection.pick(look.desk.candidate)
        if look.desk.record is not None:
            desk.record.set_channel(look.desk.record)
        desk.ledger.filter.setText(look.desk.sought)
        desk.text.filter.setText(look.desk.words)
    # behind the selection, which brings its own page before the reader
    window.layouts.changes = dict(look.changes)
    window.layouts.show(look.layout, look.saved)


def _desk_look(desk: "Desk", session: "Session") -> DeskLook:
    return DeskLook(
        selected=desk.selection.selected, candidate=desk.selection.picked, record=desk.record.channel,
        sought=desk.ledger.filter.text(), words=desk.text.filter.text(), hidden=session.showing.hidden_channels,
    )  # fmt: skip
