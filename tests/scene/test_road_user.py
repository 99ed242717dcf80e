"""Names of classes as real data sets have them."""

import pytest

from app.scene.road_user import drawn_class


@pytest.mark.parametrize(
    ("drawn", "names"),
    [
        ("ped", ["human.pedestrian.adult", "Pedestrian with Object", "Person_sitting", "PEDESTRIAN"]),
        ("bic", ["vehicle.bicycle", "Cyclist", "MOTORCYCLIST", "Motorized Scooter", "bicycle_pushed", "WHEELED_RIDER"]),
        ("veh", ["REGULAR_VEHICLE", "vehicle.bus.rigid", "Medium-sized Truck", "Other Vehicle - Construction Vehicle",
                 "Van", "VEHICULAR_TRAILER", "Tram", "boxTruck", "car"]),
        ("unk", ["static_object.bicycle_rack", "Cones", "movable_object.barrier", "BOLLARD", "cart", "unknown", "",
                 "STOP_SIGN", "bus stop"]),
    ],
)  # fmt: skip
def test_a_class_is_drawn_as_what_its_words_say(drawn: str, names: list[str]) -> None:
    assert {name: drawn_class(name) for name in names} == dict.fromkeys(names, drawn)
