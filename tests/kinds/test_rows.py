"""Packed rows: the layout of every kind spelled out by hand, and nothing converted on the way to bytes.

Must not use the layouts to read what they wrote.
"""

import math
import struct
from enum import IntEnum
from typing import Any

import numpy as np
import pytest

from app.kinds import code
from app.kinds.actuation import ACTUATION_LAYOUT
from app.kinds.candidates import CANDIDATES_LAYOUT
from app.kinds.cloud import XYZ_I16
from app.kinds.code import DrivingMode, Gear, Indicator
from app.kinds.control import CONTROL_LAYOUT
from app.kinds.field import Field, coded, counted, real
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.imu import IMU_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.radar import DETECTIONS
from app.kinds.row_layout import RowLayout, column_offsets
from app.kinds.state import STATE_LAYOUT

# type, then the names of the columns that follow each other with it
STATE = """
<f8 odometer
<f4 speed speed_indicated wheel_speed_front_left wheel_speed_front_right wheel_speed_rear_left wheel_speed_rear_right
    acceleration_longitudinal acceleration_lateral acceleration_normal yaw_rate roll_angle pitch_angle
    delta_v_longitudinal delta_v_lateral steering_wheel_angle steering_wheel_rate steering_wheel_torque road_wheel_angle
    accelerator_pedal engine_throttle engine_speed brake_pedal brake_pressure supply_voltage
<u4 ignition_cycles automation_activations
|u1 driving_mode driver_hands_on driver_attentive gear service_brake parking_brake
    indicator brake_light low_beam high_beam daytime_light position_light front_fog_light rear_fog_light reversing_light
    horn wiper
    belt_driver belt_passenger belt_rear_left belt_rear_middle belt_rear_right
    airbag_lamp airbag_driver airbag_passenger airbag_side_left airbag_side_right airbag_curtain_left
    airbag_curtain_right airbag_knee_driver pretensioner_driver pretensioner_passenger
    occupant_driver occupant_passenger seat_foremost_driver seat_foremost_passenger
    abs esc traction_control aeb emergency_steering cruise_control lane_keeping blind_spot automated_driving
    pedestrian_protection emergency_call tyre_pressure_lamp
"""
POSE = """
<f8 x y z qw qx qy qz
<f4 velocity_x velocity_y velocity_z rate_x rate_y rate_z
    cov_x_x cov_x_y cov_x_z cov_x_roll cov_x_pitch cov_x_yaw cov_y_y cov_y_z cov_y_roll cov_y_pitch cov_y_yaw
    cov_z_z cov_z_roll cov_z_pitch cov_z_yaw cov_roll_roll cov_roll_pitch cov_roll_yaw cov_pitch_pitch cov_pitch_yaw
    cov_yaw_yaw
|u1 source
"""
GNSS = """
<f8 latitude_deg longitude_deg altitude altitude_msl
<i8 utc_ns
<f4 speed course climb heading cov_ee cov_en cov_eu cov_nn cov_nu cov_uu hdop vdop horizontal_accuracy vertical_accuracy
    speed_accuracy
|u1 satellites_used satellites_visible fix
"""
IMU = """
<f8 rate_x rate_y rate_z acceleration_x acceleration_y acceleration_z magnetic_x magnetic_y magnetic_z
<f4 temperature
"""
RADAR = """
<f4 range azimuth elevation radial_velocity rcs snr range_std azimuth_std radial_velocity_std existence
<u4 detection
|u1 motion
"""
CONTROL = """
<u4 cycle candidate
<f4 acceleration speed curvature road_wheel_angle steering_wheel_angle steering_torque drive_torque brake_pressure
    error_lateral error_heading error_speed
|u1 issuer gear indicator brake_light horn
"""
ACTUATION = """
<u8 command_sequence
<f4 road_wheel_angle steering_wheel_angle steering_torque drive_torque brake_torque brake_pressure acceleration
<u4 cycle
|u1 issuer steering drive brake
"""
CANDIDATES = """
<u4 cycle candidate
<f4 t x y yaw v a
"""
CLOUD = """
<i2 x y z
|u1 intensity ring
"""

LAYOUTS = {
    "state": (STATE_LAYOUT, STATE, 160),
    "pose": (POSE_LAYOUT, POSE, 165),
    "gnss": (GNSS_LAYOUT, GNSS, 103),
    "imu": (IMU_LAYOUT, IMU, 76),
    "radar": (DETECTIONS, RADAR, 45),
    "control": (CONTROL_LAYOUT, CONTROL, 57),
    "actuation": (ACTUATION_LAYOUT, ACTUATION, 44),
    "candidates": (CANDIDATES_LAYOUT, CANDIDATES, 32),
    "cloud": (XYZ_I16, CLOUD, 8),
}


def spelled(text: str) -> list[tuple[str, str, int]]:
    """Name, type and offset of every column of the table above."""
    columns, offset, type_ = [], 0, ""
    for word in text.split():
        if word[0] in "<|":
            type_ = word
        else:
            columns.append((word, type_, offset))
            offset += int(type_[2])
    return columns


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_is_the_one_spelled_out(name: str) -> None:
    layout, text, size = LAYOUTS[name]
    offsets = column_offsets(layout.dtype)
    assert [(column.name, column.type, offsets[column.name]) for column in layout.fields] == spelled(text)
    assert layout.row_bytes == layout.dtype.itemsize == size


def test_bytes_of_a_state_row() -> None:
    rows = STATE_LAYOUT.unknown(2)
    rows["odometer"][0] = 12_345.5
    rows["speed"][0] = 13.5
    rows["supply_voltage"][0] = 12.25
    rows["ignition_cycles"][0] = 77
    rows["driving_mode"][0] = DrivingMode.TRANSITION_DEMAND
    rows["gear"][0] = Gear.DRIVE
    rows["indicator"][0] = Indicator.HAZARD
    rows["tyre_pressure_lamp"][0] = code.OnOff.ON
    raw = STATE_LAYOUT.encode(rows)
    assert len(raw) == 320
    first = struct.unpack("<d24f2I48B", raw[:160])
    assert first[0] == 12_345.5
    assert (first[1], first[24]) == (13.5, 12.25)
    assert all(math.isnan(value) for value in first[2:24])
    assert first[25:27] == (77, 2**32 - 1)
    assert first[27:34] == (4, 0, 0, 4, 0, 0, 4)
    assert first[34:75] == (0,) * 40 + (2,)
    assert struct.unpack_from("<f", raw, 8) == (13.5,)
    assert (raw[112], raw[115], raw[118], raw[159]) == (4, 4, 4, 2)


def test_bytes_of_a_cloud_of_8_byte_points() -> None:
    points = np.zeros(3, dtype=XYZ_I16.dtype)
    points["x"], points["y"], points["z"] = [1, -2, 32767], [256, 0, -32768], [-1, 3, 4]
    points["intensity"], points["ring"] = [255, 0, 7], [0, 127, 255]
    raw = XYZ_I16.encode(points)
    assert raw == bytes.fromhex("01000001ffffff00") + bytes.fromhex("feff00000300007f") + bytes.fromhex(
        "ff7f0080040007ff"
    )
    plain = np.frombuffer(raw, dtype="<i2").reshape(3, 4)
    assert plain[:, 0].tolist() == [1, -2, 32767]


def test_candidates_are_exactly_packed_words() -> None:
    rows = np.zeros(2, dtype=CANDIDATES_LAYOUT.dtype)
    rows["cycle"], rows["candidate"] = 7, [0, 2**32 - 1]
    rows["t"], rows["x"], rows["a"] = [0.0, 0.5], [1.0, 2.0], -3.5
    raw = CANDIDATES_LAYOUT.encode(rows)
    words = np.frombuffer(raw, dtype="<u4").reshape(2, 8)
    floats = np.frombuffer(raw, dtype="<f4").reshape(2, 8)
    assert words[:, :2].tolist() == [[7, 0], [7, 2**32 - 1]]
    assert floats[:, 2:].tolist() == [[0.0, 1.0, 0, 0, 0, -3.5], [0.5, 2.0, 0, 0, 0, -3.5]]


def test_no_rows_are_no_bytes() -> None:
    assert CANDIDATES_LAYOUT.encode(CANDIDATES_LAYOUT.unknown(0)) == b""


def test_unknown_rows_say_unknown_in_every_column() -> None:
    row = GNSS_LAYOUT.unknown(1)[0]
    assert math.isnan(row["latitude_deg"])
    assert row["utc_ns"] == -(2**63)
    assert row["satellites_used"] == 255
    assert row["fix"] == 0
    assert ACTUATION_LAYOUT.unknown(1)[0]["command_sequence"] == 2**64 - 1


PAIR = RowLayout((real("a", "m", "first"), counted("b", "1", "second", type_="<u2")))


def test_nothing_is_converted() -> None:
    good = np.zeros(4, dtype=PAIR.dtype)
    wrong: list[tuple[type[Exception], str, Any]] = [
        (TypeError, "plain numpy array, not list", [(1.0, 2)]),
        (TypeError, "plain numpy array, not recarray", good.view(np.recarray)),
        (TypeError, "plain numpy array, not MaskedArray", np.ma.masked_array(good)),
        (TypeError, "without columns", np.zeros(4, "<f4")),
        (TypeError, r"column 0 \('a', '>f4', 0\) where \('a', '<f4', 0\)", good.astype([("a", ">f4"), ("b", "<u2")])),
        (TypeError, "column 0 .'b', '<u2', 0", np.zeros(4, [("b", "<u2"), ("a", "<f4")])),
        (
            TypeError,
            "2 columns in 8 bytes where 2 in 6",
            good.astype(np.dtype([("a", "<f4"), ("b", "<u2")], align=True)),
        ),
        (TypeError, "1 columns in 4 bytes", np.zeros(4, [("a", "<f4")])),
        (ValueError, r"not of shape \(2, 2\)", good.reshape(2, 2)),
        (ValueError, "not C-contiguous", good[::2]),
    ]
    for error, text, rows in wrong:
        with pytest.raises(error, match=text):
            PAIR.encode(rows)
    assert PAIR.encode(good) == bytes(24)


def test_layout_refuses_what_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="0 columns; 1 to 512"):
        RowLayout(())
    with pytest.raises(ValueError, match="513 columns"):
        RowLayout(tuple(real(f"c{number}", "1", "") for number in range(513)))
    with pytest.raises(ValueError, match="named twice: a"):
        RowLayout((real("a", "m", ""), real("b", "m", ""), real("a", "m", "")))


class Colour(IntEnum):
    UNKNOWN = 0
    RED = 300


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"name": ""}, "no name for a column"),
        ({"name": " a"}, "no name for a column"),
        ({"name": "a\n"}, "no name for a column"),
        ({"name": "a" * 129}, "no name for a column"),
        ({"type": ">f4"}, "none of <f4"),
        ({"type": "<f2"}, "none of <f4"),
        ({"type": "|O"}, "none of <f4"),
        ({"type": "|u1", "unknown": 256}, "256 does not fit"),
        ({"type": "|u1", "unknown": -1}, "-1 does not fit"),
        ({"type": "<i2", "unknown": 32768}, "32768 does not fit"),
        ({"type": "<i2", "unknown": 0.0}, "0.0 does not fit"),
        ({"type": "|u1", "unknown": True}, "True does not fit"),
        ({"type": "<f4", "unknown": 1e39}, "does not fit"),
        ({"type": "<f4", "codes": {1: "one"}}, "codes are integers"),
        ({"type": "|u1", "codes": {256: "one"}}, "256 does not fit"),
    ],
)
def test_field_refuses_what_does_not_fit(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Field(**{"name": "a", "type": "<f4"} | arguments)
    with pytest.raises(ValueError, match="300 does not fit"):
        coded("colour", Colour, "")


ENUMS = [value for value in vars(code).values() if isinstance(value, type) and issubclass(value, IntEnum)]


def test_zero_is_unknown_in_every_table_of_codes() -> None:
    tables = [enum for enum in ENUMS if enum is not IntEnum]
    assert len(tables) == 13
    for table in tables:
        assert table["UNKNOWN"].value == 0
        assert [entry.value for entry in table] == list(range(len(table)))
        assert len(table) <= 255
