"""The tools of the 3D view in the header of its pane: from where one looks, what colours mean, sweeps, measuring.

They must not draw, nor know moments.
"""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.scene.colour import ColourBy, Range
from app.scene.wording import short_id
from app.ui.desk.range_box import RangeControl
from app.ui.filling import filled
from app.ui.gl.eye import EGO
from app.ui.gl.ruler import Measuring
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.layouts.layout import ColourRange, Preset, SpaceLook, Sweeps
from app.ui.views.space import SpaceView
from app.ui.widgets.plain import plain
from app.ui.widgets.tool_button import ToolButton

PRESETS = ("chase", "top", "driver", "free")
SWEEPS = (1, 2, 5, 10, 20)


class SpaceTools(QObject):
    """Of one 3D view."""

    changed = Signal()
    """It is seen from elsewhere, or drawn another way, as a layout remembers it."""
    measuring_changed = Signal(bool)
    """Whether clicks measure now."""

    def __init__(self, space: SpaceView, parent: QWidget) -> None:
        super().__init__(parent)
        self.space = space
        self.preset = self._menu_button(
            {name: preset_words()[name] for name in PRESETS}, self.set_preset, self.tr("Where one looks from")
        )
        self.colour = self._menu_button(
            {by.name: from_below(by.value.capitalize()) for by in ColourBy}, self.choose_colour,
            self.tr("What colours mean, and how many sweeps of each LiDAR and radar lie over each other"),
        )  # fmt: skip
        self.range = RangeControl(space, parent)
        self.range.changed.connect(self.changed)
        self._add_to_menus()
        self.measure = ToolButton("ruler", self.tr("Measure"), checkable=True)
        self.measure.clicked.connect(self.measure_next)
        self.shade = ToolButton(
            "box", self.tr("Shade shapes by depth (not evidence: the strip says so)"), checkable=True
        )
        self.shade.toggled.connect(self._on_shade_toggled)
        self.set_preset("chase")
        self._renew_colour()
        self.set_measuring(Measuring.OFF)

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """From left to right."""
        return self.preset, self.colour, self.shade, self.measure

    def set_preset(self, name: str) -> None:
        """Look from one of the places."""
        self.space.set_preset(name)
        self.renew_follow()
        self.changed.emit()

    @property
    def follows(self) -> bool:
        """Whether it goes with something."""
        return self.space.eye.followed is not None

    def follow_next(self) -> None:
        """Go with the vehicle, then with the selected object if there is one, then stay in the world."""
        if self.space.goes_with_vehicle:
            self.follow(self.space.selected or None)
        else:
            self.follow(None if self.follows else EGO)

    def follow(self, who: str | None) -> None:
        """Go with this and have it in the middle: the vehicle (`EGO`), an object by its id; None: stay in the world."""
        self.space.follow(who)
        self.space.eye.centre(self.space.scene)
        self.renew_follow()
        self.changed.emit()

    @property
    def measuring(self) -> Measuring:
        """What clicks on points measure."""
        return self.space.measuring

    def measure_next(self) -> None:
        """Measure from point to point, then from a point to the vehicle, then not at all."""
        self.set_measuring(self.measuring.next)

    def set_measuring(self, measuring: Measuring) -> None:
        """Let clicks on points measure this."""
        self.space.set_measuring(measuring)
        on = measuring is not Measuring.OFF
        self.measure.setChecked(on)
        faces = {
            Measuring.OFF: ("ruler", self.tr("Measure")),
            Measuring.POINTS: ("ruler", self.tr("Measuring from point to point; next: to the vehicle")),
            Measuring.EGO: ("car", self.tr("Measuring from a point to the vehicle; next: off")),
        }
        self.measure.set_face(*faces[measuring])
        self.measuring_changed.emit(on)

    @property
    def look(self) -> SpaceLook:
        """What a layout remembers of it."""
        look, preset = self.space.look, cast("Preset", self.space.eye.preset)
        ranges = tuple(
            ColourRange(of=by.value, low=over.low, high=over.high)
            for by, over in sorted(look.ranges.items(), key=lambda item: item[0].value)
        )
        return SpaceLook(
            preset=preset, follow=self.follows, colour=look.by.value,
            sweeps=cast("Sweeps", look.sweeps), shaded=look.shaded, ranges=ranges,
        )  # fmt: skip

    def set_look(self, wanted: SpaceLook) -> None:
        """Look like this."""
        self.space.follow(EGO if wanted.follow else None)
        self.set_preset(wanted.preset)
        ranges = MappingProxyType({ColourBy(one.of): Range(one.low, one.high) for one in wanted.ranges})
        self.space.set_look(replace(self.space.look, ranges=ranges))
        self.choose_colour(ColourBy(wanted.colour).name)
        self.choose_sweeps(str(wanted.sweeps))
        self.shade.setChecked(wanted.shaded)

    def _add_to_menus(self) -> None:
        """What the eye goes with, how many sweeps there are, and between which numbers colours run."""
        where, colours = self.preset.menu(), self.colour.menu()
        where.addSeparator()
        self.followed = QActionGroup(self)
        for who, words in ((EGO, self.tr("Follow vehicle")), ("", ""), (None, self.tr("Stay in the world"))):
            entry = QAction(words, self.followed, checkable=True)
            entry.setData(who)
            where.addAction(entry)
        self.followed.triggered.connect(self._on_follow_chosen)
        where.aboutToShow.connect(self._fill_followed)
        colours.addSeparator()
        for number in SWEEPS:
            entry = colours.addAction(sweeps_text(number))
            entry.triggered.connect(lambda _=False, number=number: self.choose_sweeps(str(number)))
        colours.addSeparator()
        self.range_entry = colours.addAction(self.tr("Range of colours…"))
        self.range_entry.triggered.connect(self.range.open)

    def _fill_followed(self) -> None:
        """The object that is followed, or else the one that would be."""
        followed = self.space.eye.followed
        vehicle, other, world = self.followed.actions()
        name = self.space.selected if followed in (EGO, None) else followed
        other.setData(name)
        other.setVisible(bool(name))
        other.setText(filled(self.tr("Follow object %1"), short_id(name or "")))
        for entry, on in ((vehicle, followed == EGO), (other, followed == name), (world, followed is None)):
            entry.setChecked(on)

    def _on_follow_chosen(self, entry: QAction) -> None:
        self.follow(entry.data())

    def renew_follow(self) -> None:
        """The header names an object that it goes with."""
        followed, preset = self.space.eye.followed, preset_words()[self.space.eye.preset]
        about = self.tr("Where one looks from")
        if followed in (EGO, None):
            self.preset.setText(preset)
        else:
            name = short_id(followed or "")
            self.preset.setText(f"{preset} · {name}")
            about += "\n" + filled(self.tr("Following %1"), name)
        self.preset.setToolTip(plain(about))

    def _menu_button(self, entries: dict[str, str], chosen: Callable[[str], None], about: str) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(about)
        button.setAccessibleName(about)
        menu = QMenu(button)
        for name, words in entries.items():
            menu.addAction(words).triggered.connect(lambda _=False, name=name: chosen(name))
        button.setMenu(menu)
        return button

    def choose_colour(self, name: str) -> None:
        """Let colours mean this, by the name of `ColourBy`."""
        self.space.set_look(replace(self.space.look, by=ColourBy[name]))
        self._renew_colour()
        self.range_entry.setEnabled(ColourBy[name] is not ColourBy.CLASS)
        self.changed.emit()

    def choose_sweeps(self, number: str) -> None:
        """Lay so many sweeps over each other."""
        self.space.set_look(replace(self.space.look, sweeps=int(number)))
        self._renew_colour()
        self.changed.emit()

    def _renew_colour(self) -> None:
        by, sweeps = from_below(self.space.look.by.value.capitalize()), self.space.look.sweeps
        self.colour.setText(by if sweeps == 1 else f"{by} · {sweeps_text(sweeps)}")

    def _on_shade_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.space.set_look(replace(self.space.look, shaded=on))
        self.changed.emit()


def sweeps_text(number: int) -> str:
    """So many sweeps."""
    return tr("1 sweep") if number == 1 else filled(tr("%1 sweeps"), number)


def preset_words() -> dict[str, str]:
    """From where one may look."""
    return {"chase": tr("Chase"), "top": tr("Top"), "driver": tr("Driver"), "free": tr("Free")}
