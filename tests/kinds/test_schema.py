"""The published schemas: the files are what the program means, and they stand on their own.

Must not know any single kind.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.kinds.registry import KINDS, codec
from app.kinds.schema import schema_documents, write_documents
from app.resource import resource
from tests.kinds.examples import PAYLOAD, SYSTEM
from tests.kinds.json_schema import errors, resolved

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "schema"
RENEW = (
    "the published schemas differ from the program; if that is meant, renew them:\n"
    'python -c "from pathlib import Path; from app.kinds.schema import write_documents; '
    "write_documents(Path('resources/schema'))\""
)
DOCUMENTS = schema_documents()


def test_committed_files_are_what_the_program_means() -> None:
    committed = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.rglob("*.json")}
    assert committed.keys() == DOCUMENTS.keys(), RENEW
    assert [name for name, text in DOCUMENTS.items() if committed[name] != text] == [], RENEW


def test_the_program_finds_them() -> None:
    assert json.loads(resource("schema", "system", "genesis.json").read_text("utf-8"))["title"] == "genesis"


def test_writing_makes_a_folder_hold_exactly_the_schemas(tmp_path: Path) -> None:
    (tmp_path / "payload").mkdir()
    (tmp_path / "payload" / "gone.json").write_text("{}")
    (tmp_path / "README.md").write_text("stays")
    write_documents(tmp_path)
    write_documents(tmp_path)
    found = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found.pop("README.md") == b"stays"
    assert found == {name: text.encode() for name, text in DOCUMENTS.items()}


def subschemas(document: Any) -> list[dict[str, Any]]:
    inside = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    own = [document] if isinstance(document, dict) else []
    return own + [schema for item in inside for schema in subschemas(item)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_stands_on_its_own(name: str) -> None:
    document = json.loads(DOCUMENTS[name])
    folder, _, file = name.partition("/")
    title = file.removesuffix(".json")
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (document["$id"], document["title"]) == (f"urn:sealed-log:1:{folder}:{title}", title)
    references = [schema["$ref"] for schema in subschemas(document) if isinstance(schema.get("$ref"), str)]
    assert all(resolved(reference, document) for reference in references)
    assert {reference.removeprefix("#/$defs/") for reference in references} == set(document.get("$defs", {}))


@pytest.mark.parametrize(("folder", "examples"), [("system", SYSTEM), ("payload", PAYLOAD)])
def test_a_published_document_describes_its_example(folder: str, examples: dict[str, Any]) -> None:
    for name, example in examples.items():
        document = json.loads(DOCUMENTS[f"{folder}/{name.lower()}.json"])
        assert resolved(document["$ref"], document)["title"] == type(example).__name__
        says_nothing_at_all_is_fine = not errors({}, document, document)
        assert says_nothing_at_all_is_fine == (name in ("environment", "health"))


def test_columns_are_published_with_their_place_in_the_row() -> None:
    document = json.loads(DOCUMENTS["payload/state.json"])
    columns = {column["name"]: column for column in document["x-fields"]}
    assert document["x-row-bytes"] == 160
    assert columns["speed"] == {
        "name": "speed",
        "type": "<f4",
        "offset": 8,
        "unit": "m/s",
        "frame": "vehicle",
        "description": "along x of the vehicle, backwards negative",
        "unknown": "NaN",
    }
    assert columns["driving_mode"]["offset"] == 112
    assert columns["driving_mode"]["codes"]["5"] == "minimum risk manoeuvre"
    actuation = json.loads(DOCUMENTS["payload/actuation.json"])
    assert actuation["x-fields"][0]["unknown"] == "18446744073709551615"


def test_codecs_of_a_kind_are_published_side_by_side() -> None:
    cloud = json.loads(DOCUMENTS["payload/cloud.json"])
    assert list(cloud["x-codecs"]) == ["xyz_f32", "xyz_i16"]
    assert [column["name"] for column in cloud["x-codecs"]["xyz_f32"]["x-leading-fields"]] == ["x", "y", "z"]
    assert cloud["x-codecs"]["xyz_i16"]["x-row-bytes"] == 8
    image = json.loads(DOCUMENTS["payload/image.json"])
    assert {name: entry["x-media-type"] for name, entry in image["x-codecs"].items()} == {
        "jpeg": "image/jpeg",
        "png": "image/png",
        "h264": "video/h264",
        "h265": "video/h265",
    }


def test_registry_names_every_kind_once() -> None:
    assert sorted(KINDS) == sorted(
        [
            "actuation",
            "candidates",
            "cloud",
            "control",
            "decision",
            "environment",
            "event",
            "gnss",
            "health",
            "image",
            "imu",
            "map",
            "objects",
            "pose",
            "prediction",
            "radar",
            "raw",
            "signals",
            "span",
            "state",
            "text",
        ]
    )
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.codecs
        for key, entry in kind.codecs.items():
            assert codec(name, key) is entry
            assert entry.name == key


def test_what_is_not_known_is_said_with_what_is() -> None:
    with pytest.raises(ValueError, match="unknown kind 'lidar'; known are actuation, candidates, cloud"):
        codec("lidar", "json")
    with pytest.raises(ValueError, match="kind image has no codec 'bmp'; it has h264, h265, jpeg, png"):
        codec("image", "bmp")


def test_every_column_says_what_it_is() -> None:
    for kind in KINDS.values():
        for entry in kind.codecs.values():
            for column in (*(entry.layout.fields if entry.layout else ()), *entry.leading, *entry.known):
                assert column.unit, f"{kind.name}.{column.name}"
                assert column.description, f"{kind.name}.{column.name}"
                if column.type[1] == "f":
                    assert isinstance(column.unknown, float), f"{kind.name}.{column.name}: NaN is the unknown of floats"
