"""The parts of the desk in the order in which the keyboard goes through them, as people read: from the upper left.

It must not know how the focus moves.
"""

from app.ui.desk import Desk
from app.ui.focus_areas import Area
from app.ui.pane import Pane


def areas_of(desk: Desk) -> list[Area]:
    """All parts, in sight or not."""
    return [
        Area(widget=desk.channels, take_keys=desk.channels.take_keys, find=desk.channels.filter.open),
        *(Area(widget=pane, take_keys=pane.take_keys) for pane in (desk.camera, desk.space, desk.second, desk.map)),
        Area(widget=desk.plots, take_keys=desk.plots.stack.setFocus),
        Area(widget=desk.timeline, take_keys=desk.timeline.setFocus),
        Area(widget=desk.transport, take_keys=desk.transport.play.setFocus),
        Area(widget=desk.inspector, take_keys=lambda: _page(desk)),
        Area(widget=desk.state, take_keys=desk.state.take_keys),
    ]


def _page(desk: Desk) -> None:
    page = desk.inspector.stack.currentWidget()
    if isinstance(page, Pane):
        page.take_keys()
