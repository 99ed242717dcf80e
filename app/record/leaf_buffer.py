"""The leaves since the last durable checkpoint: chained, counted and in the running tree, until they are written.

It must not know files, payloads or keys. Formulas: sealed-log.md sections 3 and 4; self-audit: section 7.5, step 4.
"""

from collections.abc import Iterable

from app.chain.hashes import leaf_hash
from app.chain.tree import Frontier
from app.log.leaf import KEY_FRAME, LEAF_SIZE, MAGIC, NONE, SUITE, SYSTEM_CHANNEL, Leaf
from app.record.entry import Entry
from app.record.failure import AuditError

_PREV_LEAF = 160  # offset of the field in a leaf


class LeafBuffer:
    """Chain, sequence numbers and tree of one growing segment. Used by one thread."""

    def __init__(self, segment_id: bytes, channels: Iterable[int], *, prev_leaf: bytes) -> None:
        """Begin with no leaf; `prev_leaf` is the root that `previous` of GENESIS names, or zeros (section 3)."""
        self._segment_id = segment_id
        self._counts = {SYSTEM_CHANNEL: 0, **dict.fromkeys(channels, 0)}
        self._latest = dict.fromkeys(self._counts, NONE)
        self._last_hash = prev_leaf
        self._running = Frontier()
        # second state, of the last checkpoint: what the audit computes from
        self._audited = Frontier()
        self._audited_hash = prev_leaf
        self._waiting = bytearray()

    @property
    def size(self) -> int:
        """Leaves so far, those in the buffer included."""
        return self._running.size

    @property
    def first_waiting(self) -> int:
        """Index of the first leaf in the buffer."""
        return self._audited.size

    @property
    def waiting(self) -> bytearray:
        """The leaves in the buffer, one after another; not to be changed."""
        return self._waiting

    def counts(self) -> dict[str, str]:
        """Records so far by channel, in the form of EPOCH (section 7.3)."""
        return {str(channel): str(count) for channel, count in self._counts.items()}

    def append(self, entry: Entry, payload_root: bytes, *, t_arrival_ns: int, utc: tuple[int, int]) -> None:
        """Add the leaf of `entry`; `utc` is t_utc and utc_uncertainty."""
        index, channel = self._running.size, entry.channel
        leaf = Leaf(
            magic=MAGIC,
            suite=SUITE,
            type=entry.type,
            flags=KEY_FRAME if entry.key_frame else 0,
            segment_id=self._segment_id,
            index=index,
            channel=channel,
            parts=len(entry.parts) or 1,
            channel_seq=self._counts[channel],
            prev_in_channel=self._latest[channel],
            t_arrival=t_arrival_ns,
            t_capture=entry.t_capture_ns,
            t_utc=utc[0],
            utc_uncertainty=utc[1],
            zero_84=0,
            trace_id=entry.trace.trace_id,
            span_id=entry.trace.span_id,
            payload_len=len(entry.payload),
            zero_120=0,
            payload_root=payload_root,
            prev_leaf=self._last_hash,
        ).pack()
        self._last_hash = leaf_hash(leaf)
        self._running.append(self._last_hash)
        self._waiting += leaf
        self._counts[channel] += 1
        self._latest[channel] = index

    def audit(self) -> bytes:
        """The root over all leaves, once the buffer has been computed a second time and agrees.

        Raises:
            AuditError: the chain or the root differs: memory was altered since the leaves were made.
        """
        frontier = self._audited.copy()
        last_hash = self._audited_hash
        for at in range(0, len(self._waiting), LEAF_SIZE):
            leaf = self._waiting[at : at + LEAF_SIZE]
            if leaf[_PREV_LEAF:] != last_hash:
                raise AuditError(f"leaf {frontier.size} in the buffer does not continue the chain")
            last_hash = leaf_hash(leaf)
            frontier.append(last_hash)
        root = self._running.root()
        if frontier.size != self._running.size or last_hash != self._last_hash or frontier.root() != root:
            raise AuditError(f"the tree over {frontier.size} leaves differs from the one computed from the buffer")
        return root

    def settle(self) -> None:
        """Empty the buffer: its leaves are durable and signed."""
        self._audited = self._running.copy()
        self._audited_hash = self._last_hash
        self._waiting = bytearray()
