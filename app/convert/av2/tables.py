"""The tables of an Argoverse 2 folder: read with all the columns that they need, or counted as lost.

It must not know what the columns mean.
"""

from collections.abc import Mapping

from app.convert.encodings.arrow_tables import Sort, Table, TableError, feather_rows, feather_table
from app.convert.tree import Tree

TURN: Mapping[str, Sort] = dict.fromkeys(("qw", "qx", "qy", "qz"), "number")
"""A unit quaternion w x y z."""
PLACE: Mapping[str, Sort] = dict.fromkeys(("tx_m", "ty_m", "tz_m"), "number")
"""A translation in m."""


def table_of(tree: Tree, name: str, wanted: Mapping[str, Sort], *, optional: tuple[str, ...] = ()) -> Table | None:
    """A table with all wanted columns but those that may be missing; None if there is none, which is counted."""
    raw = tree.read(name)
    if raw is None:
        return None
    try:
        table = feather_table(raw, wanted)
    except TableError as error:
        tree.losses.add(name, str(error))
        return None
    there = table.numbers.keys() | table.texts.keys()
    if missing := [column for column in wanted if column not in there and column not in optional]:
        tree.losses.add(name, f"there is no column {missing[0]}")
        return None
    return table


def rows_of(tree: Tree, name: str) -> int | None:
    """How many rows a table says that it has; None if it cannot be read, which is counted."""
    raw = tree.read(name)
    if raw is None:
        return None
    try:
        return feather_rows(raw)
    except TableError as error:
        tree.losses.add(name, str(error))
        return None
