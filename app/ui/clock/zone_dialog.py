"""The zone of local time: the system's, one of the IANA database by part of its name, or an offset that is typed.

It must not know logs: it is given an instant of UTC to show what each zone makes of it.
"""

from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.scene.wording import clock_of_day
from app.scene.zone import UTC_ZONE, Zone, ZoneError, zone_names
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.theme.theme import theme
from app.ui.widgets.filter_edit import FilterEdit
from app.ui.widgets.rows import as_rows

_ZONE = int(Qt.ItemDataRole.UserRole)


class ZoneDialog(QDialog):
    """Asks for a zone."""

    zone_given = Signal(object)

    def __init__(self, zone: Zone, utc_ns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._utc_ns = utc_ns
        self.setWindowTitle(self.tr("Zone of local time"))
        self.edit = FilterEdit(icon="search")
        self.edit.setPlaceholderText(self.tr("Berlin   Asia/Tokyo   +02:00"))
        self.edit.setAccessibleName(self.tr("Zone"))
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Zone"), self.tr("Time there")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("Zones"))
        as_rows(self.tree)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.answer = QLabel()
        self.answer.setProperty("tone", "t2")
        self.answer.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._fill()
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        self.tree.itemActivated.connect(self._on_accepted)
        self.tree.currentItemChanged.connect(self._on_current_changed)
        self.edit.textChanged.connect(self._on_text_changed)
        column = QVBoxLayout(self)
        for part in (self.edit, self.tree, self.answer, self._buttons):
            column.addWidget(part)
        self.resize(theme.px(460), theme.px(420))
        self._on_text_changed("")
        self._go_to(zone)

    def _fill(self) -> None:
        self._rows = [self._row(Zone(), self.tr("This system")), self._row(UTC_ZONE, "")]
        for name in zone_names():
            # a damaged file of the database takes its own zone away and no other
            with suppress(ZoneError):
                self._rows.append(self._row(Zone(name), name))
        self._fixed = self._rows[1]
        self.tree.addTopLevelItems(self._rows)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.tree.header().resizeSection(1, theme.px(170))

    def _row(self, zone: Zone, name: str) -> QTreeWidgetItem:
        row = QTreeWidgetItem([name, self._time(zone)])
        row.setData(0, _ZONE, zone)
        return row

    def _time(self, zone: Zone) -> str:
        offset_s, _ = zone.offset(self._utc_ns)
        return f"{clock_of_day(self._utc_ns, offset_s=offset_s, digits=0)} {zone.words(self._utc_ns)}"

    def _go_to(self, zone: Zone) -> None:
        if zone.name[:1] in ("+", "-"):
            self.edit.setText(zone.name)
            return
        row = next((row for row in self._rows if row.data(0, _ZONE) == zone), self._rows[0])
        self.tree.setCurrentItem(row)
        self.tree.scrollToItem(row)

    def _on_text_changed(self, text: str) -> None:
        """Zones by part of their name; an offset is one of its own."""
        wanted, fixed, wrong = text.strip().lower().replace(" ", "_"), None, ""
        try:
            fixed = Zone.fixed(text)
        except ZoneError as error:
            wrong = from_below(str(error))
        if fixed is not None:
            self._fixed.setData(0, _ZONE, fixed)
            self._fixed.setText(0, fixed.name)
            self._fixed.setText(1, self._time(fixed))
        shown = []
        for row in self._rows:
            named = fixed is None and wanted in row.text(0).lower().replace(" ", "_")
            hit = fixed is not None if row is self._fixed else named
            row.setHidden(not hit)
            if hit:
                shown.append(row)
        if shown and self._chosen() is None:
            self.tree.setCurrentItem(shown[0])
        none = "" if shown else self.tr("No zone is called so; write one as Europe/Berlin, or an offset as +02:00")
        self.edit.set_state("" if not wanted else "ok" if shown else "warn", reason=wrong or none)
        self._show(wrong or none)

    def _on_current_changed(self, *_: object) -> None:
        self._show("")

    def _show(self, wrong: str) -> None:
        row = self._chosen()
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(row is not None and not wrong)
        told = "" if row is None else filled(self.tr("Local time: %1, %2"), row.text(0), row.text(1))
        self.answer.setText(wrong or told)

    def _chosen(self) -> QTreeWidgetItem | None:
        """The row that is meant, if it is in sight."""
        return next((row for row in self.tree.selectedItems() if not row.isHidden()), None)

    def _on_accepted(self, *_: object) -> None:
        row = self._chosen()
        if row is not None:
            self.zone_given.emit(row.data(0, _ZONE))
            self.accept()
