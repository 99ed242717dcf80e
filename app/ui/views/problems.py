"""The problems of a log in one list, grouped by how grave they are: a click leads to each of them.

It must not read a log, nor judge anything. Who opens it asks what of this recording the other side could doubt; next
they go to each of these instants, and write down what it means for the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QStyleOptionViewItem, QVBoxLayout, QWidget

from app.kinds.severity import SEVERITIES, Severity
from app.replay.dial import COUNTING, Dial
from app.replay.problems import Problem, worst
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.ui.pane import Pane
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import draw_severity
from app.ui.theme.theme import theme
from app.ui.views import problem_words
from app.ui.widgets.painted import width_of
from app.ui.widgets.plain import plain
from app.ui.widgets.rows import ROOM, RowDelegate, aligned
from app.ui.widgets.time_table import TimeTable

Index = QModelIndex | QPersistentModelIndex
GRAVITY = int(Qt.ItemDataRole.UserRole)
"""Role: the `Severity` of a row that is no head."""
_AIR = 16


@dataclass(frozen=True, slots=True)
class _Head:
    """Above all that are so grave."""

    severity: Severity
    many: int


class _Cells(RowDelegate):
    """Rows that begin with how grave they are."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's name."""
        super().paint(painter, option, index)
        gravity = index.data(GRAVITY)
        if gravity is not None and index.column() == 0:
            rect, side = QRectF(option.rect), theme.px(12)
            place = QRectF(rect.left() + theme.px(6), rect.center().y() - side / 2, side, side)
            draw_severity(painter, place, gravity, theme.tokens)


class ProblemsModel(QAbstractTableModel):
    """Heads and problems, one below another."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problems: tuple[Problem, ...] = ()
        self._rows: tuple[Problem | _Head, ...] = ()
        self._dial: Dial = COUNTING

    def show(self, problems: Sequence[Problem]) -> None:
        """Show these, the gravest first."""
        self.beginResetModel()
        self.problems = tuple(problems)
        rows: list[Problem | _Head] = []
        for severity in reversed(SEVERITIES):
            alike = [one for one in problems if one.severity == severity]
            rows += [_Head(severity, len(alike)), *alike] if alike else []
        self._rows = tuple(rows)
        self.endResetModel()

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self._dial = dial
        if self._rows:
            self.dataChanged.emit(self.index(0, 1), self.index(len(self._rows) - 1, 1))

    def problem(self, row: int) -> Problem | None:
        """What a row shows; None: it is a head."""
        found = self._rows[row]
        return found if isinstance(found, Problem) else None

    def time(self, row: int) -> str:
        """When it was, as it is told."""
        one = self.problem(row)
        return "" if one is None or one.t_ns is None else self._dial.bare(one.t_ns)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Of the table."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802
        """What and when."""
        return 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are passed over."""
        return super().flags(index) if self.problem(index.row()) is not None else Qt.ItemFlag.ItemIsEnabled

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """The heads of the columns."""
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Problem"), self.tr("Time"))[section]
        return aligned(right=section == 1) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cells."""
        one = self._rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(right=index.column() == 1)
        if isinstance(one, _Head):
            head = role == Qt.ItemDataRole.DisplayRole and index.column() == 0
            bold = theme.font(Role.TITLE) if role == Qt.ItemDataRole.FontRole else None
            return problem_words.group(one.severity, one.many) if head else bold
        if role == Qt.ItemDataRole.DisplayRole:
            return problem_words.said(one) if index.column() == 0 else self.time(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(problem_words.detail(one))
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return ROOM
        return one.severity if role == GRAVITY else None


class ProblemsView(Pane):
    """All of them, whatever is hidden."""

    problem_asked = Signal(object)
    """The Problem that one wants to look at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.model = ProblemsModel()
        self.table = TimeTable(self.model, _Cells)
        body = QFrame()
        body.setProperty("mark", "pane")
        super().__init__(self.tr("Problems"), body, parent=parent)
        self.model.setParent(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        body.setFocusProxy(self.table)
        self.table.setAccessibleName(self.tr("Problems"))
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.resized.connect(self._fit)
        theme.changed.connect(self._fit)
        self.clear()

    def wants(self, _: Timeline) -> list[str]:
        """No records: it is of the whole log."""
        return []

    def show_moment(self, _: Moment) -> None:
        """It is the same at all instants."""

    def show_problems(self, problems: Sequence[Problem], *, complete: bool) -> None:
        """Show these; `complete`: there are no more."""
        if tuple(problems) != self.model.problems:
            with self.table.quietly():
                self.model.show(problems)
            self._fit()
        self.header.set_title(problem_words.summary(len(problems)) if problems else self.tr("Problems"))
        self.header.set_sample("" if complete else self.tr("still looking"))
        if problems:
            self.show_body()
            return
        if complete:
            self.empty.show_none(
                self.tr("No problems"), self.tr("Pictures and clouds are decoded when they are shown"), icon="check"
            )  # fmt: skip
        else:
            self.empty.show_none(self.tr("None so far"), self.tr("The log is still looked through"), icon="check")
        self.show_reason()

    @property
    def worst(self) -> Severity | None:
        """How grave the gravest is; None: there are none."""
        return worst(self.model.problems)

    def set_dial(self, dial: Dial) -> None:
        """Tell times by this clock."""
        self.model.set_dial(dial)
        self._fit()

    def clear(self) -> None:
        """Nothing is open."""
        self.show_problems((), complete=False)

    def _on_row_chosen(self, row: int) -> None:
        one = self.model.problem(row)
        if one is not None:
            self.problem_asked.emit(one)

    def _fit(self) -> None:
        times = max(
            (width_of(self.model.time(row), Role.BODY) for row in range(min(self.model.rowCount(), 64))), default=0
        )
        wide = max(round(times), round(width_of(self.tr("Time"), Role.SECONDARY))) + theme.px(_AIR)
        header = self.table.horizontalHeader()
        header.resizeSection(1, wide)
        header.resizeSection(0, max(self.table.viewport().width() - wide, theme.px(80)))
