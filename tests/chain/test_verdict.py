"""Four facts and one status from what was found.

Must not know how it was found.
"""

import pytest

from app.chain.finding import CODES, MOST_OF_A_CODE, Effect, Finding, capped
from app.chain.verdict import Fact, Status, judge, worst

SOUND = {"payloads_checked": True, "complete": True, "signed": True, "trusted": True}


def finding(code: str) -> Finding:
    return Finding(code=code, text=code)


@pytest.mark.parametrize(
    ("codes", "changes", "status", "intact"),
    [
        ([], {}, "SEALED", "yes"),
        (["UNSEALED_TAIL", "UNSEALED_BYTES"], {}, "SEALED", "yes"),
        (["PAYLOAD"], {"trusted": False, "complete": False}, "BROKEN", "no"),
        (["PAYLOAD", "NOT_SEALED"], {}, "UNSIGNED", "no"),
        ([], {"trusted": False, "complete": False}, "UNTRUSTED", "yes"),
        (["FORK"], {"complete": False}, "UNTRUSTED", "yes"),
        (["UNTRUSTED_DEVICE_KEY"], {"trusted": False}, "UNTRUSTED", "yes"),
        ([], {"complete": False, "payloads_checked": False}, "OPEN_PREFIX", "not yet"),
        ([], {"payloads_checked": False}, "STRUCTURE_ONLY", "not yet"),
        (["READ_ERROR"], {}, "STRUCTURE_ONLY", "not yet"),
        (["READ_ERROR", "PAYLOAD"], {}, "BROKEN", "no"),
    ],
)
def test_the_first_that_applies(codes: list[str], changes: dict[str, bool], status: str, intact: str) -> None:
    verdict = judge([finding(code) for code in codes], **(SOUND | changes))
    assert (verdict.status.name, verdict.intact.value) == (status, intact)
    assert verdict.reason


def test_an_unsigned_file_has_no_facts() -> None:
    verdict = judge([finding("NOT_SEALED")], **SOUND)
    assert {verdict.intact, verdict.complete, verdict.signed, verdict.trusted} == {Fact.NO}
    assert verdict.status.exit_status == 4


def test_exit_statuses() -> None:
    assert {status.name: status.exit_status for status in Status} == {
        "SEALED": 0, "BROKEN": 1, "UNTRUSTED": 2, "OPEN_PREFIX": 3, "STRUCTURE_ONLY": 3, "UNSIGNED": 4,
    }  # fmt: skip


def test_the_worst_of_several() -> None:
    assert worst([]) is Status.SEALED
    assert worst([Status.SEALED, Status.STRUCTURE_ONLY, Status.OPEN_PREFIX]) is Status.OPEN_PREFIX
    assert worst([Status.UNSIGNED, Status.BROKEN, Status.UNTRUSTED]) is Status.BROKEN


def test_findings_are_capped_by_code() -> None:
    many = [finding("PAYLOAD")] * (MOST_OF_A_CODE + 5) + [finding("RANGE")]
    kept = capped(many)
    assert len(kept) == MOST_OF_A_CODE + 1
    assert kept[-1].code == "RANGE"


def test_every_effect_is_used() -> None:
    assert {code.effect for code in CODES.values()} == set(Effect)


def test_the_reason_is_the_finding_that_decided() -> None:
    for code, changes in (("PAYLOAD", {}), ("KEY_REVOKED", {"trusted": False}), ("FORK", {}), ("READ_ERROR", {})):
        assert judge([finding(code)], **(SOUND | changes)).reason == code
