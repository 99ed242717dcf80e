"""Predicted paths of objects in messages.

It must not know topics. Meaning: autoware_perception_msgs/PredictedObjects: poses at equal steps of time from the stamp
of the message on, the first at once.
"""

from collections.abc import Iterator

from app.convert.messages.carrier import MessageError
from app.convert.messages.message_type import Plain
from app.convert.takers.objects import all_of, heading, named_frame, share, uuid
from app.convert.takers.taker import DocumentTaker, Outlet
from app.kinds.prediction import MAX_POINTS, Mode, ObjectPrediction, Path, Prediction

TYPES = ("autoware_perception_msgs/PredictedObjects", "autoware_auto_perception_msgs/PredictedObjects")
_MOST_MODES = 64
_NS = 1e9


class PredictionTaker(DocumentTaker):
    """What every object of a message may do."""

    suffix = " prediction"
    refusal = "its predictions cannot be taken"

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="prediction", codec="json", description="predicted paths")

    def _document(self, plain: Plain) -> Prediction:
        return Prediction(frame=named_frame(plain), objects=all_of(_objects(plain)))


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
