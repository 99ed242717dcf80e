"""How one gets to things in a window by the keyboard: the palette, the areas, the filters. Built when first asked for.

It must not know the window's other commands.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.focus_areas import Area, FocusAreas
from app.ui.keys.actions import ActionSet
from app.ui.start_page import StartPage

if TYPE_CHECKING:
    from app.ui.desk.desk import Desk
    from app.ui.palette.popup import Palette


class Finding:
    """What the actions `palette`, `find`, `next_area` and `previous_area` do; `start` is the start page."""

    def __init__(
        self, actions: ActionSet, window: QWidget, start: StartPage, above: Area, desk: "Callable[[], Desk | None]"
    ) -> None:
        """`above`: what stands over start page and desk."""
        self._actions, self._window, self._start, self._desk = actions, window, start, desk
        self._above = above
        self.areas = FocusAreas(self._all_areas, window)
        self.palette: Palette | None = None

    def commands(self) -> dict[str, Callable[[], object]]:
        """By the ids of the table."""
        return {
            "palette": self.open_palette,
            "find": self._find,
            "next_area": lambda: self.areas.move(1),
            "previous_area": lambda: self.areas.move(-1),
        }

    def open_palette(self) -> None:
        """Ask what is wanted."""
        if self.palette is None:
            from app.ui.palette.popup import Palette
            from app.ui.palette.sources import PaletteSources

            sources = PaletteSources(self._actions, self._desk)
            self.palette = Palette(sources, self._actions.action("palette").shortcuts, self._window)
        self.palette.open()

    def dismiss(self) -> None:
        """What was offered is no more: another log is shown."""
        if self.palette is not None:
            self.palette.dismiss()

    def renew(self) -> None:
        """More of the log was read."""
        if self.palette is not None:
            self.palette.renew()

    def renew_objects(self) -> None:
        """Another instant is shown."""
        if self.palette is not None:
            self.palette.renew_objects()

    def _find(self) -> None:
        # where no list with a filter is in sight, as in a small window, the palette finds channels too
        if not self.areas.find():
            self.open_palette()

    def _all_areas(self) -> Sequence[Area]:
        desk = self._desk()
        if desk is None or not desk.isVisible():
            return [self._above, Area(widget=self._start, take_keys=self._start.take_keys)]
        from app.ui.desk.areas import areas_of

        return [self._above, *areas_of(desk)]
