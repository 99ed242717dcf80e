"""A small validator for the part of JSON Schema (draft 2020-12) that the published schemas use.

Must not know the structs: it is the second opinion on them. A keyword that it does not know is an error.
"""

import re
from typing import Any

_NOTES = {"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default"}
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def errors(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "$") -> list[str]:
    """What is wrong with `value`, each with its place."""
    found: list[str] = []
    for keyword, rule in schema.items():
        if keyword in _NOTES or keyword.startswith("x-"):
            continue
        if keyword == "$ref":
            found += errors(value, resolved(rule, root), root, where)
        elif keyword == "anyOf":
            if all(errors(value, option, root, where) for option in rule):
                found.append(f"{where}: {value!r} is none of the options")
        elif keyword in _CHECKS:
            found += _CHECKS[keyword](value, rule, schema, root, where)
        else:
            raise AssertionError(f"the validator does not know {keyword!r}")
    return found


def resolved(reference: str, root: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference within the document names."""
    assert reference.startswith("#/$defs/"), reference
    found = root["$defs"][reference.removeprefix("#/$defs/")]
    assert isinstance(found, dict)
    return found


def _type(value: Any, rule: Any, _schema: Any, _root: Any, where: str) -> list[str]:
    fits = isinstance(value, _TYPES[rule]) and (rule == "boolean" or not isinstance(value, bool))
    return [] if fits else [f"{where}: {value!r} is no {rule}"]


def _bound(holds: Any, kinds: tuple[type, ...]) -> Any:
    def check(value: Any, rule: Any, _schema: Any, _root: Any, where: str) -> list[str]:
        applies = isinstance(value, kinds) and not isinstance(value, bool)
        return [f"{where}: {value!r} against {rule!r}"] if applies and not holds(value, rule) else []

    return check


def _required(value: Any, rule: Any, _schema: Any, _root: Any, where: str) -> list[str]:
    return [f"{where}: {name} is missing" for name in rule if isinstance(value, dict) and name not in value]


def _properties(value: Any, rule: Any, _schema: Any, root: Any, where: str) -> list[str]:
    members = value.items() if isinstance(value, dict) else ()
    return [
        text for name, item in members if name in rule for text in errors(item, rule[name], root, f"{where}.{name}")
    ]


def _additional(value: Any, rule: Any, schema: Any, root: Any, where: str) -> list[str]:
    members = value.items() if isinstance(value, dict) else ()
    others = [(name, item) for name, item in members if name not in schema.get("properties", {})]
    return [text for name, item in others for text in errors(item, rule, root, f"{where}.{name}")]


def _names(value: Any, rule: Any, _schema: Any, root: Any, where: str) -> list[str]:
    return [text for name in (value if isinstance(value, dict) else ()) for text in errors(name, rule, root, where)]


def _items(value: Any, rule: Any, schema: Any, root: Any, where: str) -> list[str]:
    rest = value[len(schema.get("prefixItems", ())) :] if isinstance(value, list) else []
    if rule is False:
        return [f"{where}: {len(rest)} items too many"] if rest else []
    return [text for number, item in enumerate(rest) for text in errors(item, rule, root, f"{where}[{number}]")]


def _prefix(value: Any, rule: Any, _schema: Any, root: Any, where: str) -> list[str]:
    pairs = zip(value, rule, strict=False) if isinstance(value, list) else ()
    return [text for item, one in pairs for text in errors(item, one, root, where)]


_NUMBERS = (int, float)
_CHECKS: dict[str, Any] = {
    "type": _type,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "prefixItems": _prefix,
    "enum": _bound(lambda value, rule: value in rule, (object,)),
    "const": _bound(lambda value, rule: value == rule, (object,)),
    "minimum": _bound(lambda value, rule: value >= rule, _NUMBERS),
    "maximum": _bound(lambda value, rule: value <= rule, _NUMBERS),
    "exclusiveMinimum": _bound(lambda value, rule: value > rule, _NUMBERS),
    "minLength": _bound(lambda value, rule: len(value) >= rule, (str,)),
    "maxLength": _bound(lambda value, rule: len(value) <= rule, (str,)),
    "minItems": _bound(lambda value, rule: len(value) >= rule, (list,)),
    "maxItems": _bound(lambda value, rule: len(value) <= rule, (list,)),
    "minProperties": _bound(lambda value, rule: len(value) >= rule, (dict,)),
    "maxProperties": _bound(lambda value, rule: len(value) <= rule, (dict,)),
    "pattern": _bound(lambda value, rule: re.search(rule, value) is not None, (str,)),
}
