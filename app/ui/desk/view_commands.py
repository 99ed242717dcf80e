"""What the commands of the table do that concern one view or another.

It must not know the replay. Which view is meant says the focus: no command is done to another one in its place.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.desk.saving import NothingToSaveError, save_as_shown, save_stored
from app.ui.desk.selection import Selection
from app.ui.desk.space_pane import SpacePane
from app.ui.desk.space_tools import PRESETS
from app.ui.filling import filled
from app.ui.pane import Pane
from app.ui.session import Session
from app.ui.views.camera import CameraView
from app.ui.views.candidates_list import CandidatesList
from app.ui.views.map import MapView


class ViewCommands(QObject):
    """The commands of the views of one desk."""

    said = Signal(str)
    """Something for the status bar."""
    master_asked = Signal(str)
    """Step by the frames of this channel."""

    def __init__(
        self, focused: Callable[[], QWidget | None], session: Callable[[], Session | None], space: SpacePane,
        map_: MapView, candidates: CandidatesList, selection: Selection, parent: QObject,
    ) -> None:  # fmt: skip
        """`focused`: the view that the keyboard is in; `session`: the drive that is open."""
        super().__init__(parent)
        self._focused, self._session, self._space, self._map = focused, session, space, map_
        self._does: dict[str, Callable[[], object]] = {
            "follow": self._follow,
            "measure": space.tools.measure_next,
            "shade": space.tools.shade.toggle,
            "view_as_master": self._use_as_master,
            "next_object": lambda: self._next_object(selection, 1),
            "previous_object": lambda: self._next_object(selection, -1),
            "next_candidate": lambda: selection.step_candidate(candidates.ids, 1),
            "previous_candidate": lambda: selection.step_candidate(candidates.ids, -1),
            "clear_selection": selection.clear,
            "save_stored_picture": self._save_stored,
            "save_as_shown": self._save_as_shown,
            **{f"view_{preset}": lambda preset=preset: space.tools.set_preset(preset) for preset in PRESETS},  # type: ignore[misc]
        }

    def does(self, action: str) -> bool:
        """Do it, if it is one of these; False: it is not."""
        if action in self._does:
            self._does[action]()
            return True
        return False

    def _follow(self) -> None:
        if self._map.canvas.hasFocus():
            self._map.toggle_follow()
        else:
            self._space.tools.follow_next()

    def _use_as_master(self) -> None:
        view, session = self._focused(), self._session()
        channel = view.frames_of if isinstance(view, Pane) else None
        # a view may still have a channel of the log before
        if channel is not None and session is not None and channel in session.timeline.channels:
            self.master_asked.emit(channel)
        elif view is None:
            self.said.emit(self.tr("No view has the focus: click the one whose channel is meant"))
        else:
            self.said.emit(self.tr("This view has no single channel to step by"))

    def _next_object(self, selection: Selection, by: int) -> None:
        """The road users of this moment, one after another."""
        scene = self._space.space.scene
        selection.step(() if scene is None else scene.boxes, by)

    def _save_stored(self) -> None:
        view = self._focused()
        if isinstance(view, CameraView):
            self._save(lambda: save_stored(view))
        else:
            self.said.emit(self.tr("Only a camera has a stored picture: click the one that is meant"))

    def _save_as_shown(self) -> None:
        view, session = self._focused(), self._session()
        if view is None or session is None:
            self.said.emit(self.tr("No view has the focus: click the one that is meant"))
        else:
            self._save(lambda: save_as_shown(view, session))

    def _save(self, save: Callable[[], Path | None]) -> None:
        try:
            path = save()
        except (NothingToSaveError, OSError) as error:
            self.said.emit(str(error))
        else:
            if path is not None:
                self.said.emit(filled(self.tr("Saved %1"), path))
