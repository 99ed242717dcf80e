"""What checking finds: every stable code with its class and its effect, in one table.

It must not know how anything is found. Table: sealed-log.md section 10.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a finding does to the verdict."""

    BREAKS = "breaks"
    UNTRUSTS = "untrusts"
    OPENS = "opens"
    UNSIGNED = "unsigned"
    WARNS = "warns"


class CodeClass(Enum):
    """Who can find it: the seal itself, the medium, the user's trust, a drive of segments, or the wrapping."""

    SEAL = "seal"
    MEDIUM = "medium"
    TRUST = "trust"
    DRIVE = "drive"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class Code:
    """A stable finding code."""

    name: str
    kind: CodeClass
    effect: Effect
    title: str
    """What it says, in a few words; the help page has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that checking found; `index`, `channel` and `t_ns` (arrival) are None where nothing is meant."""

    code: str
    text: str
    index: int | None = None
    channel: int | None = None
    t_ns: int | None = None

    def __post_init__(self) -> None:
        assert self.code in CODES, self.code

    @property
    def effect(self) -> Effect:
        """What it does to the verdict."""
        return CODES[self.code].effect

    @property
    def said(self) -> str:
        """Its code and what was found, for people."""
        return f"{self.code}: {self.text}"

    def document(self) -> dict[str, object]:
        """The finding as the JSON of a verdict has it."""
        return {"code": self.code, "index": self.index, "channel": self.channel, "t_ns": self.t_ns, "text": self.text}


MOST_OF_A_CODE = 1_000
"""So many findings of one code are kept, the first ones (section 9): a hostile file cannot make a report endless."""


def capped(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in their order, of each code the first 1 000."""
    seen: Counter[str] = Counter()
    kept = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_OF_A_CODE:
            kept.append(finding)
    return kept


def _codes(kind: CodeClass, effect: Effect, titles: dict[str, str]) -> dict[str, Code]:
    return {name: Code(name, kind, effect, title) for name, title in titles.items()}


CODES: dict[str, Code] = {
    **_codes(CodeClass.SEAL, Effect.UNSIGNED, {"NOT_SEALED": "the file has no seal at all"}),
    **_codes(
        CodeClass.SEAL,
        Effect.BREAKS,
        {
            "DIR_FORMAT": "the directory is malformed",
            "DIR_DIGEST": "the directory does not match its digest",
            "DIR_RANGE": "an area of the directory is out of place",
            "NO_CHECKPOINT": "there is no checkpoint",
            "GENESIS": "the first record is damaged: nothing can be proven",
            "CHANNEL_TABLE": "the table of channels is malformed",
            "DELEGATION": "the device key did not delegate the first epoch key",
            "CHECKPOINT_FORMAT": "a checkpoint is malformed",
            "BASE64": "a checkpoint has base64 that is not canonical",
            "CHECKPOINT_ORIGIN": "a checkpoint of another segment",
            "SIZE_RANGE": "a checkpoint covers more records than there are",
            "CHECKPOINT_SIZE": "a checkpoint does not grow",
            "LEAF_FORMAT": "a record's leaf is malformed",
            "FOREIGN_RECORD": "a record of another segment",
            "INDEX": "a record is missing, inserted or out of order",
            "UNKNOWN_CHANNEL": "a record of a channel that was never declared",
            "CHANNEL_SEQUENCE": "a record of this channel is missing, inserted or out of order",
            "TIME_BACKWARDS": "time runs backwards",
            "CHAIN_BREAK": "the hash chain is broken before this record",
            "EPOCH_RECORD": "a checkpoint does not stand on its own EPOCH or END record",
            "COUNTS": "the counts of an EPOCH or END record disagree with the records",
            "SYSTEM_RECORD": "a system record is malformed",
            "ROOT_MISMATCH": "a signed root differs from the records",
            "CHECKPOINT_SIGNATURE": "the signature of a checkpoint is missing or wrong",
            "CHECKPOINT_DEVICE": "the device's signature of a checkpoint is missing or wrong",
            "AFTER_END": "something follows the end of the recording",
            "TAIL_TOO_LONG": "more unsigned records than a recorder can leave",
            "SALT_IN_REDACTED": "a redacted copy with the means to guess what was withheld",
            "RANGE": "a record's payload lies outside its area",
            "SHORT_READ": "the file ends before the record's payload does",
            "PAYLOAD": "a record's payload was altered",
        },
    ),
    **_codes(CodeClass.MEDIUM, Effect.OPENS, {"READ_ERROR": "the device cannot read a stretch of the file"}),
    **_codes(
        CodeClass.SEAL,
        Effect.WARNS,
        {
            "TRUNCATED_FILE": "the file ends early",
            "TORN_CHECKPOINT": "the last checkpoint was torn while it was written",
            "UNSEALED_TAIL": "records at the end that no signature covers",
        },
    ),
    **_codes(
        CodeClass.TRUST,
        Effect.UNTRUSTS,
        {
            "UNTRUSTED_DEVICE_KEY": "the key of the device is not trusted",
            "KEY_REVOKED": "the key of the device was revoked",
            "KEY_NOT_VALID_THEN": "the key of the device was not valid when this was recorded",
        },
    ),
    **_codes(CodeClass.DRIVE, Effect.UNTRUSTS, {"FORK": "two different continuations of one recording"}),
    **_codes(
        CodeClass.DRIVE,
        Effect.BREAKS,
        {
            "SEGMENT_LINK": "a segment does not follow the one before it",
            "TRUNCATED_AFTER_ANCHOR": "records that the next segment vouches for are missing",
        },
    ),
    **_codes(CodeClass.DRIVE, Effect.OPENS, {"SEGMENT_MISSING": "a segment of the drive is missing"}),
    **_codes(
        CodeClass.DRIVE,
        Effect.WARNS,
        {
            "SEGMENT_TWICE": "a segment was given twice",
            "SEGMENT_ALONE": "one segment of a longer drive was given alone",
        },
    ),
    **_codes(
        CodeClass.CONTAINER,
        Effect.WARNS,
        {
            "UNSEALED_BYTES": "bytes in the file that no seal covers",
            "UNSEALED_CONTENT": "objects in the HDF5 file that no seal covers",
            "CONTAINER_MISMATCH": "HDF5 tools would show other bytes than those that are sealed",
            "SCHEMA_MISMATCH": "the payloads do not have the form that the channel table declares",
            "FILE_CHANGED": "the file changed while it was open",
            "READER_CRASH": "reading the HDF5 wrapping crashed its worker",
            "READER_TIMEOUT": "reading the HDF5 wrapping took too long",
        },
    ),
}
"""Every code by name."""
