"""Where the pictures of a simulated drive come from: rendered here, kept from an earlier run, or made elsewhere.

A picture is named by the digest of what the renderer is told, so that a long run can be taken up again. It must not
know records, nor how a stage is shaded.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from app.resource import resource
from app.simulate.picture.rendering import render
from app.simulate.world.stage import Shot

Progress = Callable[[int, int], None]
"""Told how many pictures are done, of how many."""


class PicturesError(ValueError):
    """The pictures that were given do not belong to this drive; the text says which and what to do."""


class Pictures(Protocol):
    """A source of pictures."""

    def take(self, shots: Sequence[Shot], progress: Progress) -> list[bytes]:
        """The JPEG of each shot, in order."""
        ...


def encode(shot: Shot, quality: int) -> bytes:
    """Render a shot and compress it."""
    picture = render(shot.stage, shot.camera, exposure=shot.exposure, seed=shot.seed)
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options)
    assert done
    return jpeg.tobytes()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Rendered here, by as many processes as there are cores; `cache` None: nothing is kept.

    `renderer` takes a shot and the quality; another one may stand in for it in tests.
    """

    quality: int
    cache: Path | None = None
    processes: int | None = None
    renderer: Callable[[Shot, int], bytes] = encode

    def take(self, shots: Sequence[Shot], progress: Progress) -> list[bytes]:
        """As in `Pictures`; raises OSError if the cache cannot be written."""
        names = [self._name(shot) for shot in shots]
        made: dict[int, bytes] = {}
        missing = []
        for number, name in enumerate(names):
            kept = None if self.cache is None else self.cache / name
            if kept is not None and kept.exists():
                made[number] = kept.read_bytes()
            else:
                missing.append(number)
        progress(len(made), len(shots))
        for number, jpeg in zip(missing, self._render([shots[number] for number in missing]), strict=True):
            made[number] = jpeg
            self._keep(names[number], jpeg)
            progress(len(made), len(shots))
        return [made[number] for number in range(len(shots))]

    def _render(self, shots: list[Shot]) -> Iterator[bytes]:
        processes = self.processes or os.cpu_count() or 1
        if processes == 1 or len(shots) < 2 * processes:
            yield from (self.renderer(shot, self.quality) for shot in shots)
            return
        # spawned, not forked: the ray caster's threads would not survive a fork
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            documents = [json.dumps(shot.document()) for shot in shots]
            yield from pool.map(_in_process, documents, [self.quality] * len(shots))

    def _name(self, shot: Shot) -> str:
        told = json.dumps([_renderer(), self.quality, shot.document()], sort_keys=True)
        return f"{sha256(told.encode()).hexdigest()}.jpg"

    def _keep(self, name: str, jpeg: bytes) -> None:
        if self.cache is None:
            return
        self.cache.mkdir(parents=True, exist_ok=True)
        partial = self.cache / f".{name}.{os.getpid()}"
        partial.write_bytes(jpeg)
        partial.replace(self.cache / name)


@cache
def _renderer() -> str:
    """What decides how a stage looks besides its description: the code of the renderer and the meshes."""
    digest = sha256()
    picture = Path(__file__).parent
    for folder in (picture, picture.parent / "world"):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    for entry in sorted(resource("models").iterdir(), key=lambda one: one.name):
        digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()


def _in_process(document: str, quality: int) -> bytes:
    cv2.setNumThreads(1)
    return encode(Shot.from_document(json.loads(document)), quality)


@dataclass(frozen=True, slots=True)
class Given:
    """Made elsewhere of the same stages: `00000.jpg` and so on, numbered as the stages were written.

    Of each camera all are given or none; `rest` makes those of cameras that are not given.
    """

    folder: Path
    rest: Pictures

    def take(self, shots: Sequence[Shot], progress: Progress) -> list[bytes]:
        """As in `Pictures`; raises PicturesError if one is missing or of another size, OSError if it cannot be read."""
        given, missing = self._cameras(shots)
        found = {number: self._read(number, shots[number]) for number in given}
        made = self.rest.take([shots[number] for number in missing], progress) if missing else []
        found |= dict(zip(missing, made, strict=True))
        progress(len(shots), len(shots))
        return [found[number] for number in range(len(shots))]

    def _cameras(self, shots: Sequence[Shot]) -> tuple[list[int], list[int]]:
        """Numbers of the shots of cameras that are given, and of those that are not."""
        cameras: dict[tuple[int, int, float], list[int]] = {}
        for number, shot in enumerate(shots):
            camera = shot.camera
            cameras.setdefault((camera.width, camera.height, camera.focal_x), []).append(number)
        given: list[int] = []
        for numbers in cameras.values():
            present = [number for number in numbers if self._path(number).exists()]
            if present and len(present) < len(numbers):
                absent = next(number for number in numbers if number not in present)
                raise PicturesError(
                    f"{self._path(absent)}: is missing; {len(present)} of the {len(numbers)} pictures of its camera "
                    "are there: give all or none"
                )
            given += present
        if not given:
            raise PicturesError(f"{self.folder}: has no picture of this drive; --stages writes what they must show")
        return given, sorted(set(range(len(shots))) - set(given))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:05d}.jpg"

    def _read(self, number: int, shot: Shot) -> bytes:
        jpeg = self._path(number).read_bytes()
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
        wanted = (shot.camera.height, shot.camera.width)
        if picture is None or picture.shape[:2] != wanted:
            raise PicturesError(f"{self._path(number)}: is no picture of {wanted[1]} x {wanted[0]} pixels")
        return jpeg


def write_stages(shots: Sequence[Shot], folder: Path) -> None:
    """Write what a renderer is told, `00000.json` and so on; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, shot in enumerate(shots):
        path = folder / f"{number:05d}.json"
        path.write_text(json.dumps(shot.document()), encoding="utf-8", newline="\n")


def default_cache() -> Path:
    """The folder in which rendered pictures are kept: of the user, outside of any checkout."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "incident-replay" / "pictures"
