"""Makes samples: reads the record of a lookup, checks it, decodes it, and says where the vehicle was at its capture.

It must not know threads beyond being called from several, nor which samples make a moment. What it made it keeps in the
cache.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from app.chain.check import Checked
from app.chain.opening import CheckedLog
from app.kinds.document import Document
from app.log.channel import Channel, Mode
from app.log.leaf import KEY_FRAME, UNKNOWN_TIME_NS
from app.replay.cache import Cache
from app.replay.poses import Poses, pose_channel
from app.replay.priority import right_of_way
from app.replay.trace_index import TraceIndex
from app.scene.content import Content, Picture, Points, Table, document_of
from app.scene.decode import Decoder
from app.scene.sample import Lookup, Placement, Presence, Sample, unread
from app.scene.setting import Setting, setting_of
from app.scene.standing import Standing, standing
from app.scene.values import DecodeError, DecoderGoneError

if TYPE_CHECKING:
    from app.scene.video import VideoDecoder

MOST_OF_A_GROUP = 600
"""Records from a key frame to the picture that is wanted; with more, a moment would take too long."""
_BEYOND = 12
"""Records of the group behind the wanted one that are decoded with it: each is wanted next when one plays."""
_OVERHEAD = 2048
_TIMES = 4
"""So many times as large as they are written words are in memory."""
_MOST_GROUP_BYTES = 256 << 20
_PLACED = frozenset({"image", "cloud", "radar", "objects", "prediction", "decision", "candidates", "map"})
"""Kinds of things that have a place in the world."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One record, checked and decoded."""

    checked: Checked
    content: Content | None
    problem: str | None
    standing: Standing
    passing: bool = False
    """The next time it may go better: it is not kept."""

    @property
    def document(self) -> Document | None:
        """What the record says, if it is JSON that could be decoded."""
        return document_of(self.content)

    @property
    def draft(self) -> bool:
        """Whether a finer one can be had."""
        return isinstance(self.content, Picture) and self.content.draft

    @property
    def size(self) -> int:
        """Bytes in memory."""
        payload = self.checked.record.payload
        return _OVERHEAD + len(payload) + _beside(self.content, payload)


class Sampler:
    """Makes the samples of one log. Safe from several threads."""

    def __init__(self, log: CheckedLog, cache: Cache[Loaded]) -> None:
        """Use an open log; it must stay open as long as this is used."""
        self._log = log
        self.cache = cache
        self._lock = threading.Lock()
        self._videos: dict[str, VideoDecoder] = {}
        self._ended = False
        self._decoders: dict[tuple[int, int], Decoder] = {}
        self._settings = tuple(setting_of(one.genesis.document) for one in log.opened)
        self.traces = TraceIndex(log)
        channel = pose_channel(log.log.channels.values())
        self.poses = None if channel is None else Poses(channel, self._pose)

    def close(self) -> None:
        """End the processes that decode video; nothing is sampled any more. The log stays open."""
        with self._lock:
            videos, self._ended = list(self._videos.values()), True
        for video in videos:
            video.close()

    @property
    def log(self) -> CheckedLog:
        """The log that is sampled."""
        return self._log

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What each segment's GENESIS says of vehicle, sensors and frames."""
        return self._settings

    def sample(self, lookup: Lookup, t_ns: int, mode: Mode, *, draft: bool = False) -> Sample:
        """What a channel has at an instant; a draft may be coarser where no finer one is at hand."""
        channel = self._log.log.channels[lookup.channel]
        row = lookup.row
        if row is None:
            return Sample(lookup=lookup)
        chapter = int(channel.segment[row])
        entry = self._entry(channel, chapter)
        capture = int(channel.capture_ns[row])
        known = None if capture == UNKNOWN_TIME_NS else capture
        arrival = int(channel.arrival_ns[row])
        if lookup.presence not in (Presence.CURRENT, Presence.EARLIER):
            return Sample(lookup=lookup, capture_ns=known, arrival_ns=arrival, entry=entry)
        loaded = self.load(channel, row, draft=draft)
        return Sample(
            lookup=lookup,
            checked=loaded.checked,
            content=loaded.content,
            problem=loaded.problem,
            passing=loaded.passing,
            standing=loaded.standing,
            capture_ns=known,
            arrival_ns=arrival,
            setting=self._settings[chapter],
            entry=entry,
            placement=self._placement(channel, arrival if known is None else known, t_ns, mode),
        )

    def has(self, channel: str, row: int, *, draft: bool) -> bool:
        """Whether a record is at hand, or its draft where that is enough."""
        full = self.cache.get((channel, row)) is not None
        return full or (draft and self.cache.get((channel, row, "draft")) is not None)

    def load(self, channel: Channel, row: int, *, draft: bool = False, keep: bool = True) -> Loaded:
        """One record, checked and decoded, from the cache or the file.

        Whoever reads a whole channel keeps none, and lets others pass.
        """
        if not keep:
            right_of_way.let_pass()
        key = channel.name, row
        loaded = self.cache.get(key)
        if loaded is None and draft:
            loaded = self.cache.get((*key, "draft"))
        if loaded is None:
            loaded = self._load(channel, row, draft=draft)
            # what the device could not give may come at the next time
            if keep and not loaded.passing and not unread(loaded.checked):
                self.cache.put((*key, "draft") if loaded.draft else key, loaded, loaded.size)
        return loaded

    def _load(self, channel: Channel, row: int, *, draft: bool) -> Loaded:
        checked = self._log.read(channel, row)
        stands = standing(checked)
        decoder = self.decoder(channel, int(channel.segment[row]))
        if not checked.usable:
            return Loaded(checked, decoder.as_found(checked), _not_usable(checked), stands)
        try:
            if decoder.in_groups:
                return self._of_group(channel, row, decoder, checked)
            return Loaded(checked, decoder.decode(checked, draft=draft), None, stands)
        except DecodeError as error:
            return Loaded(checked, None, str(error), stands, passing=isinstance(error, DecoderGoneError))

    def _of_group(self, channel: Channel, row: int, decoder: Decoder, wanted: Checked) -> Loaded:
        """A picture of a video stream: all from its key frame on are decoded, and the last of them kept."""
        first = self._key_frame(channel, row)
        if first is None:
            return Loaded(
                wanted, None, "no key frame comes before this picture: it cannot be decoded", standing(wanted)
            )
        if int(channel.size[first : row + 1].sum()) > _MOST_GROUP_BYTES:
            return Loaded(wanted, None, "the pictures that this one builds on are too large", standing(wanted))
        group = [self._log.read(channel, one) for one in range(first, row)] + [wanted]
        worst = max(standing(checked) for checked in group)
        if not all(checked.usable for checked in group):
            return Loaded(wanted, None, "a picture that this one builds on is damaged", worst)
        group += self._beyond(channel, row, _MOST_GROUP_BYTES - sum(len(one.record.payload) for one in group))
        stamps = channel.time_ns(Mode.CAPTURE)[first : first + len(group)].tolist()
        stands = list(accumulate((standing(checked) for checked in group), max))
        found = None
        for at, picture in decoder.decode_group(group, stamps, self._video(channel.name)).items():
            loaded = Loaded(group[at], picture, None, stands[at])
            self.cache.put((channel.name, first + at), loaded, loaded.size)
            if at == row - first:
                found = loaded
        return found or Loaded(wanted, None, "the pictures of its group are too large to be kept", worst)

    def _video(self, channel: str) -> "VideoDecoder":
        """One for each channel: a stream that takes its decoder over has none of another's."""
        from app.scene.video import VideoDecoder  # OpenCV takes its time

        with self._lock:
            if self._ended:
                raise DecoderGoneError("the log was closed")
            return self._videos.setdefault(channel, VideoDecoder())

    def _beyond(self, channel: Channel, row: int, most_bytes: int) -> list[Checked]:
        """The next records of the group that a row is in, as long as they fit."""
        found: list[Checked] = []
        for one in range(row + 1, min(row + 1 + _BEYOND, len(channel))):
            if self._is_key(channel, one) or channel.segment[one] != channel.segment[row]:
                break
            checked = self._log.read(channel, one)
            most_bytes -= len(checked.record.payload)
            if not checked.usable or most_bytes < 0:
                break
            found.append(checked)
        return found

    def _is_key(self, channel: Channel, row: int) -> bool:
        leaves = self._log.opened[int(channel.segment[row])].segment.leaves
        return bool(int(leaves[int(channel.index[row])]["flags"]) & KEY_FRAME)

    def _key_frame(self, channel: Channel, row: int) -> int | None:
        """Where decoding may begin; not beyond the segment: what lies between two may be missing."""
        for one in range(row, max(row - MOST_OF_A_GROUP, -1), -1):
            if channel.segment[one] != channel.segment[row]:
                return None
            if self._is_key(channel, one):
                return one
        return None

    def _placement(self, channel: Channel, capture_ns: int, t_ns: int, mode: Mode) -> Placement | None:
        if self.poses is None or channel.kind not in _PLACED:
            return None
        return self.poses.at(capture_ns, t_ns, mode)

    def _pose(self, channel: Channel, row: int) -> tuple[Content | None, Standing]:
        loaded = self.load(channel, row)
        return loaded.content, loaded.standing

    def decoder(self, channel: Channel, chapter: int) -> Decoder:
        """What decodes the records that a segment has of a channel."""
        key = chapter, channel.ids[chapter]
        if key not in self._decoders:
            self._decoders[key] = Decoder(self._entry(channel, chapter))
        return self._decoders[key]

    def _entry(self, channel: Channel, chapter: int) -> Mapping[str, object]:
        return self._log.log.chapters[chapter].channels[channel.ids[chapter]]


def _beside(content: Content | None, payload: bytes) -> int:
    """Bytes of what a payload was decoded to that are not its own."""
    if content is None:
        return 0
    if isinstance(content, Picture):
        return content.size
    if not isinstance(content, Points | Table):
        return _TIMES * content.size
    rows = content.rows if isinstance(content, Table) else content.table.rows
    shared = bool(payload) and np.may_share_memory(rows, np.frombuffer(payload, dtype=np.uint8))
    return content.size - (rows.nbytes if shared else 0)


def _not_usable(checked: Checked) -> str:
    if checked.withheld:
        return "withheld from this copy: only its digest is here"
    return checked.finding.text if checked.finding is not None else "cannot be used"
