"""The sliders for brightness, contrast and gamma of a camera view.

It must not know pictures: it says what was set.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSlider, QVBoxLayout, QWidget

from app.ui.views.camera_still import Tone


class ToneBox(QFrame):
    """Sliders for how the picture is shown."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("mark", "card")
        grid = QGridLayout()
        self._sliders: list[QSlider] = []
        rows = (
            (self.tr("Brightness"), -100, 100, 0),
            (self.tr("Contrast"), 20, 400, 100),
            (self.tr("Gamma"), 20, 400, 100),
        )
        for row, (words, low, high, plain) in enumerate(rows):
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(low, high)
            slider.setValue(plain)
            slider.setMinimumWidth(180)
            slider.setAccessibleName(words)
            slider.valueChanged.connect(self._on_slider_changed)
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(slider, row, 1)
            self._sliders.append(slider)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Changes what is shown, never the picture")))
        column.addLayout(grid)

    def _on_slider_changed(self, _: int) -> None:
        brightness, contrast, gamma = (slider.value() for slider in self._sliders)
        self.changed.emit(Tone(float(brightness), contrast / 100, gamma / 100))
