"""Shrinks payloads to the least that is still of their kind: for drives that are long and small.

Pictures become 16 x 9 pixels of grey and cameras are scaled to them; packed rows of clouds, radars and candidates keep
their first row; lists of objects, paths and candidates keep what the schema needs, and the names of the records that
they rest on. It must not know how anything is sealed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import msgspec
import numpy as np

from app.kinds.channel_spec import ChannelSpec
from app.simulate.aboard.tape import Draft
from app.simulate.sensors.camera import CameraSpec
from app.simulate.sensors.rig import Rig
from app.simulate.world.stage import Shot

_WIDTH, _HEIGHT = 16, 9
_FIRST_ROW = ("cloud", "radar", "candidates")
_KEPT_OF_DECISION = ("cycle", "model", "inputs", "chosen", "mode", "cycle_start_ns", "trajectories")


def thin_rig(rig: Rig) -> Rig:
    """The same rig with cameras of 16 x 9 pixels."""
    return replace(rig, cameras=tuple(_small(camera) for camera in rig.cameras))


def thin(drafts: Sequence[Draft], channels: Sequence[ChannelSpec]) -> Iterator[Draft]:
    """The same records with small payloads."""
    by_id = {one.id: one for one in channels}
    for draft in drafts:
        content = draft.content
        if isinstance(content, Shot):
            yield replace(draft, content=_grey())
        elif isinstance(content, bytes):
            yield replace(draft, content=_payload(content, by_id[draft.channel]))
        else:
            yield draft


def _small(camera: CameraSpec) -> CameraSpec:
    return replace(camera, width=_WIDTH, height=_HEIGHT, focal=camera.focal * _WIDTH / camera.width)


@cache
def _grey() -> bytes:
    done, jpeg = cv2.imencode(".jpg", np.full((_HEIGHT, _WIDTH), 128, np.uint8), [cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    assert done
    return jpeg.tobytes()


def _payload(payload: bytes, channel: ChannelSpec) -> bytes:
    if channel.kind in _FIRST_ROW:
        return payload[: channel.row_bytes]
    shrink = {"objects": _objects, "prediction": _prediction, "decision": _decision}.get(channel.kind)
    if shrink is None:
        return payload
    return msgspec.json.encode(shrink(msgspec.json.decode(payload)), order="sorted")


def _objects(document: dict[str, Any]) -> dict[str, Any]:
    return {"frame": document["frame"], "tracks": [], "origin": document["origin"], "inputs": document["inputs"]}


def _prediction(document: dict[str, Any]) -> dict[str, Any]:
    return {"frame": document["frame"], "objects": [], "inputs": document["inputs"]}


def _decision(document: dict[str, Any]) -> dict[str, Any]:
    chosen = next(one for one in document["candidates"] if one["id"] == document["chosen"])
    least = {**{name: chosen[name] for name in ("id", "manoeuvre", "feasible", "total")}, "costs": {}}
    kept = {name: document[name] for name in _KEPT_OF_DECISION if name in document}
    return {**kept, "candidates": [least], "reason": {"code": document["reason"]["code"]}}
