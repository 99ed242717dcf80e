"""The buttons of a camera view, and what opens at them: another camera, what is drawn on pictures, how bright they are.

It must not know pictures, nor what a choice leads to.
"""

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.language.words import tr
from app.ui.views.picture_overlay import Shown
from app.ui.views.tone_box import ToneBox
from app.ui.widgets.pane_header import PaneHeader
from app.ui.widgets.tool_button import ToolButton

_WHOLE_FROM = 320
"""Pixels of the header from which on there is a button for the whole picture."""


class CameraTools(QObject):
    """Of one view."""

    channel_asked = Signal(str)
    drawing_asked = Signal(str, bool)
    """One of the names of what is drawn, and whether it is to be."""
    tone_changed = Signal(object)
    """A Tone."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._cameras: tuple[str, ...] = ()
        self._shown = Shown()
        self._current: str | None = None
        self._tone_box: ToneBox | None = None
        self.choice = ToolButton("chevrons-up-down", tr("Another camera"))
        self.choice.clicked.connect(lambda: self._open(self.camera_menu(), self.choice))
        self.choice.hide()
        self.overlays = ToolButton("layers", tr("Overlays"), checkable=True)
        self.overlays.setChecked(True)
        self.overlays.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.overlays.customContextMenuRequested.connect(lambda: self._open(self.drawing_menu(), self.overlays))
        self.tone = ToolButton("contrast", tr("Brightness, contrast and gamma"))
        self.tone.clicked.connect(self._on_tone_clicked)
        self.whole = ToolButton("scan", tr("Whole picture"))

    def add_to(self, header: PaneHeader) -> None:
        """Stand there."""
        for tool in (self.choice, self.overlays, self.tone):
            header.add_tool(tool)
        # a double click does the same
        header.add_tool(self.whole, least=_WHOLE_FROM)

    def set_cameras(self, cameras: tuple[str, ...]) -> None:
        """Offer these for a choice."""
        self._cameras = cameras
        self.choice.setVisible(len(cameras) > 1)

    def show_state(self, channel: str | None, shown: Shown) -> None:
        """What is ticked when a menu opens."""
        self._current, self._shown = channel, shown

    def camera_menu(self) -> QMenu:
        """The cameras of the log, the one that is shown marked."""
        menu = QMenu(self._view)
        for name in self._cameras:
            action = menu.addAction(name.lstrip("/"))
            action.setCheckable(True)
            action.setChecked(name == self._current)
            action.triggered.connect(lambda _=False, name=name: self.channel_asked.emit(name))
        return menu

    def drawing_menu(self) -> QMenu:
        """What is drawn on pictures, and what not."""
        menu = QMenu(self._view)
        for name, words in (
            ("points", tr("LiDAR and radar points")), ("boxes", tr("Objects")), ("paths", tr("Predicted paths")),
            ("candidates", tr("Trajectories")), ("lanes", tr("Lanes")),
        ):  # fmt: skip
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(getattr(self._shown, name))
            action.toggled.connect(lambda on, name=name: self.drawing_asked.emit(name, on))
        return menu

    @staticmethod
    def _open(menu: QMenu, below: QWidget) -> None:
        menu.exec(below.mapToGlobal(below.rect().bottomLeft()))

    def _on_tone_clicked(self) -> None:
        if self._tone_box is None:
            self._tone_box = ToneBox(self._view)
            self._tone_box.changed.connect(self.tone_changed)
        corner = self.tone.mapToGlobal(QPoint(self.tone.width(), self.tone.height()))
        self._tone_box.move(corner.x() - self._tone_box.sizeHint().width(), corner.y() + 8)
        self._tone_box.show()
