"""What a camera view says in words: the facts above and below a picture, and what is wrong with it.

It must not know widgets beyond the parts of a strip.
"""

from app.log.channel import Mode
from app.replay.timeline import Timeline
from app.scene.content import Picture
from app.scene.moment import Moment
from app.scene.overlay import Overlay
from app.scene.sample import Sample
from app.scene.standing import Standing
from app.scene.wording import clock_of_day, count, milliseconds, seconds
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.widgets.info_strip import StripPart


def warning_text(standing: Standing) -> str:
    """Of a picture that is not what was recorded, or not proven to be."""
    if standing is Standing.BROKEN:
        return tr("This picture fails its check. Shown as found in the file, not as recorded.")
    return tr("This picture stands behind a break: its place in the log is not proven.")


def frame_text(sample: Sample, timeline: Timeline, mode: Mode) -> str:
    """Which of its camera's pictures it is, counted from 1."""
    assert sample.lookup.row is not None
    return filled(tr("frame %1"), count(timeline.frame(sample.lookup.channel, sample.lookup.row, mode) + 1))


def size_text(picture: Picture, scale: float) -> str:
    """How large it is stored, and how large it is shown."""
    shown = tr("half size for now") if picture.draft else f"{scale * 100:.0f} %"
    return f"{picture.width} × {picture.height} {picture.codec.upper()} · {shown}"


def tone_text(*, plain: bool) -> str:
    """Whether it is shown as bright as it was recorded."""
    return tr("Brightness and contrast as recorded") if plain else tr("Brightness or contrast changed")


def time_texts(sample: Sample, timeline: Timeline) -> list[str]:
    """When it was captured, and how much later it arrived."""
    if sample.capture_ns is None:
        return []
    utc_ns = timeline.utc_ns(sample.capture_ns)
    when = (
        seconds(sample.capture_ns - timeline.span[0], digits=6)
        if utc_ns is None
        else f"{clock_of_day(utc_ns, digits=6)} UTC"
    )
    times = [filled(tr("Captured %1"), when)]
    if timeline.channels[sample.lookup.channel].assumed_arrival:
        times.append(tr("arrival not measured"))
    elif sample.arrival_ns is not None:
        times.append(filled(tr("arrived +%1"), milliseconds(sample.arrival_ns - sample.capture_ns)))
    return times


def overlay_parts(overlay: Overlay | None, moment: Moment) -> list[str | StripPart]:
    """What the lines on a picture mean, and how old it is what they come from."""
    if overlay is None:
        return []
    found: list[str | StripPart] = []
    if overlay.candidates:
        found += [
            StripPart(text=tr("Chosen"), candidate="chosen"),
            StripPart(text=tr("Rejected"), candidate="rejected"),
            StripPart(text=tr("Infeasible"), candidate="infeasible"),
        ]
    points = tr("Points %1 old, thinned")
    if overlay.of > 1:
        points = tr("Points %1 old, 1/%2 of them for now")
    for kind, words, there in (
        ("objects", tr("Boxes %1 old"), overlay.boxes),
        ("decision", tr("Plan %1 old"), overlay.candidates),
        ("cloud", points, overlay.points),
    ):
        one = next((one for one in moment.of_kind(kind) if one.current), None) if there else None
        if one is not None and one.lookup.age_ns is not None:
            found.append(filled(words, milliseconds(one.lookup.age_ns), overlay.of))
    return found


def pixel_text(column: int, row: int, value: tuple[int, int, int] | None) -> str:
    """The pixel under the pointer."""
    return f"x {column}  y {row}" + ("" if value is None else f"  RGB {value[0]} {value[1]} {value[2]}")
