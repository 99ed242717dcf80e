"""The evidence view: the four facts, what was found with help, what can be relied on, and how one record is proven.

It must not check anything. Who opens it must say in court what is proven, what is not, and why.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.chain.finding import CODES, Effect
from app.chain.keys import fingerprint
from app.chain.steps import steps
from app.chain.verdict import Fact
from app.replay.evidence import Evidence
from app.replay.timeline import Timeline
from app.replay.trust import Located, Stretch, Trust
from app.scene.moment import Moment
from app.scene.standing import Standing
from app.scene.wording import count, file_size, fours, seconds
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.pages import help_page
from app.ui.pane import Pane
from app.ui.theme.glyphs import VerdictMark
from app.ui.theme.icons import verdict_icon
from app.ui.theme.theme import theme
from app.ui.views.checkpoints_list import CheckpointsList
from app.ui.views.facts import Facts
from app.ui.widgets.plain import plain

_EFFECTS: dict[Effect, VerdictMark] = {
    Effect.BREAKS: "broken",
    Effect.UNSIGNED: "broken",
    Effect.UNTRUSTS: "after",
    Effect.OPENS: "missing",
    Effect.WARNS: "unchecked",
}
_TONES = {Fact.YES: "ok", Fact.NO: "broken", Fact.NOT_YET: "t2"}
_MOST_STRETCHES = 12


class EvidenceView(Pane):
    """Verdicts, findings, and the proof of the selected record."""

    seek_asked = Signal(object)
    """The time of a finding, in ns on the log's scale."""

    def __init__(self) -> None:
        body = QScrollArea()
        body.setAccessibleName(self.tr("Evidence"))
        super().__init__(self.tr("Evidence"), body)
        self.verdict = Facts(self.tr("Verdict"))
        self.case = QLabel()
        self.case.setTextFormat(Qt.TextFormat.PlainText)
        self.case.setWordWrap(True)
        self.case.setContentsMargins(12, 6, 12, 6)
        self.case.setProperty("tone", "warn")
        self.case.setAccessibleName(self.tr("What the case says of the files"))
        self.case.hide()
        self.findings = QTreeWidget()
        self.findings.setHeaderLabels([self.tr("Finding"), self.tr("Time")])
        self.findings.setRootIsDecorated(False)
        self.findings.setAccessibleName(self.tr("Findings"))
        self.findings.header().setStretchLastSection(False)
        self.findings.header().setSectionResizeMode(0, self.findings.header().ResizeMode.Stretch)
        self.findings.currentItemChanged.connect(self._on_finding_changed)
        self.findings.itemDoubleClicked.connect(self._on_finding_opened)
        theme.changed.connect(self._on_theme_changed)
        self.help = QTextBrowser()
        self.help.setAccessibleName(self.tr("What the finding means"))
        self.relied = Facts(self.tr("What can be relied on"))
        self.proof = Facts(self.tr("Verify this record, step by step"))
        self.keys = Facts(self.tr("Keys"))
        self.checkpoints = CheckpointsList()
        self.checkpoints.seek_asked.connect(self.seek_asked)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (
            self.verdict,
            self.case,
            self.findings,
            self.help,
            self.proof,
            self.keys,
            self.checkpoints,
            self.relied,
        ):
            column.addWidget(part)
        column.addStretch(1)
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        body.setWidget(inner)
        body.setWidgetResizable(True)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._evidence: Evidence | None = None
        self._timeline: Timeline | None = None
        self._found: list[Located] = []
        self._subject: str | None = None
        self.help.hide()

    def set_log(self, evidence: Evidence | None, timeline: Timeline | None) -> None:
        """Another log."""
        self._evidence, self._timeline = evidence, timeline
        if evidence is not None:
            genesis = evidence.genesis
            self.keys.set_rows(
                [
                    (self.tr("Device"), genesis.device_name),
                    (self.tr("Fingerprint"), "", "t1", fours(bytes.fromhex(fingerprint(genesis.device_key)))),
                    (self.tr("Endorsed by"), ", ".join(one.name for one in genesis.endorsements) or self.tr("nobody")),
                ]
            )

    def show_case(self, findings: Sequence[str]) -> None:
        """Show what the case says of the files of this log."""
        self.case.setText("\n".join(findings))
        self.case.setVisible(bool(findings))

    def set_subject(self, channel: str | None) -> None:
        """The channel whose current record is proven step by step."""
        self._subject = channel

    def wants(self, timeline: Timeline) -> list[str]:
        """The channel whose record is proven."""
        return [self._subject] if self._subject is not None and self._subject in timeline.channels else []

    def show_trust(self, trust: Trust) -> None:
        """Show what is known by now."""
        assert self._evidence is not None
        verdict = trust.verdict
        words = {Fact.YES: self.tr("yes"), Fact.NO: self.tr("no"), Fact.NOT_YET: self.tr("not yet known")}
        proven = filled(self.tr("%1 of %2 records"), count(trust.proven), count(trust.records + trust.tail))
        self.verdict.set_rows(
            [
                (self.tr("Intact"), words[verdict.intact], _TONES[verdict.intact]),
                (self.tr("Complete"), words[verdict.complete], _TONES[verdict.complete]),
                (self.tr("Signed"), f"{words[verdict.signed]}, {proven}", _TONES[verdict.signed]),
                (self.tr("Trusted"), words[verdict.trusted], _TONES[verdict.trusted]),
                (self.tr("Reason"), "", "t1", from_below(verdict.reason)),
                (self.tr("File"), f"{self._evidence.title}, {file_size(self._evidence.size)}"),
                (self.tr("Walk"), self._walk(trust)),
            ]
        )
        self._show_findings(trust)
        self._show_stretches(trust.stretches)
        self.checkpoints.show_checkpoints(trust.checkpoints, 0 if self._timeline is None else self._timeline.span[0])
        self.show_body()

    def show_moment(self, moment: Moment) -> None:
        """Prove the current record of the subject."""
        if not self.isVisible() or self._evidence is None or self._timeline is None:
            return
        sample = moment.samples.get(self._subject or "")
        if sample is None and self.wants(self._timeline):
            hidden = self._subject in self.hidden_channels
            why = self.tr("Hidden: the eye in the list of channels shows it") if hidden else self.tr("Reading")
            self.proof.set_rows([((self._subject or "").lstrip("/"), why)])
            return
        if sample is None or sample.checked is None or sample.lookup.row is None:
            self.proof.set_rows([])
            return
        channel = self._timeline.channels[sample.lookup.channel]
        opened = self._evidence.log.opened[int(channel.segment[sample.lookup.row])]
        self.proof.set_rows(
            [
                (f"{number} {from_below(step.asked)}", from_below(step.found), _TONES[step.holds], fours(step.digest))
                for number, step in enumerate(steps(sample.checked, opened), start=1)
            ],
            aside=f"{sample.lookup.channel.lstrip('/')} {count(sample.lookup.row + 1)}",
        )

    def clear(self) -> None:
        """Nothing is open."""
        self.findings.clear()
        self.show_case(())
        self.empty.show_none(self.tr("No evidence open"), "", icon="shield-question-mark")
        self.show_reason()

    def _walk(self, trust: Trust) -> str:
        if trust.finished:
            return self.tr("every payload checked")
        if trust.stopped:
            return from_below(trust.stopped)
        return filled(self.tr("%1 % of the payloads checked"), trust.percent or 0)

    def _show_findings(self, trust: Trust) -> None:
        found = list(trust.findings)
        if found == self._found and self.findings.topLevelItemCount():
            return
        self._found = found
        self.findings.clear()
        segments = 0 if self._evidence is None else len(self._evidence.log.opened)
        for one in found:
            finding, when = one.finding, ""
            if one.t_ns is not None and self._timeline is not None:
                when = seconds(one.t_ns - self._timeline.span[0])
            title = from_below(CODES[finding.code].title)
            if one.segment is not None and segments > 1:
                title = filled(self.tr("Segment %1: %2"), one.segment + 1, title)
            item = QTreeWidgetItem([title, when])
            item.setIcon(0, verdict_icon(_EFFECTS[finding.effect]))
            item.setToolTip(0, plain(f"{finding.code}: {from_below(finding.text)}"))
            item.setData(0, Qt.ItemDataRole.UserRole, one)
            self.findings.addTopLevelItem(item)
        self.findings.setVisible(bool(found))
        self.findings.setFixedHeight(theme.px(26 + 24 * min(max(len(found), 1), 8)))

    def _on_theme_changed(self) -> None:
        for at in range(self.findings.topLevelItemCount()):
            item = self.findings.topLevelItem(at)
            if item is not None:
                located: Located = item.data(0, Qt.ItemDataRole.UserRole)
                item.setIcon(0, verdict_icon(_EFFECTS[located.finding.effect]))

    def _show_stretches(self, stretches: tuple[Stretch, ...]) -> None:
        words = {
            Standing.INTACT: self.tr("proven by signed checkpoints"),
            Standing.UNSIGNED: self.tr("behind the last signature"),
            Standing.UNCHECKED: self.tr("not checked yet"),
            Standing.MISSING: self.tr("missing"),
            Standing.AFTER_BREAK: self.tr("digests match, no signed root"),
            Standing.BROKEN: self.tr("not what was recorded"),
        }
        tones = {Standing.INTACT: "ok", Standing.BROKEN: "broken", Standing.AFTER_BREAK: "after"}
        zero = 0 if self._timeline is None else self._timeline.span[0]
        rows = [
            (
                f"{seconds(one.start_ns - zero)} – {seconds(one.end_ns - zero)}, {count(one.records)}",
                words[one.standing],
                tones.get(one.standing, "t2"),
            )
            for one in stretches[:_MOST_STRETCHES]
        ]
        more = len(stretches) - _MOST_STRETCHES
        self.relied.set_rows(rows, aside=filled(self.tr("%1 more"), count(more)) if more > 0 else "")

    def _on_finding_changed(self, item: QTreeWidgetItem | None) -> None:
        one = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        if not isinstance(one, Located):
            self.help.hide()
            return
        finding = one.finding
        page = help_page(finding.code)
        # the text of a finding may quote the log: a code block takes nothing in it for markup
        quoted = "\n".join(f"    {line}" for line in from_below(finding.text).splitlines())
        self.help.setMarkdown(f"**{finding.code}**\n\n{quoted}\n\n{page}")
        self.help.setFixedHeight(theme.px(240))
        self.help.show()

    def _on_finding_opened(self, item: QTreeWidgetItem) -> None:
        one = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(one, Located) and one.t_ns is not None:
            self.seek_asked.emit(one.t_ns)
