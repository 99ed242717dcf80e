"""The parts of the desk in the order in which the keyboard goes through them: as the layout in force has them, row by
row from the upper left.

It must not know how the focus moves.
"""

from app.ui.desk.desk import Desk
from app.ui.focus_areas import Area
from app.ui.layouts.tile import PartName
from app.ui.pane import Pane


def areas_of(desk: Desk) -> list[Area]:
    """All parts that the layout has, in sight or not, but for cameras that never were."""
    areas: dict[PartName, Area] = {
        **{name: Area(widget=view, take_keys=view.take_keys) for name, view in desk.cameras_.by_name().items()},
        "channels": Area(widget=desk.channels, take_keys=desk.channels.take_keys, find=desk.channels.filter.open),
        "space": Area(widget=desk.space, take_keys=desk.space.take_keys),
        "map": Area(widget=desk.map, take_keys=desk.map.take_keys),
        "ledger": Area(widget=desk.ledger, take_keys=desk.ledger.take_keys, find=desk.ledger.open_filter),
        "object": Area(widget=desk.object, take_keys=desk.object.take_keys),
        "trace": Area(widget=desk.trace, take_keys=desk.trace.take_keys),
        "text": Area(widget=desk.text, take_keys=desk.text.take_keys, find=desk.text.open_filter),
        "plots": Area(widget=desk.plots, take_keys=desk.plots.stack.setFocus),
        "timeline": Area(widget=desk.timeline, take_keys=desk.timeline.setFocus),
        "transport": Area(widget=desk.transport, take_keys=desk.transport.play.setFocus),
        "inspector": Area(widget=desk.inspector, take_keys=lambda: _page(desk)),
        "state": Area(widget=desk.state, take_keys=desk.state.take_keys),
    }
    return [areas[name] for name in desk.layout_.order if name in areas]


def _page(desk: Desk) -> None:
    page = desk.inspector.stack.currentWidget()
    if isinstance(page, Pane):
        page.take_keys()
