"""Kind `decision`: one planning cycle: what was weighed, what was chosen, why, and why nothing else.

It must not know the trajectories (those are rows of `candidates`), nor whether the decision was right.
"""

from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.explanation import Explanation
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import (
    Fraction,
    Identifier32,
    Metres,
    MetresPerSecond,
    Name,
    Nanoseconds,
    Number,
    Seconds,
    TimeStamp,
)
from app.kinds.reference import ExternalInstruction, Input, ModelRef, RecordRef

Costs = dict[Name, Number]


class Reason(Document, frozen=True, kw_only=True):
    """Why something was chosen or rejected."""

    code: Annotated[
        Name,
        Meta(
            description="short code",
            examples=["yield_to_pedestrian", "collision", "red_light", "off_road", "comfort", "higher_cost"],
        ),
    ]
    text: Annotated[str | None, Meta(description="a sentence for people")] = None
    object: Annotated[Name | None, Meta(description="id of the track that matters, as in `objects`")] = None
    distance: Annotated[Metres | None, Meta(description="distance to it along the path")] = None
    time: Annotated[Seconds | None, Meta(description="time to it, such as a time to collision")] = None


class Candidate(Document, frozen=True, kw_only=True):
    """One manoeuvre that was weighed. Its points are the rows of that id in `candidates`."""

    id: Annotated[Identifier32, Meta(description="id, unique in the cycle")]
    manoeuvre: Annotated[
        Name, Meta(description="what it does", examples=["keep_lane", "stop", "brake_hard", "swerve_left", "yield"])
    ]
    costs: Annotated[Costs, Meta(max_length=256, description="cost terms by name, weighted, as added up")]
    total: Annotated[
        Number | None, Meta(description="total cost; null: not reckoned, as for some that are not feasible")
    ]
    feasible: Annotated[bool, Meta(description="whether it could be driven")]
    rejected: Annotated[Reason | None, Meta(description="why it was not chosen; null for the chosen one")] = None
    probability: Annotated[Fraction | None, Meta(description="probability, for planners that give one")] = None
    end_speed: Annotated[MetresPerSecond | None, Meta(description="speed at its end")] = None


class Latency(Document, frozen=True, kw_only=True):
    """How long one stage took."""

    stage: Annotated[
        Name, Meta(description="stage", examples=["sensor", "perception", "prediction", "planning", "control"])
    ]
    duration_ns: Annotated[Nanoseconds, Meta(description="time taken")]
    start_ns: Annotated[TimeStamp | None, Meta(description="when it began")] = None


class Decision(Document, frozen=True, kw_only=True):
    """One planning cycle, published at t_arrival. Records of `candidates` share its trace id and its cycle.

    Raises:
        ValueError: two candidates have one id, or the chosen one is not among them.
    """

    cycle: Annotated[Identifier32, Meta(description="number of the planning cycle")]
    model: Annotated[ModelRef, Meta(description="what decided: name, version, weights, parameters, training data")]
    inputs: Annotated[tuple[Input, ...], Meta(max_length=1024, description="the records it rests on")]
    candidates: Annotated[tuple[Candidate, ...], Meta(max_length=4096, description="what was weighed")]
    chosen: Annotated[Identifier32 | None, Meta(description="id of the chosen candidate; null: none, see the reason")]
    reason: Annotated[Reason, Meta(description="why")]
    confidence: Annotated[Fraction | None, Meta(description="confidence in the choice, as the planner gives it")] = None
    mode: Annotated[
        Name | None,
        Meta(
            description="who drives, as the planner saw it",
            examples=["manual", "assisted", "automated", "transition_demand", "minimum_risk_manoeuvre", "remote"],
        ),
    ] = None
    cycle_start_ns: Annotated[
        TimeStamp | None, Meta(description="when the cycle began; t of `candidates` counts from it")
    ] = None
    frame: Annotated[Name | None, Meta(description="coordinate frame in which it planned")] = None
    fallback: Annotated[bool | None, Meta(description="whether a fallback planner decided")] = None
    models: Annotated[
        tuple[ModelRef, ...], Meta(max_length=64, description="further models involved, such as a learned cost")
    ] = ()
    explanations: Annotated[tuple[Explanation, ...], Meta(max_length=64, description="attributions as logged")] = ()
    instructions: Annotated[
        tuple[ExternalInstruction, ...], Meta(max_length=256, description="external instructions in force")
    ] = ()
    latencies: Annotated[tuple[Latency, ...], Meta(max_length=256, description="time taken by each stage")] = ()
    trajectories: Annotated[RecordRef | None, Meta(description="the record of `candidates` with the points")] = None
    weights: Annotated[Costs | None, Meta(description="weights of the cost terms, by name")] = None

    @property
    def taken(self) -> Candidate | None:
        """The chosen candidate; None: none was chosen."""
        return next((one for one in self.candidates if one.id == self.chosen), None)

    def __post_init__(self) -> None:
        ids = [candidate.id for candidate in self.candidates]
        if len(set(ids)) != len(ids):
            raise ValueError("two candidates of a decision have one id")
        if self.chosen is not None and self.chosen not in ids:
            raise ValueError(f"the chosen candidate {self.chosen} is not among the candidates")


DECISION = Kind(
    name="decision",
    description="One planning cycle with its candidates, the choice and the reasons.",
    frames="the frame named by `frame` of the payload; distances are along the path",
    codecs=json_codec(Decision, "One planning cycle."),
)
