"""The bytes of one segment on their way to storage: each area's share, each failure named.

It must not know what the bytes mean nor when they are due; that order stands in `segment_writer`.
"""

from app.log.directory import Directory
from app.log.leaf import LEAF_SIZE
from app.record.failure import StepError
from app.record.storage import Container

LOCATION_SIZE = 8


class Medium:
    """Writes to the areas of one container. Used by one thread; every call may raise StepError."""

    def __init__(self, container: Container) -> None:
        self.storage = container.storage
        self.directory: Directory = container.directory
        self._part_rows_at = 0

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Write at a byte of the file."""
        try:
            self.storage.write(offset, data)
        except OSError as error:
            raise StepError("storage", "write_failed", error) from error

    def write_salt(self, salt_key: bytes) -> None:
        """Store the salt key."""
        self.write(self.directory.areas["seal/salt"].offset, salt_key)

    def write_leaves(self, first: int, leaves: bytearray, locations: bytearray, part_rows: bytearray) -> None:
        """Write what belongs to the records from index `first` on, one piece an area.

        The leaves come last: if one of the writes fails, there is no leaf without a location.
        """
        areas = self.directory.areas
        if part_rows:
            self.write(areas["seal/part"].offset + self._part_rows_at, part_rows)
            self._part_rows_at += len(part_rows)
        self.write(areas["seal/location"].offset + first * LOCATION_SIZE, locations)
        self.write(areas["seal/leaf"].offset + first * LEAF_SIZE, leaves)

    def sync(self) -> None:
        """Return when everything written is durable."""
        try:
            self.storage.sync()
        except OSError as error:
            raise StepError("storage", "sync_failed", error) from error

    def publish(self) -> None:
        """Give the file its final name."""
        try:
            self.storage.publish()
        except OSError as error:
            raise StepError("storage", "publish_failed", error) from error

    def sync_name(self) -> None:
        """Return when the final name is durable."""
        try:
            self.storage.sync_name()
        except OSError as error:
            raise StepError("storage", "sync_failed", error) from error
