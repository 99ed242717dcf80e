"""F-01, F-09: kill -9 at any moment leaves segments that open unrepaired, and the drive goes on from there.

It must not know when the kill hits. KILLS sets the number of rounds; CAMPAIGN=full makes it 500.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.chain.verification import Options, verify
from tests.record.worlds import segments, verdict

ROUNDS = 500 if os.environ.get("CAMPAIGN") == "full" else int(os.environ.get("KILLS", "10"))
ROOT = Path(__file__).parents[2]


def killed(folder: Path, verb: str, *, after_s: float) -> dict[str, int]:
    """Run the child, kill it, and return what it acknowledged: size by segment."""
    command = [sys.executable, "-m", "tests.record.kill_child", str(folder), verb]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        assert first, "the child recorded nothing"
        time.sleep(after_s)
        child.kill()
        lines = [first, *child.stdout.readlines()]
    acknowledged: dict[str, int] = {}
    for line in lines:
        if line.endswith("\n"):
            segment, size = line.split()
            acknowledged[segment] = int(size)
    return acknowledged


@pytest.mark.timeout(0)
def test_kills_leave_every_acknowledged_record_proven_and_the_drive_goes_on(tmp_path: Path) -> None:
    chance = random.Random(7)
    rounds_a_drive = 5
    for number in range(ROUNDS):
        folder = tmp_path / f"drive{number // rounds_a_drive}"
        verb = "resume" if number % rounds_a_drive else "open"
        acknowledged = killed(folder, verb, after_s=chance.uniform(0, 0.9))
        found = {result["segment"]: result for result in map(verdict, segments(folder))}
        for segment, size in acknowledged.items():
            result = found[segment]
            assert result["status"] in {"SEALED", "OPEN_PREFIX"}, result
            assert result["proven_records"] >= size
            assert result["tail"] <= 2048
        whole = verify(segments(folder), Options())
        # killed between END and the next GENESIS, the drive lacks what END promised until it is resumed
        assert {finding.code for finding in whole.findings} <= {"SEGMENT_MISSING", "SEGMENT_ALONE"}
        assert {finding.code for one in whole.segments for finding in one.findings} <= {
            "UNTRUSTED_DEVICE_KEY",
            "UNSEALED_TAIL",
            "TORN_CHECKPOINT",
            # payloads of the last interval, written ahead of leaves that never were
            "UNSEALED_BYTES",
        }
