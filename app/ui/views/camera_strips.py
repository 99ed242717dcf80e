"""The strips of a camera view: what is wrong with a picture and when it was taken above it, what lies on it below.

They must not know where a sample came from, nor the picture's widget: they are told how it is shown.
"""

from app.replay.timeline import Timeline
from app.scene.content import Picture
from app.scene.moment import Moment
from app.scene.overlay import Overlay
from app.scene.sample import Sample
from app.scene.standing import Standing
from app.scene.wording import grouped
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.pane import MARKS
from app.ui.views import camera_words as words
from app.ui.widgets.info_strip import InfoStrip, StripPart


class CameraStrips:
    """Three strips, one of them seen only where a picture is not what was recorded."""

    def __init__(self, top: InfoStrip, bottom: InfoStrip) -> None:
        self.top, self.bottom = top, bottom
        self.warning = InfoStrip()
        self.warning.hide()

    def clear(self) -> None:
        """There is no picture to say anything of."""
        self.warning.hide()
        for strip in (self.top, self.bottom):
            strip.set_left()
            strip.set_right()

    def show_warning(self, sample: Sample) -> None:
        """A picture that is not what was recorded says so above itself, for as long as it is shown."""
        self.warning.setVisible(sample.standing >= Standing.AFTER_BREAK)
        self.warning.set_left(
            StripPart(text=words.warning_text(sample.standing), verdict=MARKS[sample.standing], tone="t1")
        )

    def show_picture(self, sample: Sample, timeline: Timeline, *, scale: float, plain: bool, wide: bool) -> None:
        """When it was taken, and how it is shown: `scale` screen pixels a stored one, `plain` as bright as recorded."""
        self.top.set_left(*words.time_texts(sample, timeline))
        if not isinstance(sample.content, Picture):
            self.top.set_right()
            return
        tone = () if plain and not wide else (words.tone_text(plain=plain),)
        # what is as it should be gives way to the times
        self.top.set_right(
            words.size_text(sample.content, scale), *([from_below(note) for note in sample.content.notes] or tone)
        )

    def show_drawn(self, sample: Sample, moment: Moment, overlay: Overlay | None, *, draws: bool, under: str) -> None:
        """What is `under` the pointer, else what is drawn on it and how old that is; which leaf it is."""
        left: list[str | StripPart] = []
        if under:
            left.append(under)
        elif draws:
            left += words.overlay_parts(overlay, moment)
        if overlay is not None and overlay.left_out:
            left.append(StripPart(text=from_below(overlay.left_out[0]), tone="warn"))
        self.bottom.set_left(*left)
        if sample.checked is not None:
            leaf = sample.checked.record.fields
            self.bottom.set_right(
                StripPart(
                    text=filled(tr("leaf %1"), grouped(leaf.payload_root, ends=3)), verdict=MARKS[sample.standing]
                )
            )
