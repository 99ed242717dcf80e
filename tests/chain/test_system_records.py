"""EPOCH and END records: every member that is missing or of the wrong form is refused, and nothing is lost with it.

Must not know how records are laid out.
"""

from pathlib import Path
from typing import Any

import pytest

from app.chain.structure import open_segment
from app.chain.verification import Options, verify
from app.log.leaf import RecordType
from tests.adversary.attack import Scene, of_type
from tests.adversary.base import DEVICE_KEY, KeyRing
from tests.adversary.forgery import Forgery
from tests.adversary.vectors import TRUST


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("system")
    return Scene(folder / "made", folder, KeyRing("system"))


def signed(scene: Scene, path: Path, index: int, document: dict[str, Any]) -> Forgery:
    scene.sound()
    forgery = scene.forgery()
    forgery.put_json(index, document)
    forgery.rechain()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(path)
    return forgery


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("epoch", None),
        ("epoch", -1),
        ("epoch", True),
        ("epoch", 2.0),
        ("next_key", None),
        ("next_key", 7),
        ("next_key", "AAAA"),
        ("next_key", ...),
        ("counts", []),
        ("counts", {"0": 1}),
        ("counts", {"0": "01"}),
        ("counts", {"0": "-1"}),
    ],
)
def test_an_epoch_of_the_wrong_form(scene: Scene, tmp_path: Path, member: str, value: object) -> None:
    forgery = scene.forgery()
    index = of_type(forgery, RecordType.EPOCH, 2)
    document = forgery.json(index) | {member: value}
    document = {key: kept for key, kept in document.items() if kept is not ...}
    signed(scene, tmp_path / "log.h5", index, document)
    found = verify([tmp_path / "log.h5"], Options(trust=TRUST)).segments[0]
    assert next((f.code, f.index) for f in found.findings) == ("EPOCH_RECORD", index)
    assert {f.code for f in found.findings} <= {"EPOCH_RECORD", "CHECKPOINT_SIGNATURE"}
    assert found.structure.proven == of_type(forgery, RecordType.EPOCH, 1) + 1


def test_an_epoch_of_another_number(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    index = of_type(forgery, RecordType.EPOCH, 2)
    signed(scene, tmp_path / "log.h5", index, forgery.json(index) | {"epoch": 9})
    found = verify([tmp_path / "log.h5"], Options(trust=TRUST)).segments[0]
    assert {f.code for f in found.findings} == {"EPOCH_RECORD", "CHECKPOINT_SIGNATURE"}


def test_an_end_with_a_key(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    index = len(forgery.pieces) - 1
    key = forgery.json(of_type(forgery, RecordType.EPOCH, 1))["next_key"]
    signed(scene, tmp_path / "log.h5", index, forgery.json(index) | {"next_key": key})
    found = verify([tmp_path / "log.h5"], Options(trust=TRUST)).segments[0]
    assert [f.code for f in found.findings] == ["EPOCH_RECORD"]


def test_wrong_counts_leave_the_rest_valid(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    index = of_type(forgery, RecordType.EPOCH, 2)
    signed(scene, tmp_path / "log.h5", index, forgery.json(index) | {"counts": {"0": "1"}})
    found = verify([tmp_path / "log.h5"], Options(trust=TRUST)).segments[0]
    assert [f.code for f in found.findings] == ["COUNTS"]
    assert found.structure.proven == len(forgery.pieces)


def test_a_reason_that_is_no_text(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    index = len(forgery.pieces) - 1
    signed(scene, tmp_path / "log.h5", index, forgery.json(index) | {"reason": 7})
    assert verify([tmp_path / "log.h5"], Options(trust=TRUST)).verdict.status.name == "SEALED"


def test_opening_closes_the_file_on_a_programmers_mistake(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **more: object) -> None:
        raise MemoryError

    closed: list[bool] = []
    monkeypatch.setattr("app.chain.structure.Segment", fail)
    monkeypatch.setattr("app.log.source.Source.close", lambda _: closed.append(True))
    with pytest.raises(MemoryError):
        open_segment(scene.sound())
    assert closed == [True]
