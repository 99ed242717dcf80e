"""The biography of the selected object: what perception made of it over time, and what was decided because of it.

It must not read a log, nor reckon anything. Who opens it asks when the system first had it, as what, and when it lost
it; next they go to each of these instants and look at the sensors.
"""

from heapq import nlargest

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.log.channel import Mode
from app.replay.dial import Dial
from app.replay.ledger import Ledger
from app.replay.timeline import Timeline
from app.scene.life import Life
from app.scene.moment import Moment
from app.scene.standing import Standing
from app.scene.wording import short_id
from app.ui.filling import filled
from app.ui.pane import MARKS, Pane
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_severity
from app.ui.theme.theme import theme
from app.ui.views.object_charts import ObjectCharts
from app.ui.views.object_model import ROW, ObjectModel
from app.ui.views.object_rows import ObjectRow, facts, method, predicted, rows_of
from app.ui.widgets.painted import width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import RowDelegate
from app.ui.widgets.tag import Tag
from app.ui.widgets.time_table import TimeTable

_BESIDE, _UPON = 400, 330
"""Pixels of width from which charts and list are side by side, and of height from which there is room for both, one
above the other.
"""
_AIR, _MEASURED = 16, 16


class _Cells(RowDelegate):
    """Rows whose second cell begins with how grave it is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        super().paint(painter, option, index)
        row = index.data(ROW)
        if index.column() and isinstance(row, ObjectRow):
            rect, side = QRectF(option.rect), theme.px(12)
            place = QRectF(rect.left() + theme.px(4), rect.center().y() - side / 2, side, side)
            draw_severity(painter, place, row.severity, theme.tokens)


class ObjectView(Pane):
    """Of the object that is selected in the whole window."""

    object_picked = Signal(str)
    """None is picked here: it is what all views have that mark an object."""
    life_asked = Signal(str)
    """The id of an object of which everything is to be read; empty: none is selected any more."""
    time_asked = Signal(object)
    """In ns on the log's scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.model = ObjectModel()
        self.charts, self.table, self._facts = ObjectCharts(), TimeTable(self.model, _Cells), QLabel()
        body = QFrame()
        body.setProperty("mark", "pane")
        super().__init__(self.tr("Object"), body, parent=parent)
        self._timeline: Timeline | None = None
        self._track: str | None = None
        self._life: Life | None = None
        self._ledger = Ledger()
        self._moment: Moment | None = None
        self._built: tuple[object, ...] = ()
        self._rows: tuple[ObjectRow, ...] = ()
        self._then: tuple[Life, int, Life] | None = None
        """A life, how much of it had arrived, and that."""
        self.model.setParent(self)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out(body)
        self.charts.time_asked.connect(self.time_asked)
        self.table.row_chosen.connect(self._on_row_chosen)
        # before it has its room there is nothing to scroll
        self.table.resized.connect(self._scroll)
        theme.changed.connect(self._fit)
        self.clear()

    def _lay_out(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.table.setAccessibleName(self.tr("Turns in the life of the object"))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().hide()
        self._parts.setSpacing(0)
        self._parts.addWidget(self.charts, 4)
        self._parts.addWidget(self.table, 6)
        column.addLayout(self._parts, 1)
        body.setFocusProxy(self.table)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 4, 8, 6)
        foot.setSpacing(8)
        # what a log says is text and nothing else
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setWordWrap(True)
        foot.addWidget(self._facts, 1)
        derived = Tag("derived")
        derived.setToolTip(plain(method()))
        foot.addWidget(derived)
        column.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Side by side where there is room."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_BESIDE) or self.height() < theme.px(_UPON)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way != self._parts.direction():
            self._parts.setDirection(way)

    # -- of every view

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels with objects, and those with what they may do."""
        return [one.name for one in timeline.channels.values() if one.kind in ("objects", "prediction")]

    @staticmethod
    def lives_in(timeline: Timeline) -> list[str]:
        """The channels with objects."""
        return [one.name for one in timeline.channels.values() if one.kind == "objects"]

    @property
    def track(self) -> str | None:
        """The object that it tells of."""
        return self._track

    def select(self, track: str | None) -> None:
        """Tell of this one; None: of none."""
        if track == self._track:
            return
        self._track, self._life = track, None
        self.life_asked.emit(track or "")
        self._renew()

    def set_hidden(self, channels: frozenset[str]) -> None:
        """What was read may be of a channel that is hidden by now, or of none that is there again."""
        if channels == self.hidden_channels:
            return
        super().set_hidden(channels)
        self._life = None
        if self._track is not None:
            self.life_asked.emit(self._track)
        self._renew()

    def show_life(self, life: Life) -> None:
        """What was read of an object."""
        if life.track == self._track:
            self._life = life
            self._renew()

    def show_ledger(self, ledger: Ledger) -> None:
        """The planning cycles, as far as they were read."""
        self._ledger = ledger
        self._renew()

    def set_dial(self, dial: Dial, t0_ns: int | None) -> None:
        """Tell times by this clock."""
        self.charts.set_clock(dial, t0_ns)
        self.model.set_dial(dial)
        self._fit()

    def show_moment(self, moment: Moment) -> None:
        """Mark the instant."""
        self._moment = moment
        self._renew()

    def clear(self) -> None:
        """Nothing is open."""
        self._track = self._life = self._moment = self._then = None
        self._ledger = Ledger()
        self._renew()

    # -- inside

    def _renew(self) -> None:
        moment = self._moment
        mode = Mode.CAPTURE if moment is None else moment.mode
        here_ns = 0 if moment is None else moment.t_ns
        life = self._known(mode, here_ns)
        title = self.tr("Object") if self._track is None else filled(self.tr("Object %1"), short_id(self._track))
        several = self._timeline is not None and len(self.lives_in(self._timeline)) > 1
        self.header.set_title(f"{title} · {life.channel.lstrip('/')}" if several and life is not None else title)
        self._show_why_not()
        self.charts.show_life(life, mode, here_ns)
        self._show_rows(life, mode, here_ns)
        self._say(life, mode, here_ns)

    def _known(self, mode: Mode, here_ns: int) -> Life | None:
        """In knew-then, what had arrived; the same one again as long as that is the same."""
        life = self._life
        if life is None or mode is Mode.CAPTURE:
            return life
        arrived = int((life.cells["arrival_ns"] <= here_ns).sum())
        if self._then is None or self._then[:2] != (life, arrived):
            self._then = life, arrived, life.known(here_ns)
        return self._then[2]

    def _show_rows(self, life: Life | None, mode: Mode, here_ns: int) -> None:
        ground = life, self._ledger, mode
        if ground != self._built:
            self._built = ground
            self._rows = () if life is None else tuple(rows_of(life, self._ledger, mode))
        # what was decided later was not known either
        known = self._rows if mode is Mode.CAPTURE else tuple(row for row in self._rows if row.t_ns <= here_ns)
        fresh = known != self.model.rows
        with self.table.quietly():
            self.model.show(known)
        if fresh:
            # with the rows before there was less to scroll
            self.table.doItemsLayout()
        if self.model.set_here(here_ns) is not None:
            self._scroll()
        if fresh:
            self._fit()

    def _show_why_not(self) -> None:
        life = self._life
        if self._timeline is None or not self.lives_in(self._timeline):
            self.empty.show_none(self.tr("No objects in this log"), "", icon="box")
        elif self.hidden_channels.issuperset(self.lives_in(self._timeline)):
            self.show_not_there(self.lives_in(self._timeline), self.tr("object"))
            return
        elif self._track is None:
            self.empty.show_none(
                self.tr("No object selected"), self.tr("Click one in 3D or a camera picture, or press Tab there"),
                icon="box",
            )  # fmt: skip
        elif life is None or (not len(life) and not life.complete):
            self.empty.show_reading(self.tr("object"))
        elif not len(life):
            self.empty.show_none(
                self.tr("In no record"), self.tr("No channel of objects says anything of it"), icon="box"
            )
        else:
            self.show_body()
            return
        self.show_reason()

    def _say(self, life: Life | None, mode: Mode, here_ns: int) -> None:
        """What was said of it last, and how long ago."""
        if life is None or not len(life):
            self._facts.setText("")
            self.header.set_sample(self.tr("not reported yet") if life is not None and self.shows_body else "")
            self.header.set_verdict(None)
            self.header.set_age(None)
            return
        last = life.last_at(here_ns, mode)
        if last is None:
            self.header.set_sample(self.tr("not reported yet"))
            self.header.set_verdict(None)
            self.header.set_age(None)
            self._facts.setText("")
            return
        said = facts(life, last)
        self.header.set_sample(said[0])
        self.header.set_verdict(MARKS[Standing(int(life.cells["standing"][last]))])
        age = (here_ns - int(life.times_ns(mode)[last])) / 1e6
        self.header.set_age(age, None)
        # where there is little room, the list has it
        foreseen = predicted(self._moment, life.track) if self.height() >= theme.px(_UPON) else []
        reading = [] if self._life is not None and self._life.complete else [self.tr("still reading")]
        self._facts.setText(" · ".join((*said[1:], *foreseen, *reading)))

    def _scroll(self) -> None:
        if self.model.present >= 0:
            self.table.scrollTo(self.model.index(self.model.present, 0))

    def _on_row_chosen(self, row: int) -> None:
        self.time_asked.emit(self.model.rows[row].t_ns)

    def _fit(self) -> None:
        times = nlargest(_MEASURED, self.model.times(), key=len)
        wide = max((width_of(one, Role.TITLE) for one in times), default=0)
        self.table.horizontalHeader().resizeSection(0, round(wide) + theme.px(_AIR))
