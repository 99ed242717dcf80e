"""Argoverse 2: folders of sensor logs and of motion forecasting scenarios, however deep below the folder that is named.

It must not know what stands in them.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from app.convert.av2.motion import MotionScenario, is_scenario
from app.convert.av2.sensor import BOXES, POSES, SWEEPS, SensorLog
from app.convert.encodings.arrow_tables import require_arrow
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.streams import StreamRecording
from app.convert.tree import Tree

_DEPTH = 3
"""Of the folders `<dataset>/<split>/<log>`."""
_GLANCED_AT = 2_000
_LOOKED_AT = 1_000_000
"""Folders: the largest split of the data set has 200 000 scenarios."""


def recognised(source: Path) -> bool:
    """Whether this is the folder of a log or a scenario, or has one in it."""
    return next(_recordings(source, most=_GLANCED_AT), None) is not None


def _recordings(source: Path, *, most: int) -> Iterator[Path]:
    """The folders of recordings, sorted, not more than three folders down, among so many folders."""
    waiting, looked_at = deque([(source, 0)] if source.is_dir() else []), 0
    while waiting and looked_at < most:
        folder, depth = waiting.popleft()
        looked_at += 1
        # whatever lies in a folder that cannot be looked at, it is not taken
        with suppress(OSError):
            if _is_log(folder) or _is_scenario(folder):
                yield folder
            elif depth < _DEPTH and len(waiting) < most:
                waiting += ((one, depth + 1) for one in _folders(folder, most))


def _folders(folder: Path, most: int) -> list[Path]:
    return sorted(one for one in islice(folder.iterdir(), most) if one.is_dir() and not one.is_symlink())


def _is_log(folder: Path) -> bool:
    if (folder / POSES).is_file() or any((folder / SWEEPS).glob("*.feather")):
        return True
    return (folder / BOXES).is_file() and (folder / "calibration").is_dir()


def _is_scenario(folder: Path) -> bool:
    return any(is_scenario(path.name) for path in folder.glob("scenario_*.parquet"))


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in a folder, or in the one below it that --part names.

    Raises:
        ConvertError: there is none, or several and none was chosen; pyarrow is not installed.
        SourceError: it cannot be read.
    """
    folders = list(_recordings(source, most=_LOOKED_AT))
    if not folders:
        raise ConvertError(
            f"{source}: is no log of Argoverse 2, nor has it one below: there is no {POSES}, no {SWEEPS} and no "
            "scenario_*.parquet"
        )
    require_arrow()
    names = _names(source, folders)
    name = choice.the_part(source, list(names))
    tree = Tree(names[name], Losses())
    found = MotionScenario(name, tree) if _is_scenario(names[name]) else SensorLog(name, tree)
    yield found.recording(choice)


def _names(source: Path, folders: list[Path]) -> dict[str, Path]:
    """Folders by their names, or by their paths below the source where two have the same name."""
    plain = [folder.resolve().name for folder in folders]
    return {
        name if plain.count(name) == 1 else folder.relative_to(source).as_posix(): folder
        for name, folder in zip(plain, folders, strict=True)
    }
