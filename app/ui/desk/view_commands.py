"""What the commands of the table do that concern one view or another.

It must not know the replay. Which of two alike is meant says the focus.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.ui.desk.saving import NothingToSaveError, save_as_shown, save_stored
from app.ui.desk.selection import Selection
from app.ui.desk.space_pane import PRESETS, SpacePane
from app.ui.filling import filled
from app.ui.views.camera import CameraView
from app.ui.views.map import MapView


class ViewCommands(QObject):
    """The commands of the views of one desk."""

    said = Signal(str)
    """Something for the status bar."""
    master_asked = Signal(str)
    """Step by the frames of this channel."""

    def __init__(
        self, cameras: tuple[CameraView, CameraView], space: SpacePane, map_: MapView, selection: Selection,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._cameras, self._space, self._map = cameras, space, map_
        self._does: dict[str, Callable[[], object]] = {
            "follow": self._follow,
            "measure": space.measure_next,
            "shade": space.shade.toggle,
            "view_as_master": self._use_as_master,
            "next_object": lambda: self._next_object(selection, 1),
            "previous_object": lambda: self._next_object(selection, -1),
            "clear_selection": lambda: selection.select(""),
            "save_stored_picture": lambda: self._save(stored=True),
            "save_as_shown": lambda: self._save(stored=False),
            **{f"view_{preset}": lambda preset=preset: space.set_preset(preset) for preset in PRESETS},  # type: ignore[misc]
        }

    def does(self, action: str) -> bool:
        """Do it, if it is one of these; False: it is not."""
        if action in self._does:
            self._does[action]()
            return True
        return False

    @property
    def _camera(self) -> CameraView:
        first, second = self._cameras
        return second if second.picture.hasFocus() else first

    def _follow(self) -> None:
        if self._map.canvas.hasFocus():
            self._map.toggle_follow()
        else:
            self._space.follow_next()

    def _use_as_master(self) -> None:
        if self._camera.channel is not None:
            self.master_asked.emit(self._camera.channel)

    def _next_object(self, selection: Selection, by: int) -> None:
        """The road users of this moment, one after another."""
        scene = self._space.space.scene
        selection.step(() if scene is None else scene.boxes, by)

    def _save(self, *, stored: bool) -> None:
        try:
            path = save_stored(self._camera) if stored else save_as_shown(self._camera)
        except (NothingToSaveError, OSError) as error:
            self.said.emit(str(error))
        else:
            if path is not None:
                self.said.emit(filled(self.tr("Saved %1"), path))
