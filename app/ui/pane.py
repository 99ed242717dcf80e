"""A pane of the window: header, strips of facts, and a body that gives way to the reason why there is nothing to show.

It must not know kinds of content. Every pane prints which sample it shows, how old it is and by which rule.
"""

from collections.abc import Collection, Iterator

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.log.channel import Mode
from app.replay.stops import GAP
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.sample import Presence, Rule, Sample
from app.scene.standing import Standing
from app.scene.wording import count, milliseconds
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.theme.glyphs import VerdictMark
from app.ui.widgets.empty_pane import EmptyPane
from app.ui.widgets.info_strip import InfoStrip
from app.ui.widgets.pane_header import PaneHeader

MARKS: dict[Standing, VerdictMark] = {
    Standing.INTACT: "intact",
    Standing.UNSIGNED: "unchecked",
    Standing.UNCHECKED: "unchecked",
    Standing.MISSING: "missing",
    Standing.AFTER_BREAK: "after",
    Standing.BROKEN: "broken",
}
"""The glyph of each standing."""


class Pane(QWidget):
    """Header, strip, body or reason, strip."""

    def __init__(self, title: str, body: QWidget, *, strips: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PaneHeader(title)
        self.top = InfoStrip() if strips else None
        self.bottom = InfoStrip() if strips else None
        self.empty = EmptyPane()
        self.hidden_channels: frozenset[str] = frozenset()
        """Channels that somebody has asked not to see."""
        self._told: str | None = None
        """The channel that the header speaks of."""
        self._stack = QStackedWidget()
        self._stack.addWidget(body)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.top, self._stack, self.bottom):
            if part is not None:
                column.addWidget(part, 1 if part is self._stack else 0)

    def draw_ahead(self, _: Moment) -> Iterator[None]:
        """Nothing of it takes long."""
        yield from ()

    def set_hidden(self, channels: frozenset[str]) -> None:
        """Somebody has asked not to see these."""
        self.hidden_channels = channels

    @property
    def frames_of(self) -> str | None:
        """The one channel whose records it shows, one after another; None: there is none, or there are several."""
        return self._told

    def take_keys(self) -> None:
        """Get the focus, whatever is shown: the stack hands it on when body and reason change places."""
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def show_body(self) -> None:
        """Show what there is."""
        self._stack.setCurrentIndex(0)

    @property
    def shows_body(self) -> bool:
        """Whether it shows what there is, and no reason why there is nothing."""
        return self._stack.currentIndex() == 0

    def show_reason(self) -> None:
        """Show why there is nothing; `empty` says it."""
        self._stack.setCurrentIndex(1)

    def show_header(self, sample: Sample, timeline: Timeline, mode: Mode, *, noun: str, master: bool = False) -> None:
        """Say which sample this is, how old, by which rule, and where it stands."""
        lookup = sample.lookup
        self._told = lookup.channel
        self.header.set_title(lookup.channel.lstrip("/"))
        row = GAP if lookup.row is None else lookup.row
        number = "" if row == GAP else count(timeline.frame(lookup.channel, row, mode) + 1)
        said = f"{noun} {number}".strip() if number else ""
        if lookup.place[1] > 1:
            said += filled(self.tr(" (%1 of %2 at this time)"), str(lookup.place[0]), str(lookup.place[1]))
        self.header.set_sample(said, short=number)
        self.header.set_verdict(MARKS[sample.standing] if sample.current else None)
        age = None if lookup.age_ns is None else lookup.age_ns / 1e6
        most = None if lookup.rule.max_age_ns is None else lookup.rule.max_age_ns / 1e6
        self.header.set_age(age, most)
        if lookup.assumed:
            self.header.set_rule(self.tr("arrival assumed: nobody knows what was known then"), short=self.tr("assumed"))
        else:
            self.header.set_rule(self.rule_text(lookup.rule, mode, master=master and age == 0), short="≤ t")

    def rule_text(self, rule: Rule, mode: Mode, *, master: bool = False) -> str:
        """The rule by which a sample was found."""
        if master:
            return self.tr("exact frame, master")
        first = "≤ t" if mode is Mode.CAPTURE else self.tr("arrived ≤ t")
        if rule.max_age_ns is None:
            return filled(self.tr("%1, holds until the next"), first)
        text = filled(self.tr("%1, max %2"), first, milliseconds(rule.max_age_ns))
        return text if rule.stated else text + self.tr(" (not stated by the log)")

    def show_absence(self, sample: Sample | None, *, none: str, icon: str) -> None:
        """Say why nothing is shown: there is no such channel, or its last sample is too old, or none came yet."""
        if sample is None:
            self._told = None
        if sample is None or sample.lookup.presence is Presence.EMPTY:
            self.empty.show_none(none, self.tr("The import lists what was found"), icon=icon)
        else:
            self.empty.show_absent(None if sample.lookup.age_ns is None else sample.lookup.age_ns / 1e6)
        self.show_reason()

    def show_undecoded(self, sample: Sample, what: str) -> None:
        """Say why there is a record and nothing to show of it: it is withheld, broken, or not as declared."""
        problem = from_below(sample.problem or "")
        if sample.standing is Standing.MISSING:
            self.empty.show_withheld(what)
        elif sample.unread:
            self.empty.show_unread(what, problem, verdict=MARKS[sample.standing])
        elif sample.standing is Standing.BROKEN:
            said = filled(self.tr("it fails its check: %1"), problem)
            self.empty.show_undecodable(what, said, verdict=MARKS[sample.standing])
        else:
            said = filled(self.tr("bytes intact: %1"), problem) if sample.standing <= Standing.UNSIGNED else problem
            self.empty.show_undecodable(what, said, verdict=MARKS[sample.standing])
        self.show_reason()

    def show_other_clock(self) -> None:
        """Say that no time of the drive leads to any record of this channel."""
        self.empty.show_none(
            self.tr("Its captures are stamped by another clock"),
            self.tr("Knew then shows it by its arrivals"), icon="calendar-clock",
        )  # fmt: skip
        self.show_reason()

    def show_not_there(self, channels: Collection[str], what: str) -> None:
        """Say why a moment has none of these channels: they were hidden, or nobody could see `what` until now."""
        self._told = None
        self.header.set_verdict(None)
        self.header.set_sample("")
        self.header.set_age(None)
        self.header.set_rule("")
        if not self.hidden_channels.issuperset(channels):
            self.empty.show_reading(what)
            self.show_reason()
            return
        self.empty.show_none(self.tr("Hidden"), self.tr("The eye in the list of channels shows it"), icon="eye-off")
        self.show_reason()
