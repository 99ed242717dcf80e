"""Reckons what is drawn of an instant, once for as long as it stays the same.

It must not know views. Used by one thread, the loader's: on several ones its parts, which are short, would wait for
each other more than they would win.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Generic, TypeVar

import numpy as np

from app.scene.content import Picture, Points
from app.scene.frames import reference_of
from app.scene.overlay import Overlay, large, overlay
from app.scene.placed import Ego, Placed, read_only
from app.scene.placing import SWEPT, placed
from app.scene.placings import Placings
from app.scene.sample import Sample
from app.scene.sampled import Sampled
from app.scene.staging import SPACE_KINDS, Staging
from app.scene.standing import Standing

Failed = Callable[[BaseException], None]
T = TypeVar("T")
_MISTAKE = ("everything: an internal error, which was reported",)
_OF_DRAFTS = 4
_OF_THE_VEHICLE = frozenset({"pose", "state"})
"""Kinds that say where the vehicle is by now, which is in no picture of before."""


class Stager:
    """Makes the scene and the overlays of moments."""

    def __init__(self, *, failed: Failed) -> None:
        """`failed` is told of a programmer's mistake."""
        self._scene = _Latest[Placed](failed)
        self._overlays: dict[str, _Latest[Overlay]] = {}
        self._failed = failed

    def staged(self, sampled: Sampled, wanted: Staging) -> tuple[Placed | None, Mapping[str, Overlay]]:
        """The scene, if it is wanted, and the overlays of the cameras that have a picture to draw on."""
        there = [sampled.samples[name] for name in sorted(wanted.cameras & sampled.samples.keys())]
        pictures = {one.lookup.channel: one for one in there if _drawn_on(one)}
        self._overlays = {name: self._overlays.get(name) or _Latest(self._failed) for name in pictures}
        placings = Placings(sampled)
        overlays = {name: self._overlay(sampled, placings, picture) for name, picture in pictures.items()}
        return self._space(sampled, wanted.sweeps) if wanted.sweeps else None, MappingProxyType(overlays)

    def _overlay(self, sampled: Sampled, placings: Placings, picture: Sample) -> Overlay:
        of = _share(sampled, picture)
        made = self._overlays[picture.lookup.channel].of(
            (of, *_ground(sampled, picture)), partial(overlay, placings, picture, of=of)
        )
        return made or Overlay(placed=None, left_out=_MISTAKE)

    def _space(self, sampled: Sampled, sweeps: int) -> Placed:
        # the newest pose may be that of a picture's capture, which is none of the kinds in space
        about = reference_of(sampled)
        ground = sweeps, *sampled.ground(SPACE_KINDS), *about.place
        return self._scene.of(ground, partial(placed, sampled, about, sweeps=sweeps)) or Placed(
            t_ns=sampled.t_ns, reference=about, ego=Ego(target_from_vehicle=read_only(np.eye(4))), left_out=_MISTAKE
        )


class _Latest(Generic[T]):
    """What was made last; it is made again when what it comes from is something else."""

    def __init__(self, failed: Failed) -> None:
        self._failed = failed
        self._ground: tuple[object, ...] | None = None
        self._made: T | None = None

    def of(self, ground: tuple[object, ...], make: Callable[[], T]) -> T | None:
        """The one that comes from this. A mistake about one is told, and does not take the others away with it."""
        if ground != self._ground:
            self._ground, self._made = ground, None
            try:
                self._made = make()
            except Exception as error:  # noqa: BLE001 - the edge of the task
                self._failed(error)
        return self._made


def _drawn_on(picture: Sample) -> bool:
    """Nothing is drawn on what is not proven: a picture that fails its check, or stands behind a break."""
    return picture.current and isinstance(picture.content, Picture) and picture.standing < Standing.AFTER_BREAK


def _share(sampled: Sampled, picture: Sample) -> int:
    """One of how many points of a large sweep lies on a picture: while that is a draft, not all."""
    draft = isinstance(picture.content, Picture) and picture.content.draft
    sweeps = (one.content for one in sampled.samples.values() if one.lookup.kind in SWEPT)
    return _OF_DRAFTS if draft and any(isinstance(one, Points) and large(one) for one in sweeps) else 1


def _ground(sampled: Sampled, picture: Sample) -> tuple[object, ...]:
    """All that an overlay comes from beside its share: neither how fine the picture is, nor what time it is by now."""
    assert isinstance(picture.content, Picture)
    # one whose capture is not known is drawn on as if it were taken now
    stood = () if picture.capture_ns is None else picture.stood
    facts = picture.lookup.channel, picture.lookup.row, picture.content.width, picture.content.height, stood
    if stood:
        return *facts, sampled.records(SPACE_KINDS - _OF_THE_VEHICLE)
    # where nobody knows where the vehicle was, it stands at the newest pose
    return *facts, sampled.records(SPACE_KINDS), sampled.t_ns, *reference_of(sampled).place
