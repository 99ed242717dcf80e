"""Which of the four drawn classes a road user is, by the name that a log gives it: the same in every view and figure.

It must not know colours. Names come from perception software and from many data sets; a name with none of the words
below is unknown, and stands beside its thing as it is.
"""

import re
from typing import Literal

Drawn = Literal["ped", "bic", "veh", "unk"]
_PEDESTRIAN = frozenset({"pedestrian", "pedestrians", "person", "people", "human", "child", "adult", "wheelchair"})
_BICYCLE = frozenset({
    "bicycle", "bicyclist", "bike", "cyclist", "motorcycle", "motorcyclist", "motorbike", "rider", "scooter", "moped",
})  # fmt: skip
_VEHICLE = frozenset({
    "vehicle", "car", "truck", "bus", "van", "trailer", "semi", "lorry", "tram", "train", "trolley", "suv", "pickup",
    "vehicular", "taxi",
})  # fmt: skip
_STANDS = frozenset({"rack", "sign", "stop", "lane"})
"""Behind one of the words above: a thing for such road users and none of them."""


def drawn_class(name: str) -> Drawn:
    """The class of a name such as `car`, `REGULAR_VEHICLE`, `human.pedestrian.adult` or `Person_sitting`."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    words = set(re.findall(r"[a-z]+", parted))
    if words & _STANDS:
        return "unk"
    # two wheels before four: nuScenes says `vehicle.bicycle`
    if words & _BICYCLE:
        return "bic"
    if words & _PEDESTRIAN:
        return "ped"
    return "veh" if words & _VEHICLE else "unk"
