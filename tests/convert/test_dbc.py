"""CAN databases: signals of both byte orders against values reckoned by hand, and against those of a real car.

Must not know recordings.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.encodings.dbc import Database, DbcError, Signal, database_of
from app.convert.encodings.npy import array_of

DATA = Path(__file__).parent / "data" / "comma2k19"
CAN = DATA / "b0c9d2329ad1606b_2018-08-02--08-34-47" / "40" / "processed_log" / "CAN"
TEXT = """VERSION ""
BO_ 100 ENGINE: 8 ECU
 SG_ Intel12 : 4|12@1+ (0.5,-10) [0|0] "rpm" X
 SG_ IntelSigned : 16|8@1- (1,0) [0|0] "" X,Y
 SG_ Motorola16 : 31|16@0- (0.01,0) [0|0] "km/h"  X
 SG_ MotorolaBits : 45|4@0+ (1,0) [0|15] "" X
 SG_ Whole : 0|64@1+ (1,0) [0|0] "" X

BO_ 2566844672 EXTENDED : 4 ECU
 SG_ Real : 0|32@1- (2,1) [0|0] "m/s" X
BO_ 300 SWITCHED: 2 ECU
 SG_ Page M : 0|8@1+ (1,0) [0|3] "" X
 SG_ First m0 : 8|8@1+ (1,0) [0|0] "" X
 SG_ Second m1 : 8|8@1- (1,0) [0|0] "" X
CM_ SG_ 100 Intel12 "speed of
the crankshaft";
VAL_ 100 MotorolaBits 2 "open" 1 "shut" -1 "never" ;
SIG_VALTYPE_ 2566844672 Real : 1;
"""


def signal(database: Database, message: str, name: str) -> Signal:
    found = next(one for one in database.messages.values() if one.name == message)
    return next(one for one in found.signals if one.name == name)


def decoded(text: str, message: str, *frames: str) -> dict[str, list[float]]:
    database = database_of(text.encode())
    raw = np.array([list(bytes.fromhex(frame).ljust(8, b"\0")) for frame in frames], dtype=np.uint8)
    found = next(one for one in database.messages.values() if one.name == message)
    return {name: values.tolist() for name, values in found.decoded(raw).items()}


def test_by_hand() -> None:
    """Byte 0 f0, byte 1 ff: bits 4 to 15 are all ones, 4095 / 2 - 10; bytes 3 and 4 big-endian: fe0c = -500."""
    found = decoded(TEXT, "ENGINE", "f0ff80fe0c2a0000", "0000000000000000")
    assert found["Intel12"] == [2037.5, -10.0]
    assert found["IntelSigned"] == [-128, 0]
    assert found["Motorola16"] == [-5.0, 0.0]
    # byte 5 is 2a = 00101010: the four bits from bit 5 down
    assert found["MotorolaBits"] == [0b1010, 0]
    assert found["Whole"] == [int.from_bytes(bytes.fromhex("f0ff80fe0c2a0000"), "little"), 0]


def test_floats_and_extended_addresses() -> None:
    assert decoded(TEXT, "EXTENDED", np.float32(3.5).tobytes().hex()) == {"Real": [8.0]}
    assert 2566844672 in database_of(TEXT.encode()).messages


def test_switched_signals_are_there_only_on_their_page() -> None:
    found = decoded(TEXT, "SWITCHED", "0005", "01ff", "0201")
    assert found["Page"] == [0, 1, 2]
    assert [math.isnan(one) for one in found["First"]] == [False, True, True]
    assert (found["First"][0], found["Second"][1]) == (5, -1)


UNKNOWN_SWITCH = "a switched signal, of which the switch is not known, not the only one, or has several values"


def test_a_switch_is_compared_as_it_stands_in_the_frame() -> None:
    """Scaled by 10, with an offset and a sign: page 200 is the byte 200 all the same."""
    text = """BO_ 7 A: 2 X
 SG_ Page M : 0|8@1- (10,5) [0|0] "" X
 SG_ First m200 : 8|8@1+ (1,0) [0|0] "" X
"""
    found = decoded(text, "A", "c805", "d705")
    assert found["Page"] == [-555, -405]
    assert (found["First"][0], math.isnan(found["First"][1])) == (5, True)


@pytest.mark.parametrize(
    ("switch", "count"),
    [
        ("", 2),
        (' SG_ Page M : 12|8@1+ (1,0) [0|0] "" X', 2),  # beside its message
        (' SG_ Page M : 0|8@2+ (1,0) [0|0] "" X', 2),  # not as the format has it
        (' SG_ Page M : 0|8@1+ (1,0) [0|0] "" X\n SG_ Other M : 0|8@1+ (1,0) [0|0] "" X', 2),
        (' SG_ Page M : 0|4@1+ (1,0) [0|0] "" X\n SG_ Other m0M : 4|4@1+ (1,0) [0|0] "" X', 2),
        (' SG_ Page M : 0|8@1+ (1,0) [0|0] "" X\nSG_MUL_VAL_ 7 First Page 0-0, 3-3;', 1),
        (' SG_ Page M : 0|8@1+ (1,0) [0|0] "" X\nSG_MUL_VAL_ 7 First Page 0-3;', 1),
        (' SG_ Page M : 0|8@1+ (1,0) [0|0] "" X\nSG_MUL_VAL_ 7 First Page 0-0;', None),
    ],
)
def test_without_a_usable_switch_what_depends_on_it_is_not_decoded(switch: str, count: int | None) -> None:
    text = f"""BO_ 7 A: 2 X
 SG_ First m0 : 8|8@1+ (1,0) [0|0] "" X
 SG_ Second m1 : 8|8@1+ (1,0) [0|0] "" X
{switch}
"""
    database = database_of(text.encode())
    assert database.refused.get(UNKNOWN_SWITCH) == count
    kept = {one.name for one in database.messages[7].signals}
    assert kept & {"First", "Second"} == ({"Second"} if count == 1 else {"First", "Second"} if count is None else set())
    one = signal(database_of(TEXT.encode()), "SWITCHED", "First")
    assert np.isnan(one.values(np.zeros((3, 8), dtype=np.uint8), None)).all()


def test_comments_meanings_and_columns() -> None:
    database = database_of(TEXT.encode())
    column = signal(database, "ENGINE", "Intel12").column()
    assert (column.type, column.unit, column.description) == ("<f8", "rpm", "speed of the crankshaft")
    bits = signal(database, "ENGINE", "MotorolaBits").column()
    assert (bits.type, dict(bits.codes or {})) == ("|u1", {2: "open", 1: "shut"})
    assert signal(database, "ENGINE", "IntelSigned").column().type == "|i1"


@given(st.integers(1, 64), st.integers(0, 63), st.booleans(), st.booleans(), st.binary(min_size=8, max_size=8))
def test_as_bit_by_bit(length: int, start: int, motorola: bool, signed: bool, frame: bytes) -> None:
    """Against a decoder that walks one bit at a time, as the format describes it."""
    one = Signal(name="x", start=start, length=length, motorola=motorola, signed=signed, scale=1.0, offset=0.0, unit="")
    bits, at = [], start
    for _ in range(length):
        if not 0 <= at < 64:
            assert not one.fits(8)
            return
        bits.append(frame[at // 8] >> (at % 8) & 1)
        at = at + 1 if not motorola else (at - 1 if at % 8 else at + 15)
    assert one.fits(8)
    bits = bits if motorola else bits[::-1]
    wanted = int("".join(map(str, bits)), 2)
    wanted -= 2**length if signed and bits[0] else 0
    found = one.values(np.frombuffer(frame, dtype=np.uint8).reshape(1, 8), None)
    assert found.tolist() == [wanted]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('BO_ 9 A: 8 X\n SG_ a : 0|8@2+ (1,0) [0|0] "" X', "a signal (SG_) that is not as the format has it"),
        ('BO_ 9 A: 8 X\n SG_ a : 0|8@1+ (1e999,0) [0|0] "" X', "a signal (SG_) that is not as the format has it"),
        ('BO_ 9 A: 8 X\n SG_ a : 0|8@1+ (0,0) [0|0] "" X', "a signal (SG_) that is not as the format has it"),
        ('BO_ 9 A: 8 X\n SG_ a m1M : 0|8@1+ (1,0) [0|0] "" X', "a switch that is itself switched"),
        ('BO_ 9 A: 2 X\n SG_ a : 12|8@1+ (1,0) [0|0] "" X', "a signal beside its message"),
        ('BO_ 9 A: 2 X\n SG_ a : 8|10@0+ (1,0) [0|0] "" X', "a signal beside its message"),
        ('BO_ 9 A: 8 X\n SG_ a : 0|0@1+ (1,0) [0|0] "" X', "a signal beside its message"),
        ('BO_ 9 A: 64 X\n SG_ a : 0|8@1+ (1,0) [0|0] "" X', "a signal of a message of more than 8 bytes"),
        ('BO_ x A: 8 X\n SG_ a : 0|8@1+ (1,0) [0|0] "" X', "a signal of no message"),
        ("BO_ 100 AGAIN: 8 X", "a message that is there already"),
    ],
)
def test_what_cannot_be_used_is_counted(line: str, why: str) -> None:
    assert database_of(f"{TEXT}\n{line}\n".encode()).refused.get(why) == 1


def test_what_is_none() -> None:
    for raw in (b"", b"hello", bytes(range(256)) * 100):
        with pytest.raises(DbcError, match="no CAN database"):
            database_of(raw)
    assert database_of('BO_ 1 T: 8 X\n SG_ a : 0|8@1+ (1,0) [0|0] "°C" X\n'.encode("cp1252")).messages


def test_of_two_databases_the_first_says_what_a_message_is() -> None:
    other = database_of(b"BO_ 100 OTHER: 8 X\nBO_ 7 MORE: 8 X\n")
    both = database_of(TEXT.encode()).joined(other)
    assert (both.messages[100].name, both.messages[7].name) == ("ENGINE", "MORE")
    assert both.refused == {"a message that another database has already": 1}


def frames(address: int, bus: int) -> np.ndarray:
    src, addresses, data = (array_of((CAN / "raw_can" / name).read_bytes()) for name in ("src", "address", "data"))
    return np.asarray(data[(addresses == address) & (src == bus)].view(np.uint8).reshape(-1, 8))


def test_a_real_car() -> None:
    """Wheel speeds and the steering angle that comma.ai decoded from the same frames, to the last bit of a float64."""
    first, second = ((DATA / "dbc" / name).read_bytes() for name in ("_toyota_2017.dbc", "_toyota_adas_standard.dbc"))
    database = database_of(first).joined(database_of(second))
    assert not database.refused
    assert len(database.messages) == 55
    wheels = database.messages[0xAA].decoded(frames(0xAA, 0))
    wanted = array_of((CAN / "wheel_speed" / "value").read_bytes())
    for column, name in enumerate(("FL", "FR", "RL", "RR")):
        assert np.abs(wheels[f"WHEEL_SPEED_{name}"] / 3.6 - wanted[:, column]).max() < 1e-14
    steering = database.messages[0x25].decoded(frames(0x25, 0))
    angle = steering["STEER_ANGLE"] + steering["STEER_FRACTION"]
    assert (angle == array_of((CAN / "steering_angle" / "value").read_bytes())).all()
    cruise = database.messages[0x1D2].decoded(frames(0x1D2, 0))["CRUISE_ACTIVE"]
    assert sorted(set(cruise.tolist())) == [0, 1]
