"""Where records stand while a long drive rotates its segments: from the place in the whole drive to segment and number.

It foresees a rotation as the recorder decides it, by the age of the segment. It must not know payloads.
"""

from app.kinds.quantity import decimal
from app.kinds.reference import RecordRef
from app.record.place import Link


class Numbering:
    """Counts the records of each channel, over all segments and in the present one."""

    def __init__(self, *, begin_ns: int, segment_ns: int) -> None:
        self._segment_ns = segment_ns
        self._begun_ns = self._last_ns = begin_ns
        self._counts: dict[int, int] = {}
        self._starts: list[tuple[str, dict[int, int]]] = []

    def proven(self, link: Link) -> None:
        """The recorder made a checkpoint: the first one of a segment tells its id."""
        segment = link.segment_id.hex()
        if not self._starts or self._starts[-1][0] not in ("", segment):
            self._begin()
        if not self._starts[-1][0]:
            self._starts[-1] = (segment, self._starts[-1][1])

    def place(self, channel: int, ordinal: int, t_ns: int) -> RecordRef:
        """The reference, in a record that arrives at `t_ns`, to number `ordinal` of that channel in the whole drive."""
        if t_ns - self._begun_ns >= self._segment_ns and self._counts != self._starts[-1][1]:
            self._begin()
        for age, (segment, starts) in enumerate(reversed(self._starts)):
            start = starts.get(channel, 0)
            if ordinal >= start:
                return RecordRef(
                    channel=channel, sequence=decimal(ordinal - start), segment=None if age == 0 else segment
                )
        raise AssertionError("the first segment begins with number 0")

    def took(self, channel: int, t_ns: int) -> None:
        """A record was appended."""
        self._counts[channel] = self._counts.get(channel, 0) + 1
        self._last_ns = t_ns

    def _begin(self) -> None:
        """A segment begins, whose id is not known yet."""
        self._starts.append(("", dict(self._counts)))
        self._begun_ns = self._last_ns
        del self._starts[:-3]
