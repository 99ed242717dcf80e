"""The versions of the perception model: one version is one model, in whatever drive it runs.

It must not know drives.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.simulate.driving.classifier import Sharpness
from app.simulate.scenario import PerceptionModel

_VERSIONS = (
    PerceptionModel(version="4.0.7", sharpness=Sharpness(pixels=370.0, returns=15.0)),
    PerceptionModel(version="4.1.2", sharpness=Sharpness(pixels=900.0, returns=14.0)),
    PerceptionModel(version="4.1.3", sharpness=Sharpness(pixels=1100.0, returns=14.0)),
    PerceptionModel(version="4.2.0", sharpness=Sharpness(pixels=500.0, returns=9.0), median_ms=71.0),
)
PERCEPTION_MODELS: Mapping[str, PerceptionModel] = MappingProxyType({one.version: one for one in _VERSIONS})
"""By version. `pixels` and `returns` at which a look is half clear: less is sharper."""
