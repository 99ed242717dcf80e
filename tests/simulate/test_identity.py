"""What a drive says of itself: parameter sets, model versions, and ids that no other content shares.

Must not know how records are sealed.
"""

from __future__ import annotations

from app.simulate.aboard.parameters import stated
from app.simulate.aboard.perceiving import PREDICTOR
from app.simulate.aboard.supervising import SUPERVISOR
from app.simulate.samples.making import SAMPLES, sealing
from app.simulate.samples.perception_models import PERCEPTION_MODELS
from app.simulate.sealing.identity import parameter_sets, plan
from app.simulate.sensors.rig import compact
from app.simulate.world.motorway import motorway
from app.simulate.world.road import MOTORWAY
from app.simulate.world.shape import shape
from tests.simulate.drives import short_drive, short_scenario


def test_parameter_sets_hold_the_constants_that_decide() -> None:
    sets = {one.name: one for one in parameter_sets(short_scenario())}
    declared = {one.name: one.sha256 for one in plan(short_scenario(), compact()).configuration}
    assert declared == {name: one.digest for name, one in sets.items()}
    assert PREDICTOR.parameters_sha256 == declared["predictor parameters"]
    assert SUPERVISOR.parameters_sha256 == declared["supervisor parameters"]
    text = "".join(one.text for one in sets.values())
    for name in (
        "minimum_risk=-2.2", "lattice.HARD_FROM = -3.0", "weighing.COUNTS_FROM = 0.5",
        "perceiving.TIMEOUT_NS = 110000000",
        "perceiving.WARM_UP_NS = 620000000", "supervising.MINIMUM_RISK_NS = 2600000000", "watching.HARD = -4.0",
        "sensing.CAMERA_MS = 24.0", "deciding.MEDIAN_MS = 27.0", "acting.STALE_NS = 1200000000",
    ):  # fmt: skip
        assert f"{name}\n" in text or f"{name}," in text, name
    for module in ("cluster", "tracker", "predictor", "crash"):
        assert f"{module}." in text


def test_constant_that_changes_changes_the_digest() -> None:
    one = stated("a", {"__name__": "app.one", "_REACH_M": 1.0, "helper": 3, "LIMITS": {"x": (1, 2.5)}})
    other = stated("a", {"__name__": "app.one", "_REACH_M": 1.1, "helper": 3, "LIMITS": {"x": (1, 2.5)}})
    assert one.text == "one.REACH_M = 1.0\none.LIMITS = {'x': (1, 2.5)}\n"
    assert one.digest != other.digest


def test_one_version_is_one_model() -> None:
    weights: dict[str, set[str | None]] = {}
    for make, _ in SAMPLES.values():
        for model in make().models:
            assert PERCEPTION_MODELS[model.version] is model
            weights.setdefault(model.version, set()).add(model.reference.weights_sha256)
    assert len(weights) == 4
    assert all(len(digests) == 1 for digests in weights.values())


def test_signs_of_the_motorway_say_what_its_map_says() -> None:
    limit = round(MOTORWAY.limit * 3.6)
    assert shape(f"sign_speed_{limit}") in {one.shape for one in motorway()}


def test_other_pictures_or_records_are_another_identity() -> None:
    drive = short_drive()
    pictures = [b"one"] * len(drive.shots)
    same = sealing(drive, pictures=pictures).identity
    assert sealing(short_drive(), pictures=list(pictures)).identity == same
    assert sealing(drive, pictures=[b"two", *pictures[1:]]).identity != same
    assert sealing(short_drive(2), pictures=pictures).identity != same
    assert sealing(drive, "3 times", pictures=pictures).identity != same
