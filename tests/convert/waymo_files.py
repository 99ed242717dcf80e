"""Files of the Waymo Open Dataset, small, made by us: the terms of the real ones keep them out of the project.

Must not know what reads them. Framing and messages: as published, see tfrecord.py and resources/protos/waymo.
"""

from __future__ import annotations

import struct
from typing import Any

from app.convert.waymo.messages import message_class


def checksum(raw: bytes) -> int:
    """CRC-32C bit by bit, masked as TFRecord has it."""
    state = 0xFFFFFFFF
    for byte in raw:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    state ^= 0xFFFFFFFF
    return ((state >> 15 | state << 17) + 0xA282EAD8) & 0xFFFFFFFF


def framed(*records: bytes) -> bytes:
    """Records as a TFRecord has them."""
    made = b""
    for record in records:
        head = struct.pack("<Q", len(record))
        made += head + struct.pack("<I", checksum(head)) + record + struct.pack("<I", checksum(record))
    return made


def message(name: str, **members: Any) -> Any:
    return message_class(name)(**members)


def state(x: float, y: float, heading: float = 0.0, **more: Any) -> dict[str, Any]:
    return {
        "center_x": x, "center_y": y, "center_z": 1.0, "length": 4.5, "width": 2.0, "height": 1.5, "heading": heading,
        "velocity_x": 3.0, "velocity_y": 4.0, "valid": True, **more,
    }  # fmt: skip


def points(*those: tuple[float, float]) -> list[dict[str, float]]:
    return [{"x": x, "y": y, "z": 0.5} for x, y in those]


def features() -> list[dict[str, Any]]:
    lane = {"speed_limit_mph": 25.0, "type": 2, "polyline": points((0, 0), (10, 0)), "exit_lanes": [2, 3],
            "left_boundaries": [{}], "left_neighbors": [{}, {}]}  # fmt: skip
    return [
        {"id": 1, "lane": lane},
        {"id": 4, "road_line": {"type": 7, "polyline": points((0, 2), (10, 2))}},
        {"id": 5, "road_edge": {"type": 2, "polyline": points((0, -2), (10, -2), (float("nan"), 0))}},
        {"id": 6, "stop_sign": {"lane": [1, 2], "position": points((10, 3))[0]}},
        {"id": 7, "crosswalk": {"polygon": points((0, 0), (1, 0), (1, 1))}},
        {"id": 8, "driveway": {"polygon": points((5, 5), (6, 5), (6, 6))}},
        {"id": 9},
        {"id": 10, "speed_bump": {"polygon": points((5, 5), (6, 5), (6, 6))}},
    ]


def scenario(name: str = "0123456789abcdef", **more: Any) -> Any:
    """Three steps: the vehicle itself (index 1) heading along y, a car, and a walker who is seen once."""
    none = {"valid": False, "center_z": -4e-4}
    tracks = [
        {"id": 11, "object_type": 1, "states": [state(1, 2), state(1.3, 2.4), state(1.6, 2.8)]},
        {"id": 99, "object_type": 1, "states": [state(0, step, 1.5707963705062866) for step in range(3)]},
        {"id": 12, "object_type": 2, "states": [none, state(5, 5), none]},
    ]
    lights = [{"lane_states": [{"lane": 1, "state": 4, "stop_point": points((10, 0))[0]}]}, {}, {}]
    return message(
        "Scenario",
        **{
            "scenario_id": name, "timestamps_seconds": [0.0, 0.10002, 0.20004], "current_time_index": 1,
            "sdc_track_index": 1, "tracks": tracks, "map_features": features(), "dynamic_map_states": lights,
            "objects_of_interest": [12], "tracks_to_predict": [{"track_index": 0, "difficulty": 2}], **more,
        },
    )  # fmt: skip
