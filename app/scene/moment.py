"""Everything shown at one instant: of each channel the sample that is current, and what is drawn of them all.

It must not know how samples are found, nor how anything is drawn. All views get the same object, so that no two of them
can show different times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.kinds.decision import Decision
from app.scene.overlay import Overlay
from app.scene.placed import Placed
from app.scene.sampled import Sampled
from app.scene.traced import Traced, Untraced


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment(Sampled):
    """One instant of a drive, ready to be shown."""

    draft: bool
    """Pictures may be coarser than stored, and earlier samples missing; a full moment follows."""
    number: int
    """Of the request that it answers: a later one has a larger number."""
    scene: Placed | None = None
    """All things in space; None: no view wants it. A finer moment of the same instant has the same object, as long as
    nothing changes it: then it need not be drawn again.
    """
    overlays: Mapping[str, Overlay] = field(default_factory=lambda: MappingProxyType({}))
    """What lies on the pictures of cameras, of those whose views want it; the same object again, as above. Ages in it
    are those of when it was first reckoned: say those of the samples.
    """
    traced: Traced | Untraced | None = None
    """The trace of the decision that is wanted, or why it has none; None: no view wants it, or there is no decision."""

    @property
    def subject(self) -> str | None:
        """The object that the present decision speaks of."""
        for sample in self.of_kind("decision"):
            if sample.current and isinstance(sample.document, Decision):
                return sample.document.reason.object
        return None


def moment_of(
    sampled: Sampled,
    *,
    draft: bool,
    number: int,
    scene: Placed | None,
    overlays: Mapping[str, Overlay],
    traced: Traced | Untraced | None = None,
) -> Moment:
    """The moment of an instant that was sampled."""
    return Moment(
        t_ns=sampled.t_ns, mode=sampled.mode, samples=sampled.samples, earlier=sampled.earlier, waiting=sampled.waiting,
        draft=draft, number=number, scene=scene, overlays=overlays, traced=traced,
    )  # fmt: skip
