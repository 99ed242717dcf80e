"""The test vectors: what the list of attacks demands, what the program finds and what the independent verifier finds.

Must not know how an attack is made; `tests.adversary` does, and its vectors can be made again from it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.chain.finding import CODES, CodeClass
from app.chain.verification import Options, verify
from tests.adversary.attack import ATTACKS
from tests.adversary.base import DEVICE, KeyRing
from tests.adversary.vectors import (
    FINGERPRINT,
    TRUST,
    VECTORS,
    VERDICT,
    codes,
    digest,
    expected,
    logs,
    make,
    outcome,
    seal_findings,
)
from tests.spec.load import verify as independent_verifier

SHARED = (
    *("status", "intact", "complete", "signed", "trusted", "provenance", "segment", "drive", "payloads", "records"),
    *("tail", "withheld", "proven_records", "bytes", "root"),
)


def test_every_attack_has_its_vector() -> None:
    assert {folder.name for folder in VECTORS.iterdir()} == set(ATTACKS)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_is_found(name: str) -> None:
    found = outcome(VECTORS / name)
    assert found.verdict.status.name == ATTACKS[name].status
    assert codes(found) == ATTACKS[name].codes
    kept: dict[str, Any] = json.loads((VECTORS / name / VERDICT).read_text(encoding="utf-8"))
    assert expected(found) == kept["verdict"]
    assert kept["trusted"] == [{"name": DEVICE, "fingerprint": FINGERPRINT}]


@pytest.mark.parametrize("payloads", [True, False], ids=["payloads", "structure"])
@pytest.mark.parametrize("name", ATTACKS)
def test_the_independent_verifier_agrees(name: str, payloads: bool) -> None:
    for log in logs(VECTORS / name):
        ours = verify([log], Options(trust=TRUST, payloads=payloads)).document()
        theirs = independent_verifier.verify(str(log), [(DEVICE, FINGERPRINT)], payloads=payloads)
        assert {member: ours[member] for member in SHARED} == {member: theirs[member] for member in SHARED}
        assert seal_findings(ours) == seal_findings(theirs)


def test_the_vectors_can_be_made_again(tmp_path: Path) -> None:
    ring = KeyRing("sound")
    differ = []
    for attack in ATTACKS.values():
        make(attack, tmp_path / "made" / attack.name, tmp_path / "work", ring)
        if digest(tmp_path / "made" / attack.name) != digest(VECTORS / attack.name):
            differ.append(attack.name)
    assert differ == [], "python -m tests.adversary.vectors writes them again"


def test_every_code_of_the_seal_is_found_by_some_vector() -> None:
    by_vectors = {code for attack in ATTACKS.values() for code in attack.codes}
    seal = {code.name for code in CODES.values() if code.kind is CodeClass.SEAL}
    assert seal - by_vectors == set()
