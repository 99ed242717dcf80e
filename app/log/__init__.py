"""Bytes on disk to records: the container, its directory, its leaves, one file as a segment, many as a log.

It must not know whether anything is true: checking is the business of `app.chain`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.log.channel import Channel, Mode
    from app.log.log import Log
    from app.log.record import Record

__all__ = ["Channel", "Log", "Mode", "Record"]

_WHERE = {"Log": "log", "Channel": "channel", "Mode": "channel", "Record": "record"}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what is asked for when it is: processes behind walls import single modules and nothing else."""
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
