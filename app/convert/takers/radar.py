"""Returns of a radar in messages, as the detections of one cycle.

It must not know topics. Meaning: radar_msgs/RadarScan; its azimuth is anticlockwise, its Doppler speed positive away.
"""

import numpy as np

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Plain
from app.convert.takers.taker import FrameWatch, Outlet, Size
from app.kinds.radar import DETECTIONS
from app.kinds.row_layout import Rows

_COLUMNS = {"range": "range", "azimuth": "azimuth", "elevation": "elevation", "doppler_velocity": "radial_velocity"}


class RadarTaker:
    """A row a return; its amplitude is in decibel without a reference, so it stays in the message alone."""

    suffix = ""
    whole = False

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._watch = FrameWatch()

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return Size(len(self._rows(plain)) * DETECTIONS.row_bytes)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._rows(self._type.decode(raw)).tobytes()

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(
            kind="radar", codec="detections", row_bytes=DETECTIONS.row_bytes, frame=self._watch.frame,
            stamp="cycle_start", description="amplitudes: see the message",
        )  # fmt: skip

    def _rows(self, plain: Plain) -> Rows:
        self._watch.see(plain)
        try:
            returns = plain["returns"]
            rows = DETECTIONS.unknown(len(returns))
            for member, column in _COLUMNS.items():
                rows[column] = np.array([one[member] for one in returns], dtype=np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise MessageError(f"its returns cannot be taken: {error!r:.100}") from error
        return rows
