"""The camera view: the stored picture of an instant, what the system believed drawn on it, and every fact about it.

It must not read or decode. Who opens it asks what could be seen, and whether the machine saw it too; next they step on,
or save the picture as it stands in the log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.replay.timeline import Timeline
from app.scene.content import Picture
from app.scene.moment import Moment
from app.scene.overlay import Overlay
from app.scene.pointing import Pointed, lens_words, pixel_of, pointed_in_picture
from app.scene.sample import Sample
from app.scene.staging import SPACE_KINDS
from app.scene.standing import Standing
from app.ui.filling import filled
from app.ui.pane import Pane
from app.ui.theme.theme import theme
from app.ui.views.camera_picture import CameraPicture
from app.ui.views.camera_still import Plate
from app.ui.views.camera_strips import CameraStrips
from app.ui.views.camera_tools import CameraTools
from app.ui.views.camera_words import frame_text, pixel_text
from app.ui.views.picture_overlay import Shown
from app.ui.widgets.plain import one_line

OVERLAYS = ("points", "boxes", "paths", "candidates", "lanes")
"""What is drawn on a picture or not, as people choose."""
_WIDE = 720
"""From this width on a strip has room for all of its facts."""
_NEAR_PX = 6.0
"""On the screen, and of the stored picture where that is enlarged."""


class CameraView(Pane):
    """One camera."""

    channel_asked = Signal(str)
    object_picked = Signal(str)
    wants_changed = Signal()
    """Something is to be drawn on its pictures, or no longer."""
    look_changed = Signal()
    """It shows another camera, or other things on its pictures, as a layout remembers it."""
    hover_changed = Signal()
    """Another pixel is under the pointer, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.picture = CameraPicture()
        super().__init__(self.tr("Camera"), self.picture, strips=True, parent=parent)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        assert self.top is not None
        assert self.bottom is not None
        self.strips = CameraStrips(self.top, self.bottom)
        layout.insertWidget(1, self.strips.warning)
        self.channel: str | None = None
        self.sample: Sample | None = None
        self._timeline: Timeline | None = None
        self._moment: Moment | None = None
        self._overlay: Overlay | None = None
        self._master: str | None = None
        self.tools = CameraTools(self)
        self.tools.add_to(self.header)
        self.tools.channel_asked.connect(self.channel_asked)
        self.tools.drawing_asked.connect(self._on_drawing_asked)
        self.tools.tone_changed.connect(self.picture.set_tone)
        self.tools.whole.clicked.connect(self.picture.fit)
        self.overlays = self.tools.overlays
        self.overlays.toggled.connect(self._on_overlays_toggled)
        self.picture.shown_anew.connect(self._on_shown_anew)
        self.picture.hovered.connect(self._on_hovered)
        self.picture.object_picked.connect(self.object_picked)
        self._under = ""
        self._pixel: tuple[int, int] | None = None

    def set_channel(self, channel: str | None, timeline: Timeline | None) -> None:
        """Show another camera from the next moment on."""
        same = channel == self.channel and timeline is self._timeline
        if timeline is not self._timeline:
            self._moment = None
        self.channel, self._timeline = channel, timeline
        self.tools.show_state(channel, self.picture.shown)
        self.header.set_title((channel or self.tr("Camera")).lstrip("/"))
        self.look_changed.emit()
        if channel is None or same:
            return
        # no picture stands under the name of another camera, not even until the next moment
        self.sample = None
        if self._moment is not None and channel in self._moment.samples:
            self.show_moment(self._moment)
        else:
            self.picture.show_plate(None)
            self.empty.show_reading(self.tr("picture"))
            self.show_reason()

    def set_overlays(self, *, on: bool, drawn: Mapping[str, bool]) -> None:
        """Draw these of `OVERLAYS` on pictures, or nothing at all."""
        self.picture.set_shown(replace(self.picture.shown, **cast("dict[str, Any]", dict(drawn))))
        self.tools.show_state(self.channel, self.picture.shown)
        self.overlays.setChecked(on)
        self.look_changed.emit()

    def set_master(self, master: str | None) -> None:
        """The channel that one steps by."""
        self._master = master

    @property
    def frames_of(self) -> str | None:
        """Its camera, whether there is a picture or not."""
        return self.channel

    @property
    def draws(self) -> bool:
        """Whether something is to be drawn on its pictures."""
        return self.overlays.isChecked()

    def wants(self, timeline: Timeline) -> list[str]:
        """Its camera, and what is drawn on pictures."""
        if self.channel is None or not self.draws:
            return [] if self.channel is None else [self.channel]
        return [self.channel, *(one.name for one in timeline.channels.values() if one.kind in SPACE_KINDS)]

    def show_moment(self, moment: Moment) -> None:
        """Show the picture of this moment, or why there is none."""
        self._moment = moment
        self.picture.set_pointed(None)
        self.picture.setAccessibleName(filled(self.tr("Picture of %1"), one_line((self.channel or "").lstrip("/"))))
        sample = self.sample = moment.samples.get(self.channel or "")
        if sample is None or self._timeline is None or not sample.current:
            self.picture.show_plate(None)
            self.strips.clear()
            self._say_why_none(sample, moment)
            return
        self.show_header(
            sample, self._timeline, moment.mode, noun=self.tr("frame"), master=self.channel == self._master
        )  # fmt: skip
        if not isinstance(sample.content, Picture):
            # of a picture that is not shown nothing is said above it
            self._overlay = None
            self.strips.warning.hide()
            self._say(sample, moment)
            self.show_undecoded(sample, frame_text(sample, self._timeline, moment.mode))
            return
        self.strips.show_warning(sample)
        plate, shown = self._drawn(sample, sample.content, moment)
        self._overlay = plate.overlay
        self.picture.set_shown(shown)
        self.picture.show_plate(plate)
        # behind the picture and its overlay: they say how large it is shown, and what is drawn on it
        self._say(sample, moment)
        self.show_body()

    def draw_ahead(self, moment: Moment) -> Iterator[None]:
        """Draw the picture of a moment that is shown next, in one part."""
        sample = moment.samples.get(self.channel or "")
        if not self.shows_body or sample is None or not sample.current:
            return
        if isinstance(sample.content, Picture):
            self.picture.draw_ahead(*self._drawn(sample, sample.content, moment))
            yield

    def pointed(self) -> Pointed | None:
        """Where the pixel under the pointer looks, and the LiDAR point near it."""
        if self._pixel is None or not self._proven or self.sample is None or self._moment is None:
            return None
        lidars = frozenset(one.lookup.channel for one in self._moment.of_kind("cloud"))
        within = max(_NEAR_PX, _NEAR_PX / max(self.picture.scale, 1e-3))
        return pointed_in_picture(
            self.sample, self._overlay, self._pixel, t_ns=self._moment.t_ns, within=within, lidars=lidars
        )

    def show_pointed(self, pointed: Pointed | None) -> None:
        """Mark the point that is meant, here or in another view."""
        found = None
        if pointed is not None and self._proven and self.sample is not None and self._moment is not None:
            found = pixel_of(pointed, self.sample, self._moment.t_ns)
        if found is None:
            self.picture.set_pointed(None)
        else:
            self.picture.set_pointed(found[:2], lens_words(found[2]))

    @property
    def _proven(self) -> bool:
        """Whether there is a picture that can be relied on."""
        return self.sample is not None and self.sample.current and self.sample.standing < Standing.AFTER_BREAK

    def pick(self, candidate: int | None) -> None:
        """Mark a candidate that somebody looks at."""
        self.picture.set_shown(replace(self.picture.shown, picked=candidate))

    def select(self, track: str | None) -> None:
        """Mark an object that was selected somewhere."""
        self.picture.set_shown(replace(self.picture.shown, selected=track))

    def clear(self) -> None:
        """Nothing is open."""
        self.set_channel(None, None)
        self._moment = self.sample = None
        self.picture.show_plate(None)
        self.empty.show_none(self.tr("No camera in this log"), "", icon="camera-off")
        self.show_reason()

    # -- inside

    def _drawn(self, sample: Sample, picture: Picture, moment: Moment) -> tuple[Plate, Shown]:
        """What its picture is drawn from."""
        plate = Plate(
            picture=picture,
            overlay=moment.overlays.get(sample.lookup.channel) if self.draws else None,
            broken=sample.standing >= Standing.AFTER_BREAK,
            greyed=sample.lookup.assumed,
            faint=frozenset(name for name, one in moment.samples.items() if one.lookup.assumed),
        )
        return plate, replace(self.picture.shown, subject=moment.subject)

    def _say_why_none(self, sample: Sample | None, moment: Moment) -> None:
        if sample is not None and self._timeline is not None:
            self.show_header(sample, self._timeline, moment.mode, noun=self.tr("frame"))
            if self._timeline.of_another_clock(sample.lookup.channel, moment.mode):
                self.show_other_clock()
                return
        if sample is None and self.channel is not None:
            self.show_not_there([self.channel], self.tr("picture"))
        else:
            self.show_absence(sample, none=self.tr("No camera in this log"), icon="camera-off")

    def _say(self, sample: Sample, moment: Moment) -> None:
        """All that the strips say."""
        assert self._timeline is not None
        self.strips.show_picture(
            sample, self._timeline, scale=self.picture.scale, plain=self.picture.tone.plain,
            wide=self.width() >= theme.px(_WIDE),
        )  # fmt: skip
        self._say_drawn(sample, moment)

    def _say_drawn(self, sample: Sample, moment: Moment) -> None:
        self.strips.show_drawn(sample, moment, self._overlay, draws=self.draws, under=self._under)

    def _on_hovered(self, under: tuple[int, int, tuple[int, int, int] | None] | None) -> None:
        self._under = "" if under is None else pixel_text(*under)
        before, self._pixel = self._pixel, None if under is None else under[:2]
        if self._pixel != before:
            self.hover_changed.emit()
        if self.sample is not None and self._moment is not None and self.sample.current:
            self._say_drawn(self.sample, self._moment)

    def _on_overlays_toggled(self, _: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.look_changed.emit()
        if self._moment is not None:
            self.show_moment(self._moment)
        self.wants_changed.emit()

    def _on_drawing_asked(self, name: str, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.set_overlays(on=self.overlays.isChecked(), drawn={name: on})

    def _on_shown_anew(self) -> None:
        """The strips say how large and how bright the picture is shown."""
        if self.sample is not None and self._moment is not None and self.sample.current:
            self._say(self.sample, self._moment)
