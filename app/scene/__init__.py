"""Checked records to arrays and facts.

It must not know files, time or windows. Nothing is decoded that `app.chain.check` did not check.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.scene.decided import Decided, decisions

__all__ = ["Decided", "decisions"]

_WHERE = {"Decided": "decided", "decisions": "decided"}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what is asked for when it is: processes behind walls import single modules and nothing else."""
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
