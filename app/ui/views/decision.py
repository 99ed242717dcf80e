"""The decision view: the one sentence, the candidates with what each would cost, and what the planner had read.

It must not reckon what the planner should have done: everything here stands in the log, or follows from it and is
marked as derived. Who opens it asks why the vehicle did what it did; next they look at the rejected candidates in the
picture.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.analysis.turning import turning_of
from app.kinds.decision import Decision
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.sample import Sample
from app.scene.wording import grouped, milliseconds, named, number
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.pane import Pane
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.theme.tokens import FAINT
from app.ui.views.candidates_list import CandidatesList
from app.ui.views.facts import Facts
from app.ui.views.turning_words import turning_rows
from app.ui.widgets.chip import Chip
from app.ui.widgets.tag import Tag, basis_word


class DecisionView(Pane):
    """The present planning cycle."""

    candidate_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._body = QScrollArea()
        self._body.setAccessibleName(self.tr("Decision"))
        super().__init__(self.tr("Decision"), self._body, parent=parent)
        self._timeline: Timeline | None = None
        self._decision: Decision | None = None
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chosen = Chip()
        self._code = Chip()
        self._tag = Tag("recorded")
        self._considered = QLabel()
        self._faded = QGraphicsOpacityEffect(self)
        """While nobody knows whether this was known then."""
        self.candidates = CandidatesList()
        self.candidates.candidate_picked.connect(self.candidate_picked)
        self._turning = Facts(self.tr("What would have changed the choice"))
        self._inputs = Facts(self.tr("Inputs read"))
        self._latencies = Facts(self.tr("Latency"))
        self._versions = Facts(self.tr("Versions"))
        for label in (self._sentence, self._considered):
            # what a log says is text and nothing else
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.clear()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 8)
        head.setSpacing(8)
        head.addWidget(self._sentence)
        tags = QHBoxLayout()
        tags.addWidget(self._chosen)
        tags.addWidget(self._code)
        tags.addStretch(1)
        head.addLayout(tags)
        # beside the words of the chosen candidate there is no room for it in a narrow window
        basis = QHBoxLayout()
        self._considered.setProperty("tone", "t2")
        basis.addWidget(self._considered, 1)
        basis.addWidget(self._tag)
        head.addLayout(basis)
        column.addLayout(head)
        for part in (self.candidates, self._turning, self._inputs, self._latencies, self._versions):
            column.addWidget(part)
        column.addStretch(1)
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._faded.setOpacity(FAINT)
        self._faded.setEnabled(False)
        inner.setGraphicsEffect(self._faded)
        self._body.setWidget(inner)
        self._body.setWidgetResizable(True)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def pick(self, candidate: int | None) -> None:
        """Mark a candidate that somebody looks at."""
        self.candidates.set_picked(candidate)

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels with decisions."""
        return [one.name for one in timeline.channels.values() if one.kind == "decision"]

    def show_moment(self, moment: Moment) -> None:
        """Show the cycle that is current, or that there is none."""
        sample = moment.first_of(["decision"])
        if sample is None and self._timeline is not None and self.wants(self._timeline):
            self.show_not_there(self.wants(self._timeline), self.tr("decision"))
            return
        if sample is None or self._timeline is None:
            self.show_absence(None, none=self.tr("No decisions in this log"), icon="route")
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("record"))
        self.header.set_title(self.tr("Decision"))
        decision = _decision(sample)
        if decision is None:
            if sample.current:
                self.show_undecoded(sample, self.tr("this decision"))
            else:
                self.show_absence(sample, none=self.tr("No decisions in this log"), icon="route")
            return
        self.header.set_sample(filled(self.tr("cycle %1"), str(decision.cycle)))
        self._faded.setEnabled(sample.lookup.assumed)
        if decision is not self._decision:
            self._decision = decision
            self._show(decision)
        self.show_body()

    def draw_ahead(self, moment: Moment) -> Iterator[None]:
        """Draw the candidates of a cycle that is shown next."""
        sample = moment.first_of(["decision"])
        decision = _decision(sample)
        # what is shown faint is painted whole, in sight or not
        faint = sample is not None and sample.lookup.assumed
        if decision is not None and decision is not self._decision and not faint:
            self.candidates.draw_ahead(decision)
            yield

    def clear(self) -> None:
        """Nothing is open."""
        self._decision = None
        self.candidates.set_decision(None)
        self.empty.show_none(self.tr("No decision"), "", icon="route")
        self.show_reason()

    def _show(self, decision: Decision) -> None:
        chosen = decision.taken
        reason = decision.reason
        self._sentence.setText(reason.text or named(reason.code))
        self._chosen.set_text(f"K{chosen.id} {named(chosen.manoeuvre)}" if chosen else self.tr("No candidate chosen"))
        self._code.set_text(named(reason.code))
        feasible = sum(one.feasible for one in decision.candidates)
        self._considered.setText(
            filled(self.tr("Candidates   %1 considered, %2 feasible"), str(len(decision.candidates)), str(feasible))
        )  # fmt: skip
        self.candidates.set_decision(decision)
        self._turning.set_rows(turning_rows(turning_of(decision), decision), aside=basis_word("derived"))
        self._inputs.set_rows(
            [
                (
                    _input(one.role, self._named(one.record.channel), one.record.sequence),
                    None if one.age_ns is None else filled(self.tr("%1 old"), milliseconds(one.age_ns)),
                )
                for one in decision.inputs
            ]
        )
        total = sum(one.duration_ns for one in decision.latencies)
        self._latencies.set_rows(
            [(named(one.stage), milliseconds(one.duration_ns)) for one in decision.latencies],
            aside=milliseconds(total) if decision.latencies else "",
        )  # fmt: skip
        models = [decision.model, *decision.models]
        sure = decision.confidence
        self._versions.set_rows(
            [(one.name, " · ".join(filter(None, (one.version, _weights(one.weights_sha256))))) for one in models],
            aside="" if sure is None else filled(self.tr("confidence %1"), number(sure, 2)),
        )

    def _named(self, channel: int) -> str:
        """The name of a channel by its number; the number where it is in no table."""
        assert self._timeline is not None
        found = next((one.name for one in self._timeline.channels.values() if one.id == channel), None)
        return (found or filled(self.tr("channel %1"), channel)).lstrip("/")

    def _on_theme_changed(self) -> None:
        # a font that is set goes again when Qt polishes the label under the application's style sheet
        size, weight = Role.SENTENCE.value
        self._sentence.setStyleSheet(f"font-size: {theme.px(size)}px; font-weight: {weight.value};")


def _decision(sample: Sample | None) -> Decision | None:
    """What was decided; None: nothing that is current, or nothing that can be read."""
    document = sample.document if sample is not None and sample.current else None
    return document if isinstance(document, Decision) else None


def _input(role: str | None, channel: str, sequence: str) -> str:
    return f"{channel} {sequence}" if role is None else f"{channel} {sequence} ({role})"


def _weights(sha256: str | None) -> str:
    return "" if not sha256 else filled(tr("weights %1"), grouped(bytes.fromhex(sha256), ends=2))
