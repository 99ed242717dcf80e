"""The way from a checked record to what it contains: one decoder for each entry of a channel table.

It must not know files or time. Only `Checked` is taken, and only what hashes to its leaf; it is hostile even so.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt

from app.chain.check import Checked
from app.chain.check_run import CheckedRun
from app.kinds.declared import channel_layout
from app.kinds.kind import Codec
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.kinds.strict_json import StrictJsonError, parse_object
from app.scene.content import Content, Opaque, Picture, Rows, Table, Words
from app.scene.points import points
from app.scene.values import DecodeError

if TYPE_CHECKING:
    from app.scene.video import VideoDecoder

MOST_SHOWN_BYTES = 8 << 20
"""Of JSON: what is larger would hold up everything else for seconds; `cat` prints it."""
VIDEO = frozenset({"h264", "h265"})
_STILL = frozenset({"jpeg", "png"})


class Decoder:
    """Decodes the records of one channel of one segment. Safe from several threads."""

    def __init__(self, entry: Mapping[str, Any], *, most_bytes: int = MOST_SHOWN_BYTES) -> None:
        """Use what the channel table says of the channel; what is wrong with that is told by `decode`.

        `most_bytes`: JSON that has more is refused.
        """
        self._entry = entry
        self._most_bytes = most_bytes
        self._kind = str(entry.get("kind"))
        self._codec: Codec | None = None
        self._layout: RowLayout | None = None
        self._wrong: str | None = None
        try:
            self._codec = codec(self._kind, str(entry.get("codec")))
            self._layout = channel_layout(
                self._codec, fields=entry.get("fields"), row_bytes=entry.get("row_bytes")
            )  # fmt: skip
        except ValueError as error:
            self._wrong = str(error)

    @property
    def in_groups(self) -> bool:
        """Whether a record is decoded together with those from its key frame on: use `decode_group`."""
        return self._codec is not None and self._codec.name in VIDEO

    @property
    def wrong(self) -> str | None:
        """Why nothing of the channel can be decoded; None: it is declared as it may be."""
        return self._wrong

    @property
    def row_bytes(self) -> int | None:
        """Of which a payload has a whole number; None: it is not made of rows."""
        return None if self._layout is None else self._layout.row_bytes

    @property
    def in_words(self) -> bool:
        """Whether records are JSON."""
        return self._codec is not None and self._codec.struct is not None

    @property
    def plain_rows(self) -> RowLayout | None:
        """The layout, if records are rows and nothing else is made of them: use `first_rows` for many of them."""
        return None if self._kind in ("cloud", "radar") or self._wrong is not None else self._layout

    def first_rows(self, run: CheckedRun) -> tuple[Rows, npt.NDArray[np.bool_]]:
        """The first row of each record of a run, (n,), and which records have one; in the others none is known."""
        assert self.plain_rows is not None
        layout, lengths = self.plain_rows, np.array(run.run.lengths, dtype=np.int64)
        there = run.holds & (lengths > 0) & (lengths % layout.row_bytes == 0)
        if (lengths == layout.row_bytes).all():
            rows = np.frombuffer(run.payload, dtype=layout.dtype)
            if there.all():
                return rows, there
            rows = rows.copy()
            rows[~there] = layout.unknown(1)
            return rows, there
        rows, starts = layout.unknown(len(lengths)), np.cumsum(lengths) - lengths
        for at in np.flatnonzero(there).tolist():
            rows[at] = np.frombuffer(run.payload, dtype=layout.dtype, count=1, offset=int(starts[at]))[0]
        return rows, there

    def all_rows(self, run: CheckedRun) -> tuple[Rows, npt.NDArray[np.int64]]:
        """The rows of the records of a run that hold and have whole rows, and of each the position of its record."""
        assert self.plain_rows is not None
        size, lengths = self.plain_rows.row_bytes, np.array(run.run.lengths, dtype=np.int64)
        there = run.holds & (lengths % size == 0)
        positions = np.repeat(np.arange(len(lengths)), np.where(there, lengths // size, 0))
        if there.all():
            return np.frombuffer(run.payload, dtype=self.plain_rows.dtype), positions
        starts = np.cumsum(lengths) - lengths
        found = [run.payload[starts[at] : starts[at] + lengths[at]] for at in np.flatnonzero(there).tolist()]
        return np.frombuffer(b"".join(found), dtype=self.plain_rows.dtype), positions

    def decode(self, checked: Checked, *, draft: bool = False) -> Content:
        """What a usable record contains; a draft may be coarser where that is quicker.

        Raises:
            DecodeError: the payload does not have the form that its channel declares; the text says why.
        """
        assert checked.usable
        return self._decoded(checked, draft=draft)

    def as_found(self, checked: Checked) -> Picture | None:
        """The picture in a record that fails its check, to be shown as found in the file and not as recorded.

        It is evidence, too. None: it is no picture that can be decoded, or there are no bytes.
        """
        assert not checked.usable
        if self._kind != "image" or self.in_groups or checked.withheld or not checked.record.payload:
            return None
        try:
            found = self._decoded(checked, draft=False)
        except DecodeError:
            return None
        return found if isinstance(found, Picture) else None

    def _decoded(self, checked: Checked, *, draft: bool) -> Content:
        if self._wrong is not None:
            raise DecodeError(self._wrong)
        assert self._codec is not None
        payload = checked.record.payload
        if self._layout is not None:
            return self._rows(payload, self._layout)
        if self._codec.struct is not None:
            return _words(payload, self._codec, self._most_bytes)
        if self._kind == "image" and self._codec.name in _STILL:
            from app.scene.picture import still  # OpenCV takes its time

            return still(payload, self._codec.name, self._entry, draft=draft)
        return Opaque(media_type=self._codec.media_type, size=len(payload))

    def decode_group(
        self, group: Sequence[Checked], stamps: Sequence[int], video: "VideoDecoder"
    ) -> dict[int, Picture]:
        """The pictures of usable records from a key frame on, by their positions in the group: the last ones that fit.

        `stamps`: when each was captured. Raises DecodeError, as `decode`.
        """
        assert self._codec is not None
        assert all(checked.usable for checked in group)
        return video.group([checked.record.payload for checked in group], self._codec.name, stamps)

    def _rows(self, payload: bytes, layout: RowLayout) -> Content:
        if len(payload) % layout.row_bytes:
            raise DecodeError(f"{len(payload)} bytes are no whole rows of {layout.row_bytes}")
        table = Table(rows=np.frombuffer(payload, dtype=layout.dtype), layout=layout)
        if self._kind in ("cloud", "radar"):
            assert self._codec is not None
            return points(table, self._codec.name, self._entry)
        return table


def _words(payload: bytes, spoken: Codec, most_bytes: int) -> Words:
    assert spoken.struct is not None
    try:
        members = parse_object(payload, limit=most_bytes)
    except StrictJsonError as error:
        raise DecodeError(f"not JSON as the format allows it: {error}") from error
    try:
        # the strict parser has refused what two readers could read in two ways
        document = msgspec.json.decode(payload, type=spoken.struct)
    except (msgspec.ValidationError, msgspec.DecodeError, ValueError, RecursionError) as error:
        raise DecodeError(f"not as the published schema of {spoken.struct.__name__} has it: {error}") from error
    return Words(document=document, members=members, size=len(payload))
