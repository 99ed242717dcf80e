"""Where the message of each row lies in a file of pieces: in which piece, at which offset, how long.

It must not know the format of the file. Some 16 bytes a message are held.
"""

from array import array
from collections.abc import Callable

from app.convert.messages.carrier import Buffer, view
from app.convert.messages.decompression import Pieces
from app.convert.recording import ConvertError
from app.log.source import Source

OUTSIDE = -1
"""In no piece: the offset is one of the file."""
_LOADS_A_PIECE = 64
"""A piece that is taken apart more often than so, on average, makes a conversion last for days."""
_SPARE_LOADS = 1024


class Places:
    """The places of all messages of one file."""

    def __init__(self, source: Source, pieces: Pieces, load: Callable[[int], Buffer]) -> None:
        """`load` takes a piece apart, by its number."""
        self._source = source
        self._pieces = pieces
        self._load = load
        self._piece_of, self._offsets, self._sizes = array("i"), array("q"), array("I")
        self._loads = 0
        self._most_loads = _SPARE_LOADS

    def add(self, piece: int, offset: int, size: int) -> int:
        """Remember one more, and return its row."""
        self._piece_of.append(piece)
        self._offsets.append(offset)
        self._sizes.append(size)
        return len(self._sizes) - 1

    def piece(self, number: int) -> memoryview:
        """The bytes of a piece. Raises what `load` does.

        Raises:
            ConvertError: pieces were taken apart over and over.
        """
        return memoryview(self._pieces.get(self, number, lambda: self._counted(number)))

    def read(self, row: int) -> Buffer:
        """The message of a row; raises as `piece`, and CarrierError."""
        piece, offset, size = self._piece_of[row], self._offsets[row], self._sizes[row]
        if piece == OUTSIDE:
            return view(self._source, offset, size)
        return self.piece(piece)[offset : offset + size]

    def _counted(self, number: int) -> Buffer:
        self._loads += 1
        self._most_loads = max(self._most_loads, _LOADS_A_PIECE * (number + 1) + _SPARE_LOADS)
        if self._loads > self._most_loads:
            raise ConvertError(
                f"{self._source.path}: its messages are so far out of order in time that its pieces would be taken "
                "apart over and over; write them in order first (mcap sort, rosbag reindex)"
            )
        return self._load(number)
