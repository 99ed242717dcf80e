"""The sample incidents by name, and the making of one: simulate, take the pictures, seal.

It must not know the command line.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from app import __version__
from app.record.plan import Capacity
from app.simulate.aboard.tape import Draft
from app.simulate.aboard.truth import Truth
from app.simulate.drive import Drive
from app.simulate.picture.origin import Pictures, Progress
from app.simulate.samples.crossing import crossing
from app.simulate.samples.cut_in import cut_in
from app.simulate.samples.stalled_truck import stalled_truck
from app.simulate.scenario import Scenario
from app.simulate.sealing.identity import parameter_sets, plan
from app.simulate.sealing.numbering import Numbering
from app.simulate.sealing.repeating import Repeating
from app.simulate.sealing.seal import Sealing, seal
from app.simulate.sealing.thin import thin, thin_rig
from app.simulate.sensors.rig import Rig, compact, full
from app.simulate.world.stage import Shot

_CHECKPOINTS = 1024
"""Room for a minute of bursts: a full segment would rotate before its time, where `Numbering` does not foresee it."""
SAMPLES: Mapping[str, tuple[Callable[[], Scenario], Callable[[], Scenario]]] = MappingProxyType(
    {
        "crossing": (crossing, lambda: crossing(lead_s=12.8, seconds=20.0)),
        "cut-in": (cut_in, lambda: cut_in(seconds=20.0)),
        "stalled-truck": (stalled_truck, lambda: stalled_truck(lead_s=6.5, seconds=21.0)),
    }
)
"""Each sample in its short and its long version."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A drive that was simulated: its records in order of arrival, pictures not yet made, and the truth."""

    scenario: Scenario
    rig: Rig
    seed: int
    drafts: tuple[Draft, ...]
    truth: Truth
    power_lost: bool

    @property
    def shots(self) -> list[Shot]:
        """The pictures to be made, in order."""
        return [draft.content for draft in self.drafts if isinstance(draft.content, Shot)]

    def with_pictures(self, pictures: list[bytes]) -> Iterator[Draft]:
        """The records, each with its picture."""
        left = iter(pictures)
        for draft in self.drafts:
            yield replace(draft, content=next(left)) if isinstance(draft.content, Shot) else draft


def simulate(name: str, *, seed: int | None = None, whole: bool = False, progress: Progress | None = None) -> Simulated:
    """Let a sample happen; `seed` None: the one whose story its README tells. `whole`: the long version, large rig.

    `progress` is told simulated and planned milliseconds.
    """
    scenario = SAMPLES[name][int(whole)]()
    seed = scenario.seed if seed is None else seed
    rig = full() if whole else compact()
    return run(scenario, rig, seed=seed, progress=progress)


def run(scenario: Scenario, rig: Rig, *, seed: int, progress: Progress | None = None) -> Simulated:
    """Let a scenario happen."""
    drive = Drive(scenario, rig, seed=seed)
    drafts = []
    for draft in drive.records():
        drafts.append(draft)
        if progress is not None:
            progress((draft.t_arrival_ns - scenario.boot_ns) // 1_000_000, round(scenario.seconds * 1000))
    return Simulated(scenario, rig, seed, tuple(drafts), drive.truth, drive.power_lost_ns is not None)


def write(simulated: Simulated, work: Path, *, pictures: Pictures, progress: Progress) -> list[Path]:
    """Take the pictures and seal the drive into `work`; the segments. Raises as `seal` and the pictures do."""
    taken = pictures.take(simulated.shots, progress)
    return seal(simulated.with_pictures(taken), sealing(simulated, pictures=taken), work)


def write_repeated(
    simulated: Simulated, work: Path, *, count: int, thinned: bool, pictures: Pictures, progress: Progress
) -> list[Path]:  # fmt: skip
    """Lay the drive end to end `count` times and seal it into `work`; the segments. Raises as `write`.

    `progress` is told of records, for thin payloads need no pictures.
    """
    if thinned:
        simulated = replace(simulated, rig=thin_rig(simulated.rig))
    taken = [] if thinned else pictures.take(simulated.shots, progress)
    how = sealing(simulated, f"{count} times{', thin' if thinned else ''}", pictures=taken)
    how = replace(how, plan=replace(how.plan, capacity=Capacity(checkpoints=_CHECKPOINTS)))
    channels = how.plan.channels
    drafts = list(thin(simulated.drafts, channels) if thinned else simulated.with_pictures(taken))
    period_ns = round(simulated.scenario.seconds * 1e9)
    repeating = Repeating(drafts, channels, period_ns=period_ns)
    numbering = Numbering(begin_ns=how.begin_ns, segment_ns=how.plan.segment_ns)
    total = count * repeating.records

    def counted() -> Iterator[Draft]:
        for number, draft in enumerate(repeating.rounds(count, numbering)):
            yield draft
            progress(number + 1, total)

    return seal(counted(), replace(how, proven=numbering.proven), work)


def sealing(simulated: Simulated, variant: str = "once", *, pictures: Sequence[bytes] = ()) -> Sealing:
    """How such a drive is sealed, with these pictures; none: its pictures are left out."""
    scenario = simulated.scenario
    planned = plan(scenario, simulated.rig)
    # what differs in a single byte, such as pictures of another renderer, must not share ids and keys: that is a fork
    content = sha256(f"{planned!r}{simulated.power_lost}".encode())
    for draft in simulated.drafts:
        told = draft.content.document() if isinstance(draft.content, Shot) else draft.content
        raw = told if isinstance(told, bytes) else repr(told).encode()
        content.update(repr((draft.t_arrival_ns, draft.channel, draft.t_capture_ns, draft.trace, len(raw))).encode())
        content.update(raw)
    for picture in pictures:
        content.update(sha256(picture).digest())
    identity = f"{scenario.name}/{simulated.seed}/{variant}/{__version__}/{content.hexdigest()}"
    return Sealing(
        plan=planned,
        identity=identity,
        begin_ns=scenario.boot_ns,
        utc_offset_ns=scenario.utc_ns - scenario.boot_ns,
        texts=parameter_sets(scenario),
        power_lost=simulated.power_lost,
    )
