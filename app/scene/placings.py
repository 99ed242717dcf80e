"""What was placed of one moment about each reference: cameras that are triggered together share it.

It must not place anything.
"""

from app.scene.placed import Placed, Reference
from app.scene.placing import placed
from app.scene.sampled import Sampled


class Placings:
    """Of one moment."""

    def __init__(self, moment: Sampled) -> None:
        self.t_ns = moment.t_ns
        self._moment = moment
        self._made: dict[object, Placed] = {}

    def about(self, reference: Reference | None) -> Placed:
        """The current things, as `placed` says them; made once for each reference."""
        # how old the pose is and where its record stands is said, too
        key = None if reference is None else (reference.age_ns, reference.standing, *reference.place)
        if key not in self._made:
            self._made[key] = placed(self._moment, reference)
        return self._made[key]
