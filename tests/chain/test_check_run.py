"""Records checked together have the verdict that each has alone: on every attacked log of the published vectors.

Must not know how either is checked.
"""

from pathlib import Path

import numpy as np
import pytest

from app.chain.check import Checked, check
from app.chain.check_run import CheckedRun, check_runs
from app.chain.structure import open_segment
from app.log.source import UnreadableError
from app.scene.standing import Standing, standing, standings

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
LOGS = sorted(VECTORS.glob("*/*.h5"))


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_together_is_as_alone(path: Path) -> None:
    segment, structure = open_segment(path)
    if segment is None or structure.genesis is None:
        return
    with segment:
        count = structure.records + structure.tail
        indices = np.arange(count, dtype=np.int64)
        together: dict[int, tuple[bool, Standing]] = {}
        for found in check_runs(segment, structure, indices, trusted=False):
            if isinstance(found, Checked):
                assert found.record.index not in together
                together[found.record.index] = found.usable, standing(found)
                continue
            start = 0
            for at, (index, stands) in enumerate(zip(found.run.indices, standings(found).tolist(), strict=True)):
                length = found.run.lengths[at]
                if found.holds[at]:
                    assert bytes(found.payload[start : start + length]) == segment.read(index).payload
                    together[index] = True, Standing(stands)
                start += length
        assert sorted(together) == indices.tolist()
        for index in indices.tolist():
            alone = check(segment.read(index), structure=structure, trusted=False)
            assert together[index] == (alone.usable, standing(alone))


def test_nobody_else_makes_a_checked_run() -> None:
    segment, structure = open_segment(VECTORS / "A-00-sound" / "log.h5")
    assert segment is not None
    with segment:
        found = list(check_runs(segment, structure, np.arange(20, 40), trusted=False))
        made = next(one for one in found if isinstance(one, CheckedRun))
        with pytest.raises(AssertionError):
            CheckedRun(made.run, made.payload, made.holds, made.proven, made.signed, object())


def test_a_run_that_the_disk_does_not_give_is_read_record_by_record(monkeypatch: pytest.MonkeyPatch) -> None:
    segment, structure = open_segment(VECTORS / "A-00-sound" / "log.h5")
    assert segment is not None
    with segment:
        real, alone = segment.source.view, set(segment.leaves["payload_len"].tolist())

        def unreadable(offset: int, size: int) -> memoryview:
            if size not in alone:
                raise UnreadableError(offset, "a worn sector")
            return real(offset, size)

        def short(offset: int, size: int) -> memoryview:
            return real(offset, size) if size in alone else real(offset, size)[:-1]

        for view in (unreadable, short):
            monkeypatch.setattr(segment.source, "view", view)
            found = list(check_runs(segment, structure, np.arange(20, 40), trusted=False))
            records = [one.record.index for one in found if isinstance(one, Checked) and one.usable]
            runs = [one.run.indices for one in found if isinstance(one, CheckedRun)]
            assert records
            assert all(len(indices) == 1 for indices in runs)
            assert sorted([*records, *(indices[0] for indices in runs)]) == list(range(20, 40))
