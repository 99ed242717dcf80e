"""Makes the test vectors: one folder an attack, with the log or logs and the verdict that every verifier must reach.

Run `python -m tests.adversary.vectors` to write tests/vectors again. It must not change what an attack expects.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from app.chain.finding import CODES, CodeClass
from app.chain.keys import fingerprint
from app.chain.trust import Role, TrustedKey, TrustStore
from app.chain.verification import Options, Verification, verify
from tests.adversary.attack import ATTACKS, Attack, Scene
from tests.adversary.base import DEVICE, DEVICE_KEY, KeyRing

for _list in ("log", "keys", "reader"):
    import_module(f"tests.adversary.attacks_on_{_list}")
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
FINGERPRINT = fingerprint(DEVICE_KEY.public_key().public_bytes_raw())
TRUST = TrustStore((TrustedKey(name=DEVICE, fingerprint=FINGERPRINT, role=Role.DEVICE),))
VERDICT = "verdict.json"


def logs(folder: Path) -> list[Path]:
    """The logs of a vector."""
    return sorted(folder.glob("*.h5"))


def outcome(folder: Path, *, payloads: bool = True) -> Verification:
    """What the program says of a vector."""
    return verify(logs(folder), Options(trust=TRUST, payloads=payloads))


def codes(found: Verification) -> set[str]:
    """All codes of a vector, segments and drive together."""
    segments = [finding for segment in found.segments for finding in segment.findings]
    return {finding.code for finding in (*found.findings, *segments)}


def expected(found: Verification) -> dict[str, Any]:
    """The verdict as it is kept beside a vector: all but what depends on the machine."""
    document: dict[str, Any] = _without_seconds(found.document())
    return document


def _without_seconds(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: _without_seconds(value) for key, value in document.items() if key != "seconds"}
    if isinstance(document, list):
        return [_without_seconds(value) for value in document]
    return document


def seal_findings(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The findings of class seal, without their texts, in order: what independent verifiers must agree on."""
    found = [*document["findings"], *document["warnings"]]
    return sorted(
        ((f["code"], f["index"], f["channel"], f["t_ns"]) for f in found if CODES[f["code"]].kind is CodeClass.SEAL),
        key=repr,
    )


def make(attack: Attack, folder: Path, work: Path, ring: KeyRing) -> None:
    """Make the logs of one attack in `folder`."""
    attack.make(Scene(folder, work, ring))


def digest(folder: Path) -> str:
    """A digest over all logs of a vector."""
    total = hashlib.sha256()
    for path in logs(folder):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def main() -> int:
    """Write every vector again; 1 if one is not found as its row of the list demands."""
    shutil.rmtree(VECTORS, ignore_errors=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        ring = KeyRing("sound")
        for attack in ATTACKS.values():
            folder = VECTORS / attack.name
            make(attack, folder, Path(work), ring)
            found = outcome(folder)
            document = {
                "trusted": [{"name": DEVICE, "fingerprint": FINGERPRINT}],
                "verdict": expected(found),
            }
            (folder / VERDICT).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
            if found.verdict.status.name != attack.status or codes(found) != attack.codes:
                wrong += 1
                print(f"{attack.name}: {found.verdict.status.name} instead of {attack.status}")
                print(f"   missing {sorted(attack.codes - codes(found))}")
                print(f"   not wanted {sorted(codes(found) - attack.codes)}")
    print(f"{len(ATTACKS)} vectors, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
