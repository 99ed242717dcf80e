"""The samples of all channels at one instant, from which everything is reckoned that is shown of it.

It must not know how samples are found, nor what is reckoned from them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.log.channel import Mode
from app.scene.sample import Lookup, Presence, Sample
from app.scene.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sampled:
    """One instant of a drive. `t_ns` is on the time scale of its first segment."""

    t_ns: int
    mode: Mode
    samples: Mapping[str, Sample]
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
            tuple(_fact(one) for one in some if one.lookup.kind in kinds)
            for some in (self.samples.values(), (one for those in self.earlier.values() for one in those))
        )
        return self.t_ns, self.mode, now, before, tuple(self.waiting.items())

    def records(self, kinds: Collection[str]) -> tuple[object, ...]:
        """As `ground`, without time and age: which records there are, and where the vehicle was at their captures.
        What equals it lies in the same places about a vehicle that stands where it stood at one of those.
        """
        there = (one for one in self.samples.values() if one.lookup.kind in kinds)
        return self.mode, *(
            (one.lookup.channel, one.lookup.row, one.lookup.presence, one.content, one.standing, one.stood)
            for one in there
        )

    def alike(self, other: "Sampled", channels: Collection[str]) -> bool:
        """Whether another instant has the same of these channels, and as much of what came before."""
        return (self.t_ns, self.mode) == (other.t_ns, other.mode) and all(
            _facts(self, name) == _facts(other, name) for name in channels
        )

    def of_kind(self, kind: str) -> Iterator[Sample]:
        """The samples of the channels of a kind, in the order of the channel table."""
        return (sample for sample in self.samples.values() if sample.lookup.kind == kind)

    def first_of(self, kinds: Iterable[str]) -> Sample | None:
        """Of some kinds, in this order, the first current sample; else the first one, which says why none is."""
        found = [sample for kind in kinds for sample in self.of_kind(kind)]
        return next((one for one in found if one.current), found[0] if found else None)

    def absent(self, kinds: Collection[str]) -> tuple[Lookup, ...]:
        """The channels of some kinds that have records, and none that may be shown now: too old, or yet to come."""
        gone = (Presence.TOO_OLD, Presence.NOT_YET)
        found = (one.lookup for one in self.samples.values() if one.lookup.kind in kinds)
        return tuple(one for one in found if one.presence in gone)


def _facts(of: Sampled, name: str) -> tuple[object, ...]:
    now = of.samples.get(name)
    there = (() if now is None else (now,)) + of.earlier.get(name, ())
    return of.waiting.get(name), *(_fact(one) for one in there)


def _fact(of: Sample) -> tuple[object, ...]:
    return of.lookup, of.content, of.standing
