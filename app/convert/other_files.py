"""What lies in a folder beside the files of it that are taken: named and counted, so that nobody takes it for read.

It must not know formats. The rule for all of them: licences, readmes and other papers about a recording, and what an
operating system leaves in a folder, are no data of it: they are named, and are no losses. Whatever else is not read is
one, for it may be data.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from app.convert.messages.carrier import printable
from app.convert.recording import Losses
from app.record.entry import sayable

_MOST_FILES = 1_000_000
_MOST_OF_A_NAME = 200
_MOST_NAMES = 8
_MOST_OF_A_SENTENCE = 400
_PAPER = re.compile(
    r"(licen[cs]e|copying|copyright|notice|read[-_ ]?me|source|changelog|changes|authors|citation|terms)"
    r"([-_. ][a-z0-9-]+)*\Z"
)
_PAPER_SUFFIXES = frozenset({"", ".txt", ".md", ".rst", ".html", ".pdf", ".cff"})
_OF_THE_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def count_other_files(folder: Path, known: Collection[Path], losses: Losses, *, what: str) -> None:
    """Count the files at any depth of a folder that are none of those `known`; several of one suffix together.

    `what`: what the known ones are, for people. Links are counted, and never followed. Raises OSError.
    """
    taken = set(known)
    paths = (path for path in _files_and_links(folder, losses) if path not in taken)
    named = ((_suffix_or_name(path), path.relative_to(folder).as_posix()) for path in paths)
    count_alike(islice(named, _MOST_FILES), losses, f"is no {what}, and not read")
    losses.add(shown(folder.name), f"files beyond the first {_MOST_FILES}, which are not read", sum(1 for _ in named))


def count_alike(named: Iterable[tuple[str, str]], losses: Losses, why: str) -> None:
    """Count files, each given as the pattern of all that are like it, and its own name: one alone keeps its name."""
    alike: dict[str, tuple[str, int]] = {}
    for pattern, name in named:
        if is_no_data(name):
            losses.beside[shown(name), "is no data of the recording"] += 1
            continue
        first, count = alike.get(pattern, (name, 0))
        alike[pattern] = (min(first, name), count + 1)
    for pattern, (name, count) in sorted(alike.items()):
        losses.add(shown(name if count == 1 else pattern), why, count)


def count_beside(source: Path, taken: Path, alike: Collection[Path], losses: Losses, *, what: str) -> list[str]:
    """Count what a folder holds beside its recordings, of which one is taken; a sentence names the others, if any.

    `source` is the file itself, or the folder that holds it. `alike`: all of its recordings. Raises OSError.
    """
    if not source.is_dir():
        return []
    count_other_files(source, alike, losses, what=what)
    others = sorted(shown(path.name) for path in alike if path != taken)
    some = ", ".join(others[:_MOST_NAMES]) + (" ..." if len(others) > _MOST_NAMES else "")
    said = f"of {shown(source.resolve().name)} only {shown(taken.name)} was taken, and not: {some}"
    return [sayable(said, _MOST_OF_A_SENTENCE)] if others else []


def is_no_data(name: str) -> bool:
    """Whether a file is by its name a paper about a recording, or something of an operating system."""
    last = name.rsplit("/", 1)[-1].lower()
    stem, dot, suffix = last.rpartition(".")
    stem, suffix = (stem, dot + suffix) if stem else (last, "")
    return last in _OF_THE_SYSTEM or (suffix in _PAPER_SUFFIXES and _PAPER.match(stem) is not None)


def shown(name: str) -> str:
    """The name of a file for people: of a bounded length, with a question mark for what nobody can print."""
    return sayable(printable(name), _MOST_OF_A_NAME)


def _suffix_or_name(path: Path) -> str:
    return f"*{path.suffix.lower()}" if path.suffix else path.name


def _files_and_links(folder: Path, losses: Losses) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        at = Path(error.filename)
        if at == folder:
            raise error
        why = f"is a folder that cannot be looked at: {error.strerror or error}"
        losses.add(shown(at.relative_to(folder).as_posix()), why)

    for at, folders, files in os.walk(folder, onerror=refuse):
        for path in (Path(at) / name for name in (*files, *folders)):
            if path.is_symlink() or not path.is_dir():
                yield path
