"""Every JSON document: what is written reads back alike, in plain JSON and in the program's own types.

Must not know any single kind.
"""

import json
from typing import Any

import msgspec
import pytest

from app.kinds.document import Document, encode_document
from app.kinds.kind import schema_of
from app.kinds.registry import KINDS
from app.kinds.strict_json import parse_object
from app.kinds.system import SYSTEM_RECORDS, encode_system, size_limit
from tests.kinds.examples import PAYLOAD, SYSTEM
from tests.kinds.json_schema import errors

EXAMPLES: dict[str, Document] = SYSTEM | PAYLOAD
JSON_KINDS = {
    kind.name: codec.struct for kind in KINDS.values() for codec in kind.codecs.values() if codec.struct is not None
}


def test_there_is_an_example_of_every_document() -> None:
    assert set(SYSTEM) == set(SYSTEM_RECORDS)
    assert set(PAYLOAD) == set(JSON_KINDS)
    assert all(type(PAYLOAD[name]) is struct for name, struct in JSON_KINDS.items())


def plain(value: object) -> object:
    """The JSON that a document means: members without their default, walked independently of the encoder."""
    if isinstance(value, msgspec.Struct):
        defaults = {field.name: field.default for field in msgspec.structs.fields(value)}
        members = {name: getattr(value, name) for name in value.__struct_fields__}
        return {name: plain(member) for name, member in members.items() if not is_default(member, defaults[name])}
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return value


def is_default(member: object, default: object) -> bool:
    return type(member) is type(default) and member == default


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_written_reads_back_alike(name: str) -> None:
    example = EXAMPLES[name]
    raw = encode_document(example, of=type(example))
    assert json.loads(raw) == plain(example)
    assert parse_object(raw, limit=1 << 20) == json.loads(raw)
    again = msgspec.convert(json.loads(raw), type(example))
    assert again == example
    assert encode_document(again, of=type(example)) == raw


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_written_fits_the_published_schema(name: str) -> None:
    example = EXAMPLES[name]
    schema = schema_of(type(example))
    document = json.loads(encode_document(example, of=type(example)))
    assert errors(document, schema, schema) == []
    for member in schema["$defs"][type(example).__name__]["required"]:
        assert errors({key: document[key] for key in document if key != member}, schema, schema) != []
    for member in document:
        assert errors(document | {member: [[{}]]}, schema, schema) != []


@pytest.mark.parametrize("name", EXAMPLES)
def test_members_that_a_reader_does_not_know_are_ignored(name: str) -> None:
    example = EXAMPLES[name]
    document = json.loads(encode_document(example, of=type(example)))
    assert msgspec.convert(document | {"from the future": [1]}, type(example)) == example
    schema = schema_of(type(example))
    assert errors(document | {"from the future": [1]}, schema, schema) == []


@pytest.mark.parametrize("name", SYSTEM)
def test_system_records_are_limited_in_size(name: str) -> None:
    record: Any = SYSTEM[name]
    assert encode_system(record) == encode_document(record, of=type(record))
    assert size_limit(name) == (1_048_576 if name in ("GENESIS", "ANNEX") else 65_536)


def structs() -> list[type[Document]]:
    found, waiting = [], [Document]
    while waiting:
        one = waiting.pop()
        found += [struct for struct in one.__subclasses__() if struct.__module__.startswith("app.")]
        waiting += one.__subclasses__()
    return found


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: struct.__name__)
def test_every_member_is_described_and_no_default_is_a_fact(struct: type[Document]) -> None:
    properties = schema_of(struct)["$defs"][struct.__name__]["properties"]
    assert properties
    for name, member in properties.items():
        assert member.get("description"), f"{struct.__name__}.{name}"
        assert member.get("default") in (None, [], "unknown", "unset"), f"{struct.__name__}.{name}"
