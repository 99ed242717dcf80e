"""Everything shown at one instant: of each channel the sample that is current, what it contains, and where it stands.

It must not know how samples are found, nor how they are drawn. All views get the same object, so that no two of them
can show different times.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from app.chain.check import Checked
from app.log.channel import Mode
from app.scene.content import Content
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
    def current(self) -> bool:
        """Whether there is something that may be shown as current."""
        return self.lookup.presence is Presence.CURRENT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment:
    """One instant of a drive. `t_ns` is on the time scale of its first segment."""

    t_ns: int
    mode: Mode
    samples: Mapping[str, Sample]
    draft: bool
    """Pictures may be coarser than stored, and earlier samples missing; a full moment follows."""
    number: int
    """Of the request that it answers: a later one has a larger number."""
    earlier: Mapping[str, tuple[Sample, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """What came before the current sample of a channel, newest first, where a view wants that."""
    waiting: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Of which channels so many earlier samples are still being read: a draft comes without them."""

    @property
    def worst(self) -> Standing:
        """The worst standing among the samples that are current."""
        return max((sample.standing for sample in self.samples.values() if sample.current), default=Standing.INTACT)

    def ground(self, kinds: Collection[str]) -> tuple[object, ...]:
        """What is reckoned from records of some kinds, such as overlays, comes from this: what equals it need not be
        reckoned again. Contents count by their identity, which they keep as long as this is held.
        """
        now, before = (
            tuple((one.lookup, one.content, one.standing) for one in some if one.lookup.kind in kinds)
            for some in (self.samples.values(), (one for those in self.earlier.values() for one in those))
        )
        return self.t_ns, self.mode, now, before, tuple(self.waiting.items())

    def of_kind(self, kind: str) -> Iterator[Sample]:
        """The samples of the channels of a kind, in the order of the channel table."""
        return (sample for sample in self.samples.values() if sample.lookup.kind == kind)
