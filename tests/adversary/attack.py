"""How an attack is written down: its row in the list of attacks, what it does to a log, what must be found.

It must not know how anything is found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.log.directory import Directory, parse_directory
from tests.adversary.base import KeyRing, pack, record
from tests.adversary.forgery import Forgery


@dataclass
class Scene:
    """Where an attack takes place: a folder for what it makes, and sound logs to start from."""

    folder: Path
    work: Path
    ring: KeyRing

    def sound(self, *, close: bool = True) -> Path:
        """The log that most attacks begin with."""
        packed = self.work / ("sound.h5" if close else "open.h5")
        if not packed.exists():
            pack(record(self.work / packed.stem, self.ring, close=close)[0], packed)
        return packed

    def drive(self) -> list[Path]:
        """A drive of three segments."""
        packed = self.work / "drive"
        if not packed.exists():
            for path in record(self.work / "unpacked", KeyRing("drive"), seconds=5, segment_ms=2000):
                pack(path, packed / path.name)
        return sorted(packed.glob("*.h5"))

    def forgery(self, *, close: bool = True) -> Forgery:
        """The sound log in pieces."""
        return Forgery(self.sound(close=close))

    def out(self, name: str = "log.h5") -> Path:
        """A file that the attack makes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / name

    def copy(self, source: Path, name: str = "log.h5") -> Path:
        """A copy of a sound file to be altered in place."""
        target = self.out(name)
        target.write_bytes(source.read_bytes())
        return target


@dataclass(frozen=True)
class Attack:
    """One attack. `codes` are all codes that must be found and no others; the trust store pins the sound device."""

    name: str
    status: str
    codes: frozenset[str]
    make: Callable[[Scene], None]
    trusted: bool = True


ATTACKS: dict[str, Attack] = {}


def attack(
    name: str, status: str, *codes: str, trusted: bool = True
) -> Callable[[Callable[[Scene], None]], Callable[[Scene], None]]:
    """Enter a function into the table of attacks."""

    def enter(make: Callable[[Scene], None]) -> Callable[[Scene], None]:
        assert name not in ATTACKS
        ATTACKS[name] = Attack(name, status, frozenset(codes), make, trusted)
        return make

    return enter


def directory_of(path: Path) -> Directory:
    """The directory of a file."""
    return parse_directory(path.read_bytes()[:65_536])


def flip(path: Path, offset: int, bit: int = 0) -> None:
    """Flip one bit of a file."""
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ (1 << bit)]))


def nth(forgery: Forgery, channel: int, number: int) -> int:
    """The position of the n-th record of a channel."""
    return [i for i, piece in enumerate(forgery.pieces) if piece.leaf.channel == channel][number]


def of_type(forgery: Forgery, kind: int, number: int = 0) -> int:
    """The position of the n-th record of a type."""
    return [i for i, piece in enumerate(forgery.pieces) if piece.leaf.type == kind][number]
