"""A layout: how the desk is arranged and what its views are set to, as a value and as the text of a file.

It must not know Qt, logs or folders. Whatever a log may lack (channels, signals) is named and never required: where it
is not there, what is there takes its place. Reading is total: a text is a layout, or `LayoutError` says why not.
"""

import math
from typing import Annotated, Literal, get_args

import msgspec

from app.ui.layouts.tile import FURTHER, Tile, fault

VERSION = 2
"""What is written. 2: there may be further cameras."""
_READ = (1, 2)
"""What is read: all of version 1 means the same in version 2."""
MOST_BYTES = 1 << 18
Page = Literal["decision", "record", "object", "evidence", "problems"]
Preset = Literal["chase", "top", "driver", "free"]
ColourName = Literal["height", "intensity", "ring", "range", "age", "class"]
Sweeps = Literal[1, 2, 5, 10, 20]
MOST_SIGNS = 400
"""Of a name, a unit or an expression."""
MOST_PLOTS, MOST_SIGNALS = 64, 6
"""Of a layout, and of a plot."""
_Text = Annotated[str, msgspec.Meta(max_length=MOST_SIGNS)]


class LayoutError(ValueError):
    """A layout cannot be read, kept or found; the text says why, for people."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all pieces of a layout are: values that are written and read just as they are."""


class Form(Part, frozen=True, kw_only=True):
    """How the desk is laid out in a window of one kind."""

    desk: Tile
    merged: bool
    """Whether the timeline merges its densities, and leaves out bookmarks and the whole log in little."""


class Overlays(Part, frozen=True, kw_only=True):
    """What is drawn on pictures; `on`: whether anything is."""

    on: bool = True
    points: bool = True
    boxes: bool = True
    paths: bool = True
    candidates: bool = True
    lanes: bool = True


class CameraLook(Part, frozen=True, kw_only=True):
    """What a camera view shows."""

    channel: _Text | None = None
    """The camera by preference; None: as the log has them."""
    overlays: Overlays = Overlays()


class ColourRange(Part, frozen=True, kw_only=True):
    """Between which numbers the colours of points run, for one way to colour them."""

    of: ColourName
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError("the range of a colour ends where it begins, or before")


class SpaceLook(Part, frozen=True, kw_only=True):
    """How the 3D view looks at things."""

    preset: Preset = "chase"
    follow: bool = True
    colour: ColourName = "height"
    sweeps: Sweeps = 1
    shaded: bool = False
    ranges: Annotated[tuple[ColourRange, ...], msgspec.Meta(max_length=len(get_args(ColourName)))] = ()
    """Where they are not the usual ones."""


class Logged(Part, frozen=True, kw_only=True, tag_field="is", tag="logged"):
    """A signal as the log has it."""

    channel: _Text
    field: _Text


class Reckoned(Part, frozen=True, kw_only=True, tag_field="is", tag="derived"):
    """A signal reckoned from others by an expression."""

    name: _Text
    text: _Text
    unit: _Text = ""


class PlotLook(Part, frozen=True, kw_only=True):
    """One plot."""

    subject: _Text = ""
    signals: Annotated[tuple[Logged | Reckoned, ...], msgspec.Meta(min_length=1, max_length=MOST_SIGNALS)]


class Layout(Part, frozen=True, kw_only=True):
    """All of it."""

    wide: Form
    compact: Form
    """The form in a small window; neither touches the other."""
    page: Page = "decision"
    """Of the inspector."""
    camera: CameraLook = CameraLook()
    second: CameraLook = CameraLook()
    further: Annotated[tuple[CameraLook, ...], msgspec.Meta(max_length=len(FURTHER))] = ()
    """The third camera and on; those that are missing are as usual."""
    space: SpaceLook = SpaceLook()
    plots: Annotated[tuple[PlotLook, ...], msgspec.Meta(max_length=MOST_PLOTS)] | None = None
    """None: what is usual for the log."""
    hidden: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=4096)] = ()
    """Channels that are not shown."""

    @property
    def looks(self) -> tuple[CameraLook, ...]:
        """Of all cameras that a layout can have, in their order."""
        usual = (CameraLook(),) * (len(FURTHER) - len(self.further))
        return self.camera, self.second, *self.further, *usual


class _Head(msgspec.Struct):
    incident_replay_layout: int


class _File(Layout, frozen=True, kw_only=True):
    incident_replay_layout: int


def written(layout: Layout) -> bytes:
    """The text of its file."""
    fields = {name: getattr(layout, name) for name in layout.__struct_fields__}
    return msgspec.json.format(msgspec.json.encode({"incident_replay_layout": VERSION, **fields}), indent=2) + b"\n"


def read(text: bytes) -> Layout:
    """The layout of a file.

    Raises:
        LayoutError: it is none, or none that this program knows; says what is wrong and where.
    """
    if len(text) > MOST_BYTES:
        raise LayoutError(f"it is larger than {MOST_BYTES // 1024} KiB, which no layout is")
    try:
        version = msgspec.json.decode(text, type=_Head).incident_replay_layout
        if version not in _READ:
            raise LayoutError(f"it is of version {version}, this program reads {_READ[0]} to {_READ[-1]}")
        file = msgspec.json.decode(text, type=_File)
        for name, form in (("wide", file.wide), ("compact", file.compact)):
            wrong = fault(form.desk)
            if wrong is not None:
                raise LayoutError(f"it cannot be laid out: {wrong} - at `$.{name}.desk`")
    except msgspec.ValidationError as error:
        raise LayoutError(f"it is no layout: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LayoutError(f"it is not JSON: {error}") from error
    except RecursionError as error:
        raise LayoutError("it is no layout: it goes too deep") from error
    return Layout(**{name: getattr(file, name) for name in Layout.__struct_fields__})
