"""One instant of the simulated world: what stands where, in which light, and the camera that looks at it.

Map frame: x along the road, y left, z up, road surface at z = 0, in m. It must not know how a picture is made of it,
nor how anything came to stand where it does.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

from app.simulate.world.camera_model import CameraModel
from app.simulate.world.light import Light
from app.simulate.world.motorway import motorway
from app.simulate.world.placed import FIRST_OF_SET, Placed, stand
from app.simulate.world.street import street

__all__ = ["FIRST_OF_SET", "CameraModel", "Light", "Placed", "SetName", "Shot", "Stage", "pieces", "stand"]

SetName = Literal["street", "motorway"]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What is placed, in which light, within which set; `set` None: nothing but what is placed."""

    placed: tuple[Placed, ...]
    light: Light
    set: SetName | None = None

    @property
    def everything(self) -> tuple[Placed, ...]:
        """What is placed, then the pieces of the set, which have ids from `FIRST_OF_SET` on."""
        return (*self.placed, *pieces(self.set))

    def document(self) -> dict[str, Any]:
        """A JSON document of it; meshes and sets are named."""
        return {
            "placed": [one.document() for one in self.placed],
            "light": self.light.document(),
            "set": self.set,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """What `document` was made of; raises KeyError, TypeError or ValueError if it is none."""
        return cls(
            placed=tuple(Placed.from_document(one) for one in document["placed"]),
            light=Light.from_document(document["light"]),
            set=document["set"],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A stage as one camera takes it: what a renderer is told.

    `exposure` is the factor from radiance to the full scale of the sensor (`Light.exposure` is a good one), `seed`
    decides the noise.
    """

    stage: Stage
    camera: CameraModel
    exposure: float
    seed: int

    def document(self) -> dict[str, Any]:
        """A JSON document of it, as `packaging/render_samples.py` takes it."""
        return {
            "stage": self.stage.document(),
            "camera": self.camera.document(),
            "exposure": self.exposure,
            "seed": self.seed,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """What `document` was made of; raises KeyError, TypeError or ValueError if it is none."""
        return cls(
            stage=Stage.from_document(document["stage"]),
            camera=CameraModel.from_document(document["camera"]),
            exposure=float(document["exposure"]),
            seed=int(document["seed"]),
        )


def pieces(name: SetName | None) -> tuple[Placed, ...]:
    """The pieces of a set in their places."""
    if name is None:
        return ()
    return street() if name == "street" else motorway()
