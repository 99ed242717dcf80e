"""Where layouts are kept: those that are shipped, and the user's own, one file each in his folder.

It must not know the desk. The name of a layout is the name of its file, so both can be given to a colleague at once.
"""

import re
from pathlib import Path

from app.case.place import config_folder
from app.ui.layouts.layout import MOST_BYTES, Layout, LayoutError, read, written
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.own_file import put_in_place

SUFFIX = ".irlayout"
MOST_SIGNS = 40
MOST = 100
"""Own ones; more would be no choice any more."""
_LAST = "last-layout.txt"
# what some file system refuses or takes for something else
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)


def default_folder() -> Path:
    """The folder of this user."""
    return config_folder() / "layouts"


def sound_name(name: str) -> str:
    """The name without spaces around it.

    Raises:
        LayoutError: nothing can be called that; says why.
    """
    name = name.strip()
    if not name:
        raise LayoutError("a layout needs a name")
    if len(name) > MOST_SIGNS:
        raise LayoutError(f"the name of a layout has {MOST_SIGNS} signs at most")
    unfit = _UNFIT.search(name)
    if unfit is not None or name.startswith(".") or name.endswith("."):
        sign = "." if unfit is None else unfit.group()
        raise LayoutError(f"the name of a layout is the name of a file: {sign!r} cannot stand there")
    if _DEVICES.match(name):
        raise LayoutError(f"“{name}” is the name of a device: no file can be called that")
    return name


def _by_alphabet(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _sound(name: str) -> bool:
    try:
        return sound_name(name) == name
    except LayoutError:
        return False


class LayoutShelf:
    """All layouts of one user."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or default_folder()

    @property
    def names(self) -> tuple[str, ...]:
        """The shipped ones, and the own ones by the alphabet; a file that nothing can be called like is none."""
        try:
            found = [one.stem for one in self._folder.iterdir() if one.suffix == SUFFIX and one.is_file()]
        except OSError:
            found = []
        own = sorted((name for name in found if _sound(name) and self.shipped(name) is None), key=_by_alphabet)
        return (*SHIPPED, *own[:MOST])

    @staticmethod
    def shipped(name: str) -> str | None:
        """What the shipped layout of this name, large or small, is called; None: there is none."""
        return next((one for one in SHIPPED if one.casefold() == name.strip().casefold()), None)

    def own(self, name: str) -> str | None:
        """What the own layout of this name, large or small, is called; None: there is none.

        Two files may differ in nothing else: the one that is called just so is meant.
        """
        wanted = name.strip()
        there = [one for one in self.names if one.casefold() == wanted.casefold() and one not in SHIPPED]
        return wanted if wanted in there else next(iter(there), None)

    def get(self, name: str) -> Layout:
        """A layout by its name.

        Raises:
            LayoutError: there is none, or its file cannot be used.
        """
        shipped, own = self.shipped(name), self.own(name)
        if shipped is not None:
            return SHIPPED[shipped]
        if own is None:
            raise LayoutError(f"there is no layout “{name}”; there are {', '.join(self.names)}")
        return read_file(self._path(own))

    def named(self, text: str) -> tuple[str, Layout]:
        """A layout by its name, or that of a file, and what it is called: a file as it is named, ending and all.

        Raises:
            LayoutError: there is neither; says which names there are.
        """
        name = self.shipped(text) or self.own(text)
        if name is not None:
            return name, self.get(name)
        if Path(text).exists():
            return Path(text).name, read_file(Path(text))
        raise LayoutError(f"there is no layout “{text}”, nor such a file; there are {', '.join(self.names)}")

    def keep(self, name: str, layout: Layout) -> str:
        """Keep a layout under a name, in place of an own one that has it; what it is called now.

        Raises:
            LayoutError: the name is no name or a shipped layout's, or the file cannot be written.
        """
        name = self.free_name(name)
        before = self.own(name)
        if before is None and len(self.names) >= MOST + len(SHIPPED):
            raise LayoutError(f"there are {MOST} own layouts already: delete one first")
        if before is not None and before != name:
            # moved first: where large and small letters are the same it is one file
            self.rename(before, name)
        write_file(self._path(name), layout)
        return name

    def rename(self, name: str, new: str) -> str:
        """Call an own layout otherwise; what it is called now.

        Raises:
            LayoutError: the new name is no name or another's, or the file cannot be moved.
        """
        new = self.free_name(new)
        taken = self.own(new)
        if taken not in (None, name):
            raise LayoutError(f"there is a layout “{taken}” already")
        try:
            self._path(name).rename(self._path(new))
        except OSError as error:
            raise LayoutError(f"“{name}” cannot be renamed: {error.strerror}") from error
        return new

    def delete(self, name: str) -> None:
        """Forget an own layout.

        Raises:
            LayoutError: its file cannot be deleted.
        """
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise LayoutError(f"“{name}” cannot be deleted: {error.strerror}") from error

    @property
    def last(self) -> str:
        """The layout that was chosen last; the first one where nobody knows."""
        try:
            said = (self._folder / _LAST).read_text("utf-8")[: 2 * MOST_SIGNS].strip()
        except (OSError, UnicodeDecodeError):
            return INVESTIGATE
        return said if said in self.names else INVESTIGATE

    def note_last(self, name: str) -> None:
        """Remember it for the next start; where that cannot be kept it is lost."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / _LAST).write_text(name, "utf-8")
        except OSError:
            pass

    def free_name(self, name: str) -> str:
        """The name, if an own layout can be called that.

        Raises:
            LayoutError: it is no name, or a shipped layout's.
        """
        name = sound_name(name)
        shipped = self.shipped(name)
        if shipped is not None:
            raise LayoutError(f"“{shipped}” is shipped and stays as it is: give yours another name")
        return name

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"


def read_file(path: Path) -> Layout:
    """The layout of a file.

    Raises:
        LayoutError: it cannot be read, or is none; names the file.
    """
    try:
        if not path.is_file():
            # a pipe would be waited for
            raise LayoutError("there is no such file")
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
        return read(text)
    except OSError as error:
        raise LayoutError(f"{path}: {error.strerror}") from error
    except LayoutError as error:
        raise LayoutError(f"{path}: {error}") from error


def write_file(path: Path, layout: Layout) -> None:
    """Write a layout; what was there before stays until that is done.

    Raises:
        LayoutError: it cannot be written.
    """
    try:
        text = written(layout)
        # what could not be read again is said now and not when it is wanted back
        read(text)
        put_in_place(path, text)
    except OSError as error:
        raise LayoutError(f"{path}: it cannot be written: {error.strerror}") from error
    except LayoutError as error:
        raise LayoutError(f"{path.name} is not written: {error}") from error
