"""What the parts of the simulated vehicle share: the world they are in, the clock, the tape, and the newest of each.

A part publishes by leaving something here when it has arrived; another that looks sees what had arrived by then, and
nothing later. It must not know what any part does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.kinds.code import DrivingMode
from app.kinds.document import Document, encode_document
from app.kinds.reference import RecordRef
from app.kinds.row_layout import Rows
from app.kinds.text import TextLine
from app.simulate.aboard.schedule import Schedule
from app.simulate.aboard.supply import Device, Supply
from app.simulate.aboard.tape import Link, Tape
from app.simulate.aboard.truth import Truth
from app.simulate.driving.driver import Driver
from app.simulate.driving.planner import Choice
from app.simulate.driving.predictor import Forecast
from app.simulate.scenario import PerceptionModel, Scenario
from app.simulate.sensors.camera import Glimpse
from app.simulate.sensors.localisation import Localisation, Pose
from app.simulate.sensors.rig import Rig
from app.simulate.world.chance import Chance
from app.simulate.world.world import World


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that arrived: where it stands, when it was taken, and what it shows."""

    reference: RecordRef
    link: Link
    capture_ns: int
    glimpses: Mapping[int, Glimpse]


@dataclass(frozen=True, slots=True)
class Echoes:
    """What a radar delivered last: its detections, when they were measured, and where they stand."""

    reference: RecordRef
    link: Link
    rows: Rows
    t_ns: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What perception and predictor published last: forecasts, of which instant, the records, and how long they took.

    `stages_ns` are beginning and duration of each stage by name.
    """

    forecasts: tuple[Forecast, ...]
    t_ns: int
    objects: RecordRef
    prediction: RecordRef
    link: Link
    stages_ns: Mapping[str, tuple[int, int]]
    model: PerceptionModel


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision in force: when its cycle began, and where it stands."""

    choice: Choice
    cycle: int
    began_ns: int
    link: Link
    reference: RecordRef


@dataclass(frozen=True, slots=True)
class Perceived:
    """How long perception took for the newest sweep, ms, and where its objects stand."""

    took_ms: float
    reference: RecordRef
    link: Link


@dataclass(frozen=True, slots=True)
class RoadState:
    """What the vehicle holds the friction of the road to be, since when, and the record that says so."""

    friction: float
    t_ns: int
    reference: RecordRef
    link: Link


@dataclass(slots=True)
class Aboard:
    """The vehicle's parts meet here. Used by one thread."""

    scenario: Scenario
    rig: Rig
    world: World
    schedule: Schedule
    tape: Tape
    chance: Chance
    truth: Truth
    driver: Driver
    supply: Supply
    localisation: Localisation
    model: PerceptionModel
    cameras: Mapping[str, Device]
    mode: DrivingMode = DrivingMode.AUTOMATED
    volts: float = 13.9
    pose: tuple[Pose, RecordRef, Link] | None = None
    picture: Picture | None = None
    radars: dict[str, Echoes] = field(default_factory=dict)
    outlook: Outlook | None = None
    decided: Decided | None = None
    road_state: RoadState | None = None
    stopping: str | None = None
    """Why a minimum-risk manoeuvre is under way; None: none is."""
    struck: bool = False
    """A contact was felt."""
    bonnet_raised: bool = False
    perceived: Perceived | None = None
    dropped: dict[str, int] = field(default_factory=dict)

    @property
    def of_picture(self) -> tuple[Link | None, tuple[RecordRef, ...]]:
        """The newest picture of the front: its trace and where it stands."""
        return (None, ()) if self.picture is None else (self.picture.link, (self.picture.reference,))

    @property
    def of_decision(self) -> tuple[Link | None, tuple[RecordRef, ...]]:
        """The decision that is carried out: its trace and where it stands; none while the driver drives."""
        decided = self.decided
        return (None, ()) if decided is None or self.driver.drives else (decided.link, (decided.reference,))

    def say(self, level: str, logger: str, message: str, t_ns: int, *, link: Link | None = None) -> None:
        """A line of the vehicle's own log."""
        line = TextLine(message=message, level=level, logger=logger)
        self.put("/log", line, t_ns, of=TextLine, link=link)

    def put(
        self, channel: str, document: Document, t_ns: int, *, of: type[Document], capture_ns: int | None = None,
        link: Link | None = None,
    ) -> RecordRef:  # fmt: skip
        """A JSON record arrived."""
        return self.tape.put(channel, encode_document(document, of=of), t_ns, capture_ns=capture_ns, link=link)
