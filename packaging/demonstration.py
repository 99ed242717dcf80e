"""The demonstration: with a display it opens the sample incident, without one it does the same job headless.

Headless it verifies the sample incidents, draws the window before the contact, alters a copy of one and shows what that
changes. Run by `run.py` inside the virtual environment. It must not know how anything is sealed, checked or drawn.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.__main__ import has_display  # noqa: E402 - the checkout is no installed package
from app.chain.keys import fingerprint  # noqa: E402 - the checkout is no installed package
from app.cli import main as incident_replay  # noqa: E402
from app.log.segment import Segment  # noqa: E402
from app.log.source import Source  # noqa: E402
from app.record.keys import demonstration_key  # noqa: E402

RESULTS = ROOT / "build" / "demonstration"
SAMPLES = ROOT / "sample_logs"
CROSSING = SAMPLES / "crossing.h5"
CONTACT_S = 7.65
BEFORE, AFTER = b'"kind":"collision"', b'"kind":"near_miss"'
"""What somebody with an interest would make of the event; both are of one length."""


def main() -> int:
    """Verify the samples and an altered copy, and take a picture out; 0 if all verdicts are as they must be."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    trust = RESULTS / "trust.json"
    key = demonstration_key()
    say("The demonstration key is published, so it is trusted for this demonstration only:")
    pin = ["keys", "trust", key.name, fingerprint(key.public_key), "--role", "demonstration", "--trust", str(trust)]
    statuses = [incident_replay(pin)]
    say("The three sample incidents; the third recorder lost its power, so its log is open:")
    names = ("crossing", "cut-in", "stalled-truck")
    statuses += [incident_replay(["verify", str(SAMPLES / f"{name}.h5"), "--trust", str(trust)]) for name in names]
    say("What the first of them says of itself, and its front camera a moment before the contact:")
    statuses.append(
        incident_replay(["cat", str(CROSSING), "/events", "--from", "6", "--to", "9", "--trust", str(trust)])
    )
    statuses.append(picture(RESULTS / "front.jpg", trust))
    altered = RESULTS / "altered.h5"
    shutil.copyfile(CROSSING, altered)
    say(f"A copy in which record {alter(altered)}, the event of the collision, was made a near miss:")
    statuses.append(incident_replay(["verify", str(altered), "--trust", str(trust)]))
    say("The window two seconds before the contact, and of the altered copy the moment of the event:")
    statuses.append(window(CROSSING, "T0-2", RESULTS / "window.png", trust))
    statuses.append(window(altered, f"{CONTACT_S:g}", RESULTS / "window-altered.png", trust))
    say("What the independent verifier says of both, with nothing but Python's standard library:")
    second = [second_opinion(path, key.name, fingerprint(key.public_key)) for path in (CROSSING, altered)]
    as_it_must_be = statuses == [0, 0, 0, 3, 0, 0, 1, 0, 0] and second == [0, 1]
    say(f"The pictures and the altered copy are in {os.path.relpath(RESULTS)}, the logs in {os.path.relpath(SAMPLES)}.")
    print("All is as it must be." if as_it_must_be else "FAILED.", flush=True)
    return 0 if as_it_must_be else 1


def picture(path: Path, trust: Path) -> int:
    """Take the last picture before the contact out of the log, as the camera made it; the exit status."""
    options = ["--raw", "--from", f"{CONTACT_S - 0.1:g}", "--to", f"{CONTACT_S:g}", "--trust", str(trust)]
    with path.open("wb") as file:
        command = [sys.executable, "-m", "app", "cat", str(CROSSING), "/camera/front", *options]
        done = subprocess.run(command, cwd=ROOT, stdout=file, check=False)
    print(f"  {os.path.relpath(path)}: {path.stat().st_size} bytes")
    return done.returncode


def window(log: Path, at: str, path: Path, trust: Path) -> int:
    """Draw the window of one instant; the exit status."""
    command = [sys.executable, "-m", "app", "render", str(log), "--at", at, "--trust", str(trust), "-o", str(path)]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    print(f"  {os.path.relpath(path)}")
    return status


def opened() -> int:
    """Open the sample incident in a window; the exit status."""
    print(f"Opening {os.path.relpath(CROSSING)}; F1 in the window lists the keys.", flush=True)
    return subprocess.run([sys.executable, "-m", "app", str(CROSSING)], cwd=ROOT, check=False).returncode


def alter(path: Path) -> int:
    """Change one word of one record in place, as someone with an editor would; the position of the record."""
    with Segment(Source(path)) as segment:
        found = ((index, segment.read(index).payload or b"") for index in range(len(segment)))
        index, payload = next((index, payload) for index, payload in found if BEFORE in payload)
        extent = segment.extent(index)
    with path.open("r+b") as file:
        file.seek(extent.offset)
        file.write(payload.replace(BEFORE, AFTER))
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
    sys.exit(opened() if has_display() and "--headless" not in sys.argv else main())
