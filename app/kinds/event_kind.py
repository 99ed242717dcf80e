"""The published list of event kinds: what each word means, its usual severity, and which rule asks for it.

It must not know how events are found, nor that a log contains any. Other kinds are valid too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.kinds.severity import Severity

_R157 = "UN R157 8"
_STVG_USE = "StVG 1g(1) no. 3"
_STVG_RELEASE = "StVG 1g(1) no. 4"
_STVG_SAFETY = "StVG 1g(1) no. 8"
_STVG_COMMAND = "StVG 1g(1) no. 13"
_EDR = "49 CFR 563"


@dataclass(frozen=True, slots=True)
class EventKind:
    """One word of the list; `rules`: the lists that name such an event, to be confirmed against their text."""

    name: str
    severity: Severity
    meaning: str
    rules: tuple[str, ...] = ()


_KINDS = (
    EventKind("activation", "notice", "the automated driving system took over; cause: the means", (_R157, _STVG_USE)),
    EventKind("deactivation", "notice", "the system gave up control; cause: the means", (_R157, _STVG_USE)),
    EventKind("transition_demand", "warning", "the driver is asked to take over; cause: planned or why not", (_R157,)),
    EventKind("transition_suppressed", "notice", "driver input was reduced or suppressed", (_R157,)),
    EventKind("override", "warning", "the driver overrode the system; cause: the control used", (_R157,)),
    EventKind("emergency_manoeuvre", "warning", "an emergency manoeuvre; phase: begin or end", (_R157,)),
    EventKind("minimum_risk_manoeuvre", "warning", "a minimum-risk manoeuvre; phase: begin or end", (_R157,)),
    EventKind("severe_failure", "critical", "a severe failure of the automated driving system", (_R157,)),
    EventKind("vehicle_failure", "critical", "a severe failure of the vehicle", (_R157,)),
    EventKind("collision", "critical", "contact with something was detected", (_R157, _EDR)),
    EventKind("edr_trigger", "critical", "the event data recorder was triggered; this is its time zero", (_R157, _EDR)),
    EventKind("airbag", "critical", "a restraint deployed; values: deployment times", (_EDR, _STVG_SAFETY)),
    EventKind("manoeuvre_released", "notice", "technical supervision released a manoeuvre", (_STVG_RELEASE,)),
    EventKind("safety_intervention", "warning", "a safety system intervened; cause: which", (_STVG_SAFETY,)),
    EventKind("emergency_braking", "warning", "automatic emergency braking", (_STVG_SAFETY,)),
    EventKind("external_command", "notice", "a command from outside was received", (_STVG_COMMAND,)),
    EventKind("hard_braking", "warning", "deceleration beyond the stated limit"),
    EventKind("near_miss", "warning", "a road user came nearer than the stated limit"),
    EventKind("detection_lost", "warning", "an object that mattered was no longer tracked"),
    EventKind("sensor_dropout", "warning", "a sensor delivered nothing or was called blind"),
    EventKind("latency", "notice", "a stage took longer than the stated limit"),
    EventKind("limit_crossed", "notice", "a value crossed a stated limit"),
    EventKind("operating_domain_exit", "warning", "a condition of the operational design domain no longer holds"),
    EventKind("mark", "info", "a mark that a person set while driving"),
)

EVENT_KINDS: Mapping[str, EventKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
