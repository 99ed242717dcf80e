"""MCAP files for tests, written by the library of the format."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from mcap.writer import CompressionType, IndexType, Writer

from tests.convert.ros import Ros

Said = tuple[str, str, int, dict[str, Any]]
"""Topic, type, log time, members."""


@dataclass
class McapOut:
    """One file. `options` are those of the writer."""

    path: Path
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._written = BytesIO()
        self.writer: Any = Writer(self._written, **{"compression": CompressionType.ZSTD, **self.options})
        self.writer.start("test", "test")
        self._channels: dict[Any, int] = {}

    def raw(self, topic: str, log_ns: int, data: bytes, *, encoding: str, type_: str = "", schema: bytes = b"",
            schema_encoding: str = "", publish_ns: int | None = None, sequence: int = 0) -> None:  # fmt: skip
        """One message as bytes."""
        key = (topic, type_, encoding, schema)
        if key not in self._channels:
            number = self.writer.register_schema(type_, schema_encoding, schema) if type_ else 0
            self._channels[key] = self.writer.register_channel(topic, encoding, number)
        self.writer.add_message(
            self._channels[key], log_ns, data, publish_ns if publish_ns is not None else log_ns, sequence
        )

    def ros(self, types: Ros, topic: str, type_: str, log_ns: int, values: dict[str, Any], **more: Any) -> None:
        """One message of ROS."""
        self.raw(
            topic, log_ns, types.bytes(type_, values), encoding="ros1" if types.ros1 else "cdr", type_=type_,
            schema=types.definition(type_).encode(), schema_encoding="ros1msg" if types.ros1 else "ros2msg", **more,
        )  # fmt: skip

    def json(self, topic: str, type_: str, log_ns: int, values: Any, schema: Any = None, **more: Any) -> None:
        """One message as JSON."""
        self.raw(
            topic, log_ns, json.dumps(values).encode(), encoding="json", type_=type_,
            schema=json.dumps(schema or {"type": "object"}).encode(), schema_encoding="jsonschema", **more,
        )  # fmt: skip

    def done(self) -> Path:
        """Close it."""
        self.writer.finish()
        self.path.write_bytes(self._written.getvalue())
        return self.path


def ros_file(path: Path, messages: Iterable[Said], types: Ros | None = None, **options: Any) -> Path:
    """A file of ROS messages."""
    out = McapOut(path, options)
    types = types or Ros()
    for topic, type_, log_ns, values in messages:
        out.ros(types, topic, type_, log_ns, values)
    return out.done()


PLAIN = {"use_chunking": False, "index_types": IndexType.NONE, "use_statistics": False, "use_summary_offsets": False}
"""A file without chunks, indexes and counts."""
