"""Parameter sets: texts that GENESIS names by their digests and ANNEX carries, so that a log holds all it rests on.

It must not know what a parameter is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """A text that GENESIS names by its digest and an ANNEX carries."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()


def stated(name: str, *namespaces: Mapping[str, object]) -> ParameterSet:
    """All constants of modules (`vars(module)`), one a line: upper-case names of plain values, in their order.

    It takes them all, so that a constant that is added later cannot be left out of the log.
    """
    lines = []
    for namespace in namespaces:
        module = str(namespace["__name__"]).rpartition(".")[2]
        for key, value in namespace.items():
            plain = dict(value) if isinstance(value, Mapping) else value
            if key.strip("_").isupper() and _is_plain(plain):
                lines.append(f"{module}.{key.strip('_')} = {plain!r}")
    return ParameterSet(name, "\n".join(lines) + "\n")


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_plain(one) for pair in value.items() for one in pair)
    if isinstance(value, tuple | list):
        return all(_is_plain(one) for one in value)
    return value is None or isinstance(value, int | float | str)
