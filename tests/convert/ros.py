"""ROS messages for tests, serialised by a library that shares no code with the converter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rosbags.interfaces import Nodetype
from rosbags.typesys import Stores, get_types_from_msg, get_typestore
from rosbags.typesys.store import Typestore

NS = 10**9
T0 = 1_600_000_000 * NS


@dataclass
class Ros:
    """A set of types. `values` of a message may leave members out: they are zero, empty, or the unit quaternion."""

    ros1: bool = False
    store: Typestore = field(init=False)

    def __post_init__(self) -> None:
        self.store = get_typestore(Stores.ROS1_NOETIC if self.ros1 else Stores.ROS2_HUMBLE)
        if self.ros1:
            self.add("tf2_msgs/msg/TFMessage", "geometry_msgs/TransformStamped[] transforms\n")

    def add(self, name: str, text: str) -> None:
        """Add a type by its definition."""
        self.store.register(get_types_from_msg(text, name))

    def definition(self, name: str) -> str:
        """The definition with all that it uses, as recorders write it."""
        return str(self.store.generate_msgdef(name, ros_version=1 if self.ros1 else 2)[0])

    def bytes(self, name: str, values: dict[str, Any]) -> bytes:
        """A message."""
        made = self._message(name, values)
        serialise = self.store.serialize_ros1 if self.ros1 else self.store.serialize_cdr
        return bytes(serialise(made, name))

    def _message(self, name: str, values: dict[str, Any]) -> Any:
        members = self.store.fielddefs[name][1]
        if strange := values.keys() - {member for member, _ in members}:
            raise KeyError(f"{name} has no {strange}")
        return self.store.types[name](**{m: self._value(node, values.get(m), name) for m, node in members})

    def _value(self, node: Any, value: Any, within: str) -> Any:
        kind, inside = node
        if kind == Nodetype.NAME:
            if inside.endswith("/Time"):
                value = {"sec": (value or 0) // NS, "nanosec": (value or 0) % NS}
            if inside.endswith("/Quaternion") and value is None:
                value = {"w": 1.0}
            return self._message(inside, value or {})
        if kind == Nodetype.BASE:
            return value if value is not None else {"string": "", "bool": False}.get(inside[0], 0)
        of, count = inside
        if of[0] == Nodetype.BASE and of[1][0] != "string":
            dtype = np.dtype({"octet": "uint8", "char": "uint8", "byte": "uint8"}.get(of[1][0], of[1][0]))
            if value is None:
                return np.zeros(count if kind == Nodetype.ARRAY else 0, dtype=dtype)
            return np.frombuffer(value, dtype=dtype) if isinstance(value, bytes) else np.array(value, dtype=dtype)
        return [self._value(of, one, within) for one in value or []]


def header(t_ns: int, frame: str = "base_link") -> dict[str, Any]:
    """A header."""
    return {"stamp": t_ns, "frame_id": frame}


def cloud(points: np.ndarray, t_ns: int = T0, frame: str = "lidar", **more: Any) -> dict[str, Any]:
    """A PointCloud2 of structured points, one row unless `height` says more."""
    types = {"i1": 1, "u1": 2, "i2": 3, "u2": 4, "i4": 5, "u4": 6, "f4": 7, "f8": 8}
    fields = [
        {"name": name, "offset": offset, "datatype": types[dtype.str[1:]], "count": 1}
        for name, (dtype, offset, *_) in (points.dtype.fields or {}).items()
    ]
    height = more.pop("height", 1)
    step = points.dtype.itemsize
    return {
        "header": header(t_ns, frame),
        "height": height,
        "width": len(points) // height,
        "fields": fields,
        "point_step": step,
        "row_step": step * (len(points) // height),
        "data": points.tobytes(),
        "is_dense": True,
        **more,
    }
