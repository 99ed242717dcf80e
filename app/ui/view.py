"""What every view is: something with a title that wants channels and shows a moment.

It must not know which views there are. All views get the same moment in the same call.
"""

from collections.abc import Iterator
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.replay.timeline import Timeline
from app.scene.moment import Moment


class View(Protocol):
    """A part of the window that shows moments."""

    def isVisibleTo(self, ancestor: QWidget, /) -> bool:  # noqa: N802 - Qt's name
        """Whether it could be seen, if that is."""

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels that must be in the moments it shows."""

    def draw_ahead(self, moment: Moment) -> Iterator[None]:
        """Draw what takes long of an instant that is shown next, a part at a time; what can be seen stays."""

    def show_moment(self, moment: Moment) -> None:
        """Show this instant, and nothing of any other."""

    def clear(self) -> None:
        """Show that there is nothing."""
