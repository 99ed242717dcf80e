"""The CAN frames of a comma2k19 segment: as they were, by signals of a CAN database, and openpilot's commands in them.

It must not know where databases lie. Frames of bus 128 and above were sent by openpilot on bus 0 and above
(commaai/openpilot, panda). Signals: commaai/opendbc, generated for Toyota.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps
from app.convert.comma2k19.arrays import CLOCK, Arrays
from app.convert.encodings.dbc import Database, Message
from app.kinds.code import DrivingMode, Indicator, Issuer
from app.kinds.control import CONTROL_LAYOUT
from app.kinds.decision import Decision, Reason
from app.kinds.document import encode_document
from app.kinds.field import Field
from app.kinds.reference import ModelRef
from app.kinds.row_layout import RowLayout
from app.kinds.state import STATE_LAYOUT

FOLDER = "processed_log/CAN/raw_can"
OPENPILOT = ModelRef(name="openpilot")
SENT = 128
_BYTES = 8
_UNKNOWN = 255
_MOST_DECISION_BYTES = 1024
_FRAME = RowLayout(
    (
        Field(name="bus", type="|u1", description="bus; from 128 on: sent by openpilot on the bus of 128 less"),
        Field(name="address", type="<u4", description="CAN identifier"),
        Field(name="length", type="|u1", unit="B", unknown=_UNKNOWN,
              description="bytes of the frame as the CAN database has them; the source lost zeros at the end"),
        Field(name="kept", type="|u1", unit="B", description="bytes that the source kept, up to the last not 0"),
        *(Field(name=f"byte_{number}", type="|u1", description="0 where the source kept none") for number in range(8)),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames in the order of the source: `data` (n, 8), the rest (n,)."""

    stamps: Stamps
    bus: npt.NDArray[np.int64]
    address: npt.NDArray[np.int64]
    data: npt.NDArray[np.uint8]
    kept: npt.NDArray[np.int64]

    def of(self, message: Message, bus: int) -> npt.NDArray[np.int64]:
        """The rows of a message on a bus that are not longer than it."""
        return np.flatnonzero((self.address == message.address) & (self.bus == bus) & (self.kept <= message.size))


def frames_of(arrays: Arrays) -> Frames | None:
    """The frames of a segment; None if one of the arrays is not there, or cannot be read, which is counted."""
    stamps = arrays.stamps(f"{FOLDER}/t")
    parts = [arrays.array(f"{FOLDER}/{name}") for name in ("src", "address", "data")]
    if stamps is None or any(part is None for part in parts):
        return None
    src, address, data = (part for part in parts if part is not None)
    if data.dtype.kind != "S" or data.ndim != 1 or data.dtype.itemsize > _BYTES:
        arrays.tree.refuse(arrays.at(f"{FOLDER}/data"), f"holds {data.dtype} of shape {data.shape}, not byte strings")
        return None
    if any(part.dtype.kind not in "iu" or part.ndim != 1 for part in (src, address)):
        arrays.tree.refuse(arrays.at(FOLDER), "src or address are no whole numbers")
        return None
    when, rows = stamps
    count = min(len(src), len(address), len(data))
    here = rows < count
    arrays.tree.losses.add(arrays.at(FOLDER), "a frame without a stamp, or of which a part is missing",
                           max(len(src), len(address), len(data), len(when)) - int(here.sum()))  # fmt: skip
    rows, when = rows[here], when[here]
    plain = np.zeros((len(rows), _BYTES), dtype=np.uint8)
    plain[:, : data.dtype.itemsize] = np.ascontiguousarray(data[rows]).view(np.uint8).reshape(len(rows), -1)
    ends = np.where(plain != 0, np.arange(1, _BYTES + 1), 0).max(axis=1, initial=0)
    good = (src[rows] >= 0) & (src[rows] < 2 * SENT) & (address[rows] >= 0) & (address[rows] < 2**29)
    arrays.tree.losses.add(arrays.at(FOLDER), "a frame of a bus or an address that CAN has not", int((~good).sum()))
    return Frames(
        Stamps(capture_ns=when[good], clock=CLOCK), src[rows][good].astype(np.int64),
        address[rows][good].astype(np.int64), plain[good], ends[good].astype(np.int64),
    )  # fmt: skip


def add_can(channels: Channels, arrays: Arrays, frames: Frames, database: Database | None) -> None:
    """Add all channels that frames make."""
    rows = np.zeros(len(frames.bus), dtype=_FRAME.dtype)
    rows["bus"], rows["address"], rows["kept"], rows["length"] = frames.bus, frames.address, frames.kept, _UNKNOWN
    for number in range(_BYTES):
        rows[f"byte_{number}"] = frames.data[:, number]
    messages = database.messages.values() if database is not None else ()
    for message in messages:
        for bus in (0, SENT):
            rows["length"][frames.of(message, bus)] = message.size
    channels.add_bursts(
        "/can", "signals", "rows", frames.stamps, rows, _FRAME, description="every frame, those of one stamp together"
    )
    known = int((rows["length"] != _UNKNOWN).sum())
    arrays.told.append(
        f"the source lost zeros at the end of CAN frames: of {known} the length is that of the CAN database, of "
        f"{len(rows) - known} it is not known"
    )
    used: set[str] = set()
    for message in messages:
        for bus in (0, SENT):
            _message(channels, frames, message, bus, used)
    if messages:
        _state(channels, arrays, frames, {message.name: message for message in messages})
        _decisions(channels, arrays, frames, {message.name: message for message in messages})


def _message(channels: Channels, frames: Frames, message: Message, bus: int, used: set[str]) -> None:
    """The signals of one message on one bus."""
    at = frames.of(message, bus)
    if not len(at) or not message.signals:
        return
    layout = RowLayout(tuple(signal.column() for signal in message.signals))
    values = layout.unknown(len(at))
    for name, numbers in message.decoded(frames.data[at]).items():
        values[name] = numbers
    name = f"/can/{'sent' if bus >= SENT else 'bus'}{bus % SENT}/{message.name}"
    name = name if name not in used else f"{name}_{message.address:#x}"
    used.add(name)
    channels.add_rows(name, "signals", frames.stamps.some(at), values, layout=layout)


@dataclass(frozen=True, slots=True)
class _StateSignal:
    """A signal that is a column of `state`; `codes`: its numbers and ours, None: the number as a share of the whole."""

    channel: str
    message: str
    signal: str
    column: str
    codes: dict[int, int] | None = None


_SHARES: Mapping[str, float] = MappingProxyType({"%": 0.01})
"""What one of a unit is of the whole. "1", as opendbc's files say of nearly every signal, says nothing."""

_STATE_SIGNALS = (
    _StateSignal("/vehicle/cruise", "PCM_CRUISE", "CRUISE_ACTIVE", "driving_mode",
                 codes={0: DrivingMode.MANUAL, 1: DrivingMode.ASSISTED}),
    _StateSignal("/vehicle/indicator", "BLINKERS_STATE", "TURN_SIGNALS", "indicator",
                 codes={1: Indicator.LEFT, 2: Indicator.RIGHT, 3: Indicator.OFF}),
    _StateSignal("/vehicle/accelerator", "GAS_PEDAL", "GAS_PEDAL", "accelerator_pedal"),
)  # fmt: skip


def _state(channels: Channels, arrays: Arrays, frames: Frames, messages: dict[str, Message]) -> None:
    for wanted in _STATE_SIGNALS:
        message = messages.get(wanted.message)
        at = frames.of(message, 0) if message is not None else np.zeros(0, dtype=np.int64)
        if message is None or not len(at):
            continue
        numbers = message.decoded(frames.data[at]).get(wanted.signal)
        if numbers is None:
            continue
        rows = STATE_LAYOUT.unknown(len(at))
        if wanted.codes is None:
            unit = next(one.column().unit for one in message.signals if one.name == wanted.signal)
            if unit not in _SHARES:
                arrays.told.append(
                    f"the CAN database says {unit!r} of {wanted.signal}, which is no share: it is in no column of state"
                )
                continue
            rows[wanted.column] = numbers.astype(np.float64) * _SHARES[unit]
        else:
            for theirs, ours in wanted.codes.items():
                rows[wanted.column][numbers == theirs] = ours
        said = f"{wanted.signal} of {wanted.message} on bus 0"
        channels.add_rows(wanted.channel, "state", frames.stamps.some(at), rows, description=said)


def _decisions(channels: Channels, arrays: Arrays, frames: Frames, messages: dict[str, Message]) -> None:
    """What openpilot commanded: a decision and a command to the actuators for each frame that it sent."""
    found = False
    for name, what, reason in (
        ("STEERING_LKA", "steering", _steering),
        ("ACC_CONTROL", "acceleration", _acceleration),
    ):
        message = messages.get(name)
        at = frames.of(message, SENT) if message is not None else np.zeros(0, dtype=np.int64)
        if message is None or not len(at):
            continue
        found = True
        signals = message.decoded(frames.data[at])
        commands = CONTROL_LAYOUT.unknown(len(at))
        commands["cycle"], commands["issuer"] = np.arange(len(at)), Issuer.ASSISTANCE
        if name == "ACC_CONTROL" and "ACCEL_CMD" in signals:
            commands["acceleration"] = signals["ACCEL_CMD"]
        stamps = frames.stamps.some(at)
        channels.add_each(
            f"/openpilot/{what}", "decision", "json", stamps, _made(signals, reason),
            sizes=np.full(len(at), _MOST_DECISION_BYTES),
            description=f"as commanded by {name}; alternatives were not logged",
        )  # fmt: skip
        channels.add_rows(
            f"/openpilot/{what}/control", "control", stamps, commands,
            description=f"{name}; cycle is that of the decision on /openpilot/{what}",
        )  # fmt: skip
    if found:
        arrays.told.append(
            "commands of openpilot are taken as its decisions: what it weighed, why, and its version were not logged"
        )
        arrays.told.append("the torque of STEERING_LKA is in counts of the car's steering and stays with its signals")


def _made(signals: dict[str, npt.NDArray[Any]], reason: Callable[[dict[str, float]], Reason]) -> Callable[[int], bytes]:
    def decision(row: int) -> bytes:
        said = reason({name: values[row].item() for name, values in signals.items()})
        made = Decision(cycle=row, model=OPENPILOT, inputs=(), candidates=(), chosen=None, reason=said)
        return encode_document(made, of=Decision)

    return decision


def _steering(signals: dict[str, float]) -> Reason:
    request, torque = signals.get("STEER_REQUEST"), signals.get("STEER_TORQUE_CMD")
    code = {1: "steering_commanded", 0: "no_steering_commanded"}.get(int(request or 0), "steering")
    return _as_commanded(code, f"STEER_REQUEST {request}, STEER_TORQUE_CMD {torque} counts")


def _acceleration(signals: dict[str, float]) -> Reason:
    cancel, wanted = signals.get("CANCEL_REQ"), signals.get("ACCEL_CMD")
    code = "cancel_commanded" if cancel else "acceleration_commanded"
    return _as_commanded(code, f"ACCEL_CMD {'unknown' if wanted is None else format(wanted, '.3f')} m/s^2")


def _as_commanded(code: str, said: str) -> Reason:
    return Reason(code=code, text=f"as commanded on CAN; alternatives were not logged: {said}")
