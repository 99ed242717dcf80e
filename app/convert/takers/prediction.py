"""Predicted paths of objects in messages.

It must not know topics. Meaning: autoware_perception_msgs/PredictedObjects: poses at equal steps of time from the stamp
of the message on, the first at once.
"""

from collections.abc import Iterator

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Plain, frame_of
from app.convert.takers.objects import heading, share, uuid
from app.convert.takers.rows import VEHICLE_FRAMES
from app.convert.takers.taker import Outlet, Size
from app.kinds.document import encode_document
from app.kinds.prediction import MAX_POINTS, Mode, ObjectPrediction, Path, Prediction

TYPES = ("autoware_perception_msgs/PredictedObjects", "autoware_auto_perception_msgs/PredictedObjects")
_MOST_OBJECTS = 4096
_MOST_MODES = 64
_NS = 1e9


class PredictionTaker:
    """What every object of a message may do."""

    suffix = " prediction"
    whole = False

    def __init__(self, type_: MessageType) -> None:
        self._type = type_

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return Size(len(self._encoded(plain)))

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._encoded(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="prediction", codec="json", description="predicted paths")

    def _encoded(self, plain: Plain) -> bytes:
        frame = frame_of(plain) or "unknown"
        try:
            found = tuple(_objects(plain))
            if len(found) > _MOST_OBJECTS:
                raise MessageError(f"{len(found)} objects; a record has at most {_MOST_OBJECTS}")
            frame = "vehicle" if frame in VEHICLE_FRAMES else frame
            return encode_document(Prediction(frame=frame, objects=found), of=Prediction)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise MessageError(f"its predictions cannot be taken: {error!r:.160}") from error


def _objects(plain: Plain) -> Iterator[ObjectPrediction]:
    for one in plain["objects"]:
        modes = [_mode(path) for path in one["kinematics"]["predicted_paths"] if path["path"]]
        if len(modes) > _MOST_MODES:
            raise MessageError(f"an object with {len(modes)} paths; at most {_MOST_MODES}")
        ordered = sorted(modes, key=lambda mode: -(mode.probability or 0))
        yield ObjectPrediction(id=uuid(one["object_id"]["uuid"]), modes=tuple(ordered))


def _mode(found: Plain) -> Mode:
    poses = found["path"]
    if len(poses) > MAX_POINTS:
        raise MessageError(f"a path of {len(poses)} points; at most {MAX_POINTS}")
    step = found["time_step"] / _NS
    yaw = [heading(pose["orientation"]) for pose in poses]
    path = Path(
        t=tuple(number * step for number in range(len(poses))),
        x=tuple(pose["position"]["x"] for pose in poses),
        y=tuple(pose["position"]["y"] for pose in poses),
        yaw=None if None in yaw else tuple(angle for angle in yaw if angle is not None),
    )
    return Mode(path=path, probability=share(found["confidence"]))
