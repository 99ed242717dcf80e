"""The demonstration: makes a sealed log, verifies it, alters a copy, and shows both verdicts.

Run by `run.py` inside the virtual environment. It must not know how anything is sealed or checked.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.chain.keys import fingerprint  # noqa: E402 - the checkout is no installed package
from app.cli import main as incident_replay  # noqa: E402
from app.kinds.channel_spec import ChannelSpec  # noqa: E402
from app.kinds.event import Event  # noqa: E402
from app.log.segment import Segment  # noqa: E402
from app.log.source import Source  # noqa: E402
from app.record.clock import ManualClock  # noqa: E402
from app.record.keys import demonstration_key  # noqa: E402
from app.record.plan import Plan  # noqa: E402
from app.record.recorder import Options, Recorder  # noqa: E402

RESULTS = ROOT / "build" / "demonstration"
TEXT = 1
SECONDS = 5
RATE_HZ = 20
CHANNELS = (
    ChannelSpec(
        id=TEXT,
        name="/planner/log",
        area="planner_log",
        kind="text",
        codec="json",
        stamp="instant",
        arrival="measured",
        capture="measured",
        row_bytes=1,
        max_bytes=4096,
        rate_hz=RATE_HZ,
    ),
)


def main() -> int:
    """Make both logs and show both verdicts; 0 if they are as they must be."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    sound = record(RESULTS / "sound")
    altered = RESULTS / "altered" / sound.name
    altered.parent.mkdir(parents=True)
    shutil.copyfile(sound, altered)
    index = alter(altered)
    trust = RESULTS / "trust.json"
    key = demonstration_key()
    say(
        f"A drive of {SECONDS} s was recorded and sealed. The demonstration key is trusted for this demonstration only:"
    )
    pin = ["keys", "trust", key.name, fingerprint(key.public_key), "--role", "demonstration", "--trust", str(trust)]
    statuses = [incident_replay(pin)]
    say("The log as it was recorded:")
    statuses.append(incident_replay(["verify", str(sound), "--trust", str(trust)]))
    say(f"A copy in which one word of record {index} was altered:")
    statuses.append(incident_replay(["verify", str(altered), "--trust", str(trust)]))
    say("What the independent verifier says of both, with nothing but Python's standard library:")
    second = [second_opinion(path, key.name, fingerprint(key.public_key)) for path in (sound, altered)]
    as_it_must_be = statuses == [0, 0, 1] and second == [0, 1]
    say(f"Both logs are in {os.path.relpath(RESULTS)}. " + ("All is as it must be." if as_it_must_be else "FAILED."))
    return 0 if as_it_must_be else 1


def record(folder: Path) -> Path:
    """Record a drive into `folder`; the path of its one segment."""
    clock = ManualClock(0)
    plan = Plan(provenance="simulated", channels=CHANNELS)
    with Recorder.open(
        folder, plan, device=demonstration_key(), clock=clock, options=Options(synchronous=True)
    ) as recorder:
        for tick in range(SECONDS * RATE_HZ):
            t_ns = tick * 10**9 // RATE_HZ
            line = {
                "level": "info",
                "logger": "planner",
                "message": f"keeping lane, obstacle at {60 - tick * 0.5:.1f} m",
            }
            recorder.append(TEXT, json.dumps(line).encode(), t_capture_ns=t_ns, t_arrival_ns=t_ns)
        end_ns = SECONDS * 10**9
        recorder.event(
            Event(event="00000000000000000000000000000001", kind="hard_braking", severity="warning"),
            t_arrival_ns=end_ns,
        )
    (path,) = folder.glob("*.h5")
    return path


def alter(path: Path) -> int:
    """Change one word of one record in place, as someone with an editor would; the position of the record."""
    with Segment(Source(path)) as segment:
        index = len(segment) // 2
        extent = segment.extent(index)
        payload = segment.read(index).payload
    with path.open("r+b") as file:
        file.seek(extent.offset)
        file.write(payload.replace(b"keeping", b"braking"))
    return index


def second_opinion(path: Path, name: str, key_fingerprint: str) -> int:
    """Ask the independent verifier; its exit status."""
    script = ROOT / "resources" / "spec" / "verify.py"
    command = [sys.executable, "-I", "-S", str(script), str(path), f"{name}={key_fingerprint}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(f"  {done.stderr.strip()}")
    for finding in json.loads(done.stdout)["findings"]:
        print(f"  {finding['code']} record {finding['index']}: {finding['text']}")
    return done.returncode


def say(text: str) -> None:
    """A sentence before what follows."""
    print(f"\n{text}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
