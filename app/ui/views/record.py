"""The selected record field by field, with what changed since the record before; and its raw facts: index, hash, trace.

It must not know what fields mean. Who opens it wants the number itself, as it was logged.
"""

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from app.chain.check import Checked
from app.log.channel import Mode
from app.replay.timeline import Timeline
from app.scene.content import Content, Opaque, Picture, Points, Table, Words
from app.scene.moment import Moment
from app.scene.sample import Sample
from app.scene.wording import MINUS, NARROW, count, grouped, unit_text
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.pane import Pane
from app.ui.theme.theme import theme
from app.ui.views.facts import Facts
from app.ui.widgets.plain import plain

MOST_FIELDS = 2_000
"""So many rows are shown; what is beyond is counted."""
_LARGE = frozenset({"image", "cloud"})
"""Kinds whose fields say too little to read the one before for them."""
ABSENT = "—"
"""Stands for a field that one of two records does not have."""
UNKNOWN = "unknown"
"""Stands for a number that the sensor did not have."""
_VALUE, _CHANGE = 1, 2
"""Columns."""
_LEAST_NAME = 64
"""Pixels for the name of a field, with the scroll bar."""
Field = tuple[str, str, str]
"""Path, value and unit."""


class RecordView(Pane):
    """One record."""

    def __init__(self) -> None:
        self.tree = QTreeWidget()
        super().__init__(self.tr("Record"), self.tree)
        self.tree.setHeaderLabels([self.tr("Field"), self.tr("Value"), self.tr("Change")])
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(self.tr("Fields of the record"))
        head = self.tree.header()
        head.setStretchLastSection(False)
        # the numbers are what one comes for: names give way to them
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._on_theme_changed)
        self.facts = Facts(self.tr("Leaf"))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.facts)
        self.channel: str | None = None
        self._timeline: Timeline | None = None
        self._shown: tuple[str, int, Mode, bool] | None = None
        self.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A long text, and another before it, leave room for the name of their field."""
        super().resizeEvent(event)
        self.tree.header().setMaximumSectionSize(max((self.width() - theme.px(_LEAST_NAME)) // 2, 40))

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline, self._shown = timeline, None

    def set_channel(self, channel: str) -> None:
        """Show the records of another channel from the next moment on."""
        self.channel = channel

    def wants(self, timeline: Timeline) -> list[str]:
        """The channel that is shown."""
        return [self.channel] if self.channel is not None and self.channel in timeline.channels else []

    def wants_back(self, timeline: Timeline) -> dict[str, int]:
        """The record before it; across a gap there is none."""
        return {name: 1 for name in self.wants(timeline) if timeline.channels[name].kind not in _LARGE}

    def show_moment(self, moment: Moment) -> None:
        """Show the record that is current; nothing is done while nobody can see it."""
        sample = moment.samples.get(self.channel or "")
        if not self.isVisible():
            return
        if sample is None or not sample.current or sample.checked is None:
            # nothing of the record before may stay beside the reason why there is none
            self._shown = None
            self.tree.clear()
            self.facts.set_rows([])
        if sample is None and self._timeline is not None and self.wants(self._timeline):
            self.header.set_title((self.channel or "").lstrip("/"))
            self.show_not_there(self.wants(self._timeline), self.tr("record"))
            return
        if sample is None or self._timeline is None:
            self.empty.show_none(
                self.tr("No channel selected"), self.tr("Click a channel at the left"), icon="list-tree"
            )
            self.show_reason()
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("record"))
        if not sample.current or sample.checked is None:
            self.show_absence(sample, none=self.tr("This channel has no records"), icon="list-tree")
            return
        before = next(iter(moment.earlier.get(sample.lookup.channel, ())), None)
        key = sample.lookup.channel, sample.lookup.row or 0, moment.mode, before is not None
        if key != self._shown:
            self._shown = key
            self._show(sample, sample.checked, before)
        self.show_body()

    @property
    def frames_of(self) -> str | None:
        """The channel that was selected."""
        return self.channel

    def clear(self) -> None:
        """Nothing is open."""
        self.tree.clear()
        self.facts.set_rows([])
        self.empty.show_none(self.tr("No record"), "", icon="list-tree")
        self.show_reason()

    def _on_theme_changed(self) -> None:
        for at in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(at)
            if item is not None and item.text(_CHANGE):
                item.setForeground(_VALUE, QColor(theme.tokens.acc))

    def _show(self, sample: Sample, checked: Checked, earlier: Sample | None) -> None:
        known = None if earlier is None else earlier.content
        before = {name: value for name, value, _ in fields_of(known)}
        self.tree.clear()
        self.tree.setColumnHidden(_CHANGE, not before)
        fields = list(fields_of(sample.content))
        now = {name for name, _, _ in fields}
        fields += [(name, ABSENT, "") for name in before if name not in now]
        for name, value, unit in fields[:MOST_FIELDS]:
            item = QTreeWidgetItem([name, _read(value, unit), ""])
            item.setToolTip(0, plain(name))
            item.setTextAlignment(_VALUE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(_VALUE, plain(f"{value} {unit}".strip()))
            old = before.get(name, ABSENT)
            if before and old != value:
                item.setText(_CHANGE, change_text(old, value, unit))
                item.setToolTip(_CHANGE, plain(filled(self.tr("before: %1"), old)))
                item.setTextAlignment(_CHANGE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setForeground(_VALUE, QColor(theme.tokens.acc))
            self.tree.addTopLevelItem(item)
        if len(fields) > MOST_FIELDS:
            more = filled(self.tr("… and %1 more"), count(len(fields) - MOST_FIELDS))
            self.tree.addTopLevelItem(QTreeWidgetItem([more]))
        if sample.problem:
            self.tree.addTopLevelItem(QTreeWidgetItem([from_below(sample.problem)]))
        leaf = checked.record.fields
        self.facts.set_rows(
            [
                (self.tr("Position in the segment"), count(leaf.index)),
                (self.tr("Position in the channel"), count(leaf.channel_seq)),
                (self.tr("Payload"), f"{count(leaf.payload_len)} B"),
                (self.tr("Payload root, SHA-256"), grouped(leaf.payload_root)),
                (self.tr("Leaf before it"), grouped(leaf.prev_leaf)),
                (self.tr("Trace id"), grouped(leaf.trace_id) if any(leaf.trace_id) else None),
                (self.tr("Verdict"), from_below(checked.verdict.reason)),
            ]
        )


def _read(value: str, unit: str) -> str:
    """A value as people read it: with its unit, and a minus that is one. The tool tip has it as it was logged."""
    if value == UNKNOWN:
        return tr("unknown")
    said = f"{MINUS}{value[1:]}" if value.startswith("-") else value
    return f"{said} {unit_text(unit)}".strip()


def change_text(old: str, new: str, unit: str = "") -> str:
    """What became of a logged value: the difference of two numbers, of fractions to four digits, else what it was."""
    try:
        by: float = int(new) - int(old)  # stamps in ns have more digits than a float
    except ValueError:
        try:
            by = float(new) - float(old)
        except ValueError:
            return filled(tr("was %1"), old)
    if not math.isfinite(by):
        return old
    said = f"{by:+,d}".replace(",", NARROW) if isinstance(by, int) else f"{by:+.4g}"
    return f"{said.replace('-', MINUS)} {unit_text(unit)}".strip()


def fields_of(content: Content | None) -> Iterator[Field]:
    """Every field of a content, with its value as it was logged."""
    if isinstance(content, Picture):
        yield "width", count(content.width), "px"
        yield "height", count(content.height), "px"
        yield "codec", content.codec, ""
    elif isinstance(content, Points):
        yield "points", count(len(content.positions)), ""
        yield from _of_table(content.table, most=3)
    elif isinstance(content, Table):
        yield from _of_table(content, most=50)
    elif isinstance(content, Words):
        yield from _of_json("", content.members)
    elif isinstance(content, Opaque):
        yield "media type", content.media_type, ""
        yield "bytes", count(content.size), "B"


def _of_table(table: Table, *, most: int) -> Iterator[Field]:
    several = len(table.rows) > 1
    if several:
        yield "rows", count(len(table.rows)), ""
    for row in range(min(len(table.rows), most)):
        for field in table.layout.fields:
            value = table.value(field.name, row)
            if value is None:
                said = UNKNOWN
            elif field.codes is not None:
                said = f"{table.code(field.name, row)} ({value:g})"
            else:
                # the shortest text that leads back to the stored bits
                said = str(np.dtype(field.type).type(value)) if field.type[1] == "f" else f"{value:.0f}"
            yield (f"{row} {field.name}" if several else field.name), said, field.unit


def _of_json(path: str, value: object) -> Iterator[Field]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _of_json(f"{path}.{name}" if path else name, member)
    elif isinstance(value, list) and all(isinstance(one, int | float) for one in value):
        yield path, "[" + ", ".join(f"{one:.6g}" for one in value[:8]) + (", …]" if len(value) > 8 else "]"), ""
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _of_json(f"{path}[{number}]", member)
    else:
        yield path, "null" if value is None else str(value), ""
