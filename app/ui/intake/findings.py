"""What the verbs print as JSON, as far as the dialog of an intake needs it.

It must not know how they are run.
"""

from typing import Any

import msgspec


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why `convert` takes nothing, and what would help."""

    refused: str = ""
    parts: tuple[str, ...] = ()
    """The recordings to choose from."""
    needs_mapping: bool = False


class Dataset(msgspec.Struct, frozen=True, kw_only=True):
    """One of an HDF5 file."""

    name: str
    shape: tuple[int, ...]
    type: str


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """What `inspect` has found, and the mapping that it proposes."""

    datasets: tuple[Dataset, ...]
    refused: tuple[dict[str, Any], ...]
    mapping: str

    def lines(self) -> list[str]:
        """For people."""
        found = [f"{one.name:48} {' x '.join(map(str, one.shape)) or 'one':>20}  {one.type}" for one in self.datasets]
        return found + [f"refused     {one.get('where')}: {one.get('why')}" for one in self.refused]


def refusal_in(printed: str) -> Refusal:
    """What was printed; of anything else nothing is known."""
    try:
        return msgspec.json.decode(printed, type=Refusal)
    except msgspec.MsgspecError:
        return Refusal()


def inspection_in(printed: str) -> Inspection | None:
    """What was printed; None: it is no inspection."""
    try:
        return msgspec.json.decode(printed, type=Inspection)
    except msgspec.MsgspecError:
        return None
