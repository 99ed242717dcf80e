"""The metadata.yaml beside the files of a ROS 2 bag: which files belong to it, and how many messages there should be.

It must not know what is in the files. Layout: ros2/rosbag2, rosbag2_storage. Only the few members named here are read,
by lines and not by a reader of YAML: the file is hostile, and nothing else of it is needed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.convert.messages.carrier import Findings
from app.convert.other_files import count_other_files
from app.convert.recording import ConvertError
from app.log.source import Source

NAME = "metadata.yaml"
DATABASE_SUFFIXES = ("-wal", "-journal", "-shm")
"""Of what SQLite leaves beside a database."""
_MOST_BYTES = 16 << 20
_MOST_FILES = 512
_LINE = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?:(?P<key>\w+):(?: +(?P<value>.*))?|(?P<item>.+))\Z")
_LISTS = ("relative_file_paths", "topics_with_message_count", "files")


@dataclass(frozen=True, slots=True, kw_only=True)
class BagMetadata:
    """`files` with their messages, where that is said; `counts` by topic; `path`: where it was read."""

    path: Path
    files: Mapping[str, int | None]
    counts: Mapping[str, int]
    compression_mode: str = ""
    compression_format: str = ""


def files_of(
    source: Path, suffixes: tuple[str, ...], findings: Findings, *, what: str
) -> tuple[list[Path], BagMetadata | None]:
    """The files of a bag in order: one file, or those of a folder, as its metadata names them; and the latter.

    Of suffixes, the last is that of the file that comes last. What else is in the folder is counted; `what`: what its
    files are, for people.

    Raises:
        ConvertError: there are too many, or none that is there.
        OSError: the folder cannot be read.
    """
    folder = source if source.is_dir() else source.parent
    metadata = _read(folder / NAME, findings)
    if not source.is_dir():
        if metadata is None or source.name not in metadata.files:
            return [source], None
        if len(metadata.files) > 1:
            findings.assume(f"{source.name} is one of the {len(metadata.files)} files of its bag; it is taken alone")
            return [source], replace(metadata, files={}, counts={})
        return [source], metadata
    fitting = (path for path in folder.iterdir() if path.is_file() and path.name.lower().endswith(suffixes))
    there = sorted(fitting, key=lambda path: (_place(path, suffixes), _natural(path)))
    known = [*there, *_told_elsewhere(there)]
    if metadata is not None and any(name.lower().endswith(suffixes) for name in metadata.files):
        there = list(_named(folder, there, metadata, findings))
        known.append(metadata.path)
    elif suffixes == (".db3",):
        findings.assume(f"{folder.name} has no {NAME}: every file of it is taken, in the order of their names")
        metadata = None
    else:
        metadata = None
    if len(there) > _MOST_FILES:
        raise ConvertError(f"{source}: {len(there)} files; at most {_MOST_FILES} are taken together")
    if not there:
        raise ConvertError(f"{source}: none of the files that its {NAME} names is there")
    count_other_files(folder, known, findings.losses, what=what)
    return there, metadata


def _place(path: Path, suffixes: tuple[str, ...]) -> int:
    return next(place for place, suffix in reversed(list(enumerate(suffixes))) if path.name.lower().endswith(suffix))


def _told_elsewhere(there: list[Path]) -> Iterator[Path]:
    """What a database has beside it, which is counted when that is read."""
    for path in there:
        yield from (path.with_name(path.name + suffix) for suffix in DATABASE_SUFFIXES)


def _natural(path: Path) -> list[tuple[int, str]]:
    """The order in which people count: bag_2 before bag_10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d{1,18})", path.name)]


def _named(folder: Path, there: list[Path], metadata: BagMetadata, findings: Findings) -> Iterator[Path]:
    """The files that are named and there; the others are counted."""
    by_name = {path.name: path for path in there}
    for name, messages in metadata.files.items():
        path = by_name.pop(name, None)
        if path is not None:
            yield path
        elif messages is None:
            findings.losses.add(name[:200], f"is named by {NAME} and not there")
        else:
            findings.losses.add(name[:200], f"is named by {NAME} and not there: its messages", messages)
    for name in by_name:
        findings.losses.add(name, f"is in {folder.name} and not named by its {NAME}")


def _read(path: Path, findings: Findings) -> BagMetadata | None:
    if not path.exists() and not path.is_symlink():
        return None
    try:
        with Source(path) as source:
            raw = source.read(0, _MOST_BYTES + 1)
    except OSError as error:
        findings.assume(f"{path.name} cannot be read: {error}"[:400])
        return None
    if len(raw) > _MOST_BYTES:
        findings.assume(f"{path.name} has more than {_MOST_BYTES} bytes, so it is not read")
        return None
    return parsed(raw.decode("utf-8", "replace"), path)


def parsed(text: str, path: Path) -> BagMetadata | None:
    """What a metadata.yaml says; None if it names no files."""
    lists: dict[str, list[dict[str, str]]] = {name: [] for name in _LISTS}
    single: dict[str, str] = {}
    current, depth, items = "", 0, -1
    for line in text.splitlines():
        match = _LINE.match(line.rstrip())
        if match is None:
            continue
        indent, key = len(match["indent"]), match["key"]
        if current and (indent > depth or (match["dash"] and indent == depth)):
            if match["dash"] and items in (-1, indent):
                items = indent
                lists[current].append({})
            if lists[current]:
                name, value = (key, match["value"] or "") if key else ("", match["item"])
                lists[current][-1].setdefault(name, _unquoted(value))
            continue
        current, depth, items = (key, indent, -1) if key in _LISTS else ("", 0, -1)
        if key and not match["dash"]:
            single.setdefault(key, _unquoted(match["value"] or ""))
    sizes = {one.get("path", ""): _number(one.get("message_count", "")) for one in lists["files"]}
    files = {Path(one[""]).name: sizes.get(one[""]) for one in lists["relative_file_paths"] if one.get("")}
    counts = {
        one["name"]: count
        for one in lists["topics_with_message_count"]
        if "name" in one and (count := _number(one.get("message_count", ""))) is not None
    }
    if not files:
        return None
    return BagMetadata(
        path=path, files=files, counts=counts, compression_mode=single.get("compression_mode", "").lower(),
        compression_format=single.get("compression_format", "").lower(),
    )  # fmt: skip


def _unquoted(text: str) -> str:
    plain = text.strip()
    return plain[1:-1] if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'" else plain


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None
