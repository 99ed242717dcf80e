"""The menu of the map: what can be copied of a place, how the map goes with the vehicle, and how near it is.

It must not know how it is done.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.ui.language.words import tr
from app.ui.views.map_canvas import MapCanvas
from app.ui.views.map_ground import Pointed
from app.ui.widgets.passing_menu import menu_of


def map_menu(
    parent: QWidget, canvas: MapCanvas, pointed: Pointed | None, copies: Sequence[tuple[str, str]],
    copy: Callable[[str], None],
) -> QMenu:  # fmt: skip
    """What can be done, at a place if one is pointed at. It goes when it is closed."""
    menu = menu_of(parent)
    menu.setObjectName("map menu")
    for text, copied in copies:
        _add(menu, text, partial(copy, copied))
    if pointed is not None:
        _add(menu, tr("Bring this place to the middle"), partial(canvas.centre_on, pointed.x, pointed.y))
        menu.addSeparator()
    for text, on, put in (
        (tr("Keep the vehicle in the middle"), canvas.following, canvas.set_following),
        (tr("Turn so that the vehicle points up"), canvas.heading_up, canvas.set_heading_up),
    ):
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(put)
    menu.addSeparator()
    _add(menu, tr("Nearer"), partial(canvas.zoom, 2.0))
    _add(menu, tr("Farther"), partial(canvas.zoom, 0.5))
    _add(menu, tr("The whole way"), canvas.show_all)
    return menu


def _add(menu: QMenu, text: str, does: Callable[[], None]) -> None:
    menu.addAction(text).triggered.connect(lambda _=False: does())
