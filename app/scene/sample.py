"""What one channel has at an instant: how it was looked up, the record that was found, and what that contains.

It must not know how samples are found, nor how they are drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from app.chain.check import Checked
from app.kinds.document import Document
from app.scene.content import Content, document_of
from app.scene.rigid import Matrix
from app.scene.setting import Setting
from app.scene.standing import Standing


class Presence(Enum):
    """Whether a channel has something to show at an instant."""

    CURRENT = "current"
    TOO_OLD = "too old"
    """The last sample is older than the channel's maximum age: it is absent, not current."""
    NOT_YET = "not yet"
    """The first sample comes later."""
    EMPTY = "empty"
    """The channel has no record at all."""
    EARLIER = "earlier"
    """It lies before the current one and was asked for with it: shown as what was then, never as current."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How old a sample of a channel may be to be current."""

    max_age_ns: int | None
    """None: it holds until the next one comes."""
    stated: bool
    """Whether the log says so; else it is reckoned from the channel's rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What the timeline found for a channel at an instant; `row` is also given for a sample that is too old."""

    channel: str
    kind: str
    presence: Presence
    rule: Rule
    row: int | None = None
    time_ns: int | None = None
    """By which it was looked up: of the capture, or of the arrival."""
    age_ns: int | None = None
    place: tuple[int, int] = (1, 1)
    """Which of how many samples that share this very time."""
    assumed: bool = False
    """The arrivals of this channel were never measured: what was known when, nobody can say."""
    back: int = 0
    """So many records before the current one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """Where the vehicle was when a sample was captured: `world_from_vehicle` (4, 4) in the frame `world`."""

    world: str
    world_from_vehicle: Matrix
    interpolated: bool
    """Between two poses; else it is the pose `age_ns` before the capture."""
    age_ns: int
    standing: Standing
    """The worse of the poses it was reckoned from."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """What one channel has at an instant. A sample that is absent has neither record nor content."""

    lookup: Lookup
    checked: Checked | None = None
    content: Content | None = None
    problem: str | None = None
    """Why there is no content though there is a record."""
    passing: bool = False
    """Whether the problem is one of the machine at that moment, and none of the log."""
    standing: Standing = Standing.UNCHECKED
    capture_ns: int | None = None
    """On the time scale of the drive; None: not known."""
    arrival_ns: int | None = None
    setting: Setting = field(default_factory=Setting)
    """Of the segment that the record is in."""
    entry: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """Of the channel table of that segment."""
    placement: Placement | None = None

    @property
    def stood(self) -> tuple[object, ...]:
        """Where the vehicle was at its capture, to be compared: in knew-then that becomes better known as poses arrive.
        Empty: nobody knows.
        """
        found = self.placement
        if found is None:
            return ()
        return found.world, found.world_from_vehicle.tobytes(), found.interpolated, found.standing

    @property
    def document(self) -> Document | None:
        """What its record says, if it is JSON that could be decoded."""
        return document_of(self.content)

    @property
    def unread(self) -> bool:
        """Whether its bytes could not be read."""
        return self.checked is not None and unread(self.checked)

    @property
    def current(self) -> bool:
        """Whether there is something that may be shown as current."""
        return self.lookup.presence is Presence.CURRENT


def unread(checked: Checked) -> bool:
    """Whether a record's bytes are not there: its file ends before them, or the device fails."""
    return checked.finding is not None and checked.finding.code in ("READ_ERROR", "SHORT_READ")
