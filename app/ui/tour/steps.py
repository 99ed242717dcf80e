"""What is shown in the tour: where in the window, what is said, and what is done so that there is something to see.

It must not know how a step is shown. Everything that is looked for in the log is looked for, and stands nowhere here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.layouts.layout import Page
from app.ui.window import Window

_BEFORE_NS = 1_000_000_000
"""So long before T0 there is something to decide."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stop."""

    title: str
    text: str
    where: Callable[[Window], QWidget | None]
    """What it speaks of; None: it is out of sight."""
    begin: Callable[[Window], None] = lambda _: None


def steps(key_of: Callable[[str], str]) -> tuple[Step, ...]:
    """All of them; `key_of`: the key by which an action is given."""

    def keyed(text: str, *actions: str) -> str:
        return filled(text, *(key_of(action) for action in actions))

    return (
        Step(
            tr("What it is worth"),
            tr(
                "Before anything is shown it is checked: whether the bytes are those that were recorded, whether "
                "nothing is missing, whether it is signed, and by whom. A click here says why. Nobody vouches for the "
                "key of this sample until you say so: therefore UNTRUSTED."
            ),
            lambda window: window.banner,
        ),
        Step(
            tr("One instant for everything"),
            keyed(
                tr(
                    "All views show the same instant, now one second before the contact. Drag in the timeline, or step "
                    "frame by frame with “%1” and “%2”. “%3” shows what the system knew then."
                ),
                "step_back", "step_forward", "time_mode",
            ),
            lambda window: window.desk and window.desk.timeline,
            _go_before,
        ),
        Step(
            tr("Why it did that"),
            keyed(
                tr(
                    "What was decided at that instant, in one sentence; beneath it every candidate, what it would have "
                    "cost, and why it was not taken. “%1” goes to the next decision."
                ),
                "next_decision",
            ),
            lambda window: window.desk and window.desk.inspector,
            lambda window: _show(window, "decision"),
        ),
        Step(
            tr("Who was there"),
            keyed(
                tr(
                    "An object that is clicked in a picture or in 3D, or reached with “%1”, is marked everywhere. Its "
                    "life stands at the right: as what it was taken, when that changed, and what was decided because "
                    "of it. A click goes to each turn."
                ),
                "next_object",
            ),
            lambda window: window.desk and window.desk.inspector,
            _select,
        ),
        Step(
            tr("Keep it, and find anything"),
            keyed(
                tr(
                    "“%1” keeps this instant as a bookmark of the case; the log itself is never written to. “%2” finds "
                    "any command, object, event or time by its name, “%3” lists all keys."
                ),
                "bookmark_now", "palette", "shortcuts",
            ),
            lambda window: window.search,
        ),
    )  # fmt: skip


def _go_before(window: Window) -> None:
    session = window.session
    if session is not None:
        zero = session.state.t0_ns
        session.seek(session.timeline.span[0] if zero is None else zero - _BEFORE_NS)


def _show(window: Window, page: Page) -> None:
    if window.desk is not None:
        window.desk.show_page(page)


def _select(window: Window) -> None:
    """Whom the planner speaks of at this instant."""
    session, desk = window.session, window.desk
    if session is None or desk is None or session.moment is None:
        return
    track = session.moment.subject
    if track is not None:
        desk.selection.select(track)
    if not desk.object.isVisible():
        _show(window, "object")
