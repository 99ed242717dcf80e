"""The leaves of a segment are the same however much room was made for them."""

from pathlib import Path

import numpy as np
import pytest

from app.log import segment as segment_module
from app.log.segment import Segment
from app.log.source import Source

SAMPLE = Path(__file__).resolve().parents[2] / "sample_logs" / "crossing.h5"


@pytest.mark.parametrize("usual", [1, 700, 1 << 20])
def test_more_leaves_than_usual_are_all_there(monkeypatch: pytest.MonkeyPatch, usual: int) -> None:
    with Segment(Source(SAMPLE)) as segment:
        wanted = segment.leaves.tobytes()
    monkeypatch.setattr(segment_module, "_USUAL_LEAVES", usual)
    with Segment(Source(SAMPLE)) as segment:
        assert segment.leaves.tobytes() == wanted
        assert not segment.leaves.flags.writeable
        assert np.all(segment.leaves["index"] == np.arange(len(segment.leaves)))


def test_a_file_that_claims_more_leaves_than_there_is_memory_is_read_all_the_same(tmp_path: Path) -> None:
    """A terabyte of holes behind what was written."""
    path = tmp_path / "sparse.h5"
    path.write_bytes(SAMPLE.read_bytes())
    with path.open("r+b") as file:
        file.truncate(1 << 40)
    with Segment(Source(path)) as segment:
        assert len(segment.leaves) > 5_000
