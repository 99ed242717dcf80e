"""The payload of a cloud: a sweep as packed rows.

It must not know how the sweep was measured.
"""

import numpy as np

from app.kinds.cloud import XYZ_I16
from app.simulate.sensors.channel_table import PRECISE_CLOUD
from app.simulate.sensors.lidar import Sweep
from app.simulate.sensors.rig import PRECISE, Rig


def cloud_payload(sweep: Sweep, rig: Rig) -> bytes:
    """Rows of `xyz_i16`, or of float32 with intensity, ring, time and column."""
    if rig.precise:
        rows = PRECISE_CLOUD.unknown(len(sweep.points))
        for number, axis in enumerate("xyz"):
            rows[axis] = sweep.deskewed[:, number]
        rows["intensity"] = sweep.intensity / np.float32(255)
        rows["time_ns"] = sweep.since_start_ns - (sweep.end_ns - sweep.start_ns)
        rows["column"] = sweep.column
        rows["ring"] = sweep.ring
        return PRECISE_CLOUD.encode(rows)
    rows = XYZ_I16.unknown(len(sweep.points))
    counts = np.clip(np.round(sweep.deskewed / PRECISE), -32767, 32767)
    for number, axis in enumerate("xyz"):
        rows[axis] = counts[:, number]
    rows["intensity"], rows["ring"] = sweep.intensity, sweep.ring
    return XYZ_I16.encode(rows)
