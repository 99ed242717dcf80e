"""How full the areas of a segment are: where the next bytes go, and whether another record would still fit.

It must not know what is written. Rule: sealed-log.md section 7.5, step 9.
"""

from collections.abc import Iterable

from app.kinds.channel_spec import ChannelSpec
from app.kinds.system import size_limit
from app.log.directory import PART_SIZE, SLOT_SIZE, Directory
from app.log.leaf import LEAF_SIZE, SYSTEM_CHANNEL

LAST_RECORDS = 2
"""Kept free behind every record: the EPOCH of a checkpoint that is due, and END."""
SECTOR = 4096
_LARGEST_SYSTEM = size_limit("EVENT")
# of EPOCH and END: the members of fixed number, and a count and a dropped counter a channel
_FIXED_BYTES = 1024
_BYTES_PER_CHANNEL = 64


def _last_records_bytes(channels: int) -> int:
    """Bytes that an EPOCH and an END need at most in a segment of so many channels, each in sectors of its own."""
    return LAST_RECORDS * (SECTOR + min(size_limit("END"), _FIXED_BYTES + _BYTES_PER_CHANNEL * (channels + 1)))


class Areas:
    """Fill levels of the areas of one container. Used by one thread."""

    def __init__(self, directory: Directory, channels: Iterable[ChannelSpec]) -> None:
        """Begin with empty areas for the channels of the table and for the system records."""
        table = list(channels)
        areas = directory.areas
        self._directory = directory
        self._largest = {SYSTEM_CHANNEL: _LARGEST_SYSTEM, **{c.id: c.max_bytes for c in table}}
        self._aligned = {SYSTEM_CHANNEL, *(c.id for c in table if c.row_bytes == 1)}
        self._reserve = {SYSTEM_CHANNEL: _last_records_bytes(len(table))}
        self._written: set[int] = set()
        self._used = dict.fromkeys(self._largest, 0)
        self._sizes = {channel: self._size(channel) for channel in self._largest}
        self._leaves = areas["seal/leaf"].size // LEAF_SIZE
        self._slots = areas["seal/checkpoint"].size // SLOT_SIZE
        self._part_rows = areas["seal/part"].size // PART_SIZE if "seal/part" in areas else 0
        self._leaves_used = self._slots_used = self._part_rows_used = 0
        self._full = False

    @property
    def full(self) -> bool:
        """Whether an area could not take its largest record and the last records, so that the segment must close."""
        return self._full

    def fits(self, channel: int, length: int, *, parts: int = 1) -> bool:
        """Whether this very record fits, with room for the last records behind it."""
        rows = parts if parts > 1 else 0
        return (
            length <= self._sizes[channel] - self._used[channel] - self._reserve.get(channel, 0)
            and self._leaves_used + 1 + LAST_RECORDS <= self._leaves
            and self._slots_used + LAST_RECORDS <= self._slots
            and self._part_rows_used + rows <= self._part_rows
        )

    def could_ever_fit(self, channel: int, length: int, *, parts: int = 1) -> bool:
        """Whether an empty segment could take this record, with room for the last records behind it."""
        rows = parts if parts > 1 else 0
        return length <= self._sizes[channel] - self._reserve.get(channel, 0) and rows <= self._part_rows

    def place(self, channel: int, length: int, *, parts: int = 1) -> tuple[int, int]:
        """Take room for a payload; returns its location in the area and its offset in the file."""
        location = self._used[channel]
        area = self._directory.channel(channel)
        assert area is not None
        assert area.holds(location, length)
        assert self._leaves_used < self._leaves
        self._used[channel] += length
        self._written.add(channel)
        self._leaves_used += 1
        self._part_rows_used += parts if parts > 1 else 0
        if not self.fits(channel, self._largest[channel]):
            self._full = True
        return location, area.offset + location

    def place_slot(self) -> int:
        """Take the next checkpoint slot; returns its offset in the file."""
        number = self._slots_used
        assert number < self._slots
        self._slots_used += 1
        if self._slots_used + LAST_RECORDS > self._slots:
            self._full = True
        return self._directory.areas["seal/checkpoint"].offset + number * SLOT_SIZE

    def settle(self) -> None:
        """What is in the areas is durable: later payloads share no sector with it, where no rows would be torn apart.

        A sector that a power cut tears while it is written is unreadable as a whole. GENESIS and the EPOCH records,
        on which every later proof rests, are so out of its reach.
        """
        for channel in self._written:
            if channel in self._aligned:
                self._used[channel] = -(-self._used[channel] // SECTOR) * SECTOR
        self._written.clear()

    def _size(self, channel: int) -> int:
        area = self._directory.channel(channel)
        if area is None:
            raise ValueError(f"channel {channel} has no area in the container")
        return area.size
