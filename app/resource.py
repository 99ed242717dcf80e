"""Finds the files that the program carries with it: the format's specification, and later pictures and texts.

It must not know what is in them, nor whether the program runs from a checkout or was installed.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def resource(*parts: str) -> Traversable:
    """Return the carried file or folder of that name, for example `resource("spec", "sealed-log.md")`."""
    # a wheel has them inside the package, a checkout beside it
    installed = files("app").joinpath("_resources")
    root = installed if installed.is_dir() else Path(__file__).resolve().parent.parent / "resources"
    return root.joinpath(*parts)
