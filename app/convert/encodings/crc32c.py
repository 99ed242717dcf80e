"""The checksum CRC-32C (Castagnoli) of large blocks, fast enough for gigabytes without a library of its own.

It must not know what the bytes mean. Definition: RFC 3720, section 12.1 and appendix B.4 (reflected polynomial
0x82F63B78). A block is cut into lanes that numpy works through side by side; what the lanes give is then joined, for
the remainder of joined blocks is linear over GF(2). Lanes of zeros before a block change nothing of its remainder.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]
_POLYNOMIAL = 0x82F63B78
_WORD = 4
_LANE = 256
"""Bytes of a lane, always as many: what joins two lanes is reckoned once."""
_SHORT = 32 * _LANE
"""Bytes below which one lane is as fast."""
_ALL = 0xFFFFFFFF


def crc32c(data: bytes | memoryview) -> int:
    """The checksum of some bytes."""
    raw = np.frombuffer(data, dtype=np.uint8)
    whole = len(raw) // _LANE * _LANE if len(raw) >= _SHORT else 0
    state = _ALL
    if whole:
        # the state before enters the first word; every other lane begins with nothing
        words = raw[:whole].view("<u4").reshape(-1, _LANE // _WORD).T.astype(np.uint32, order="C")
        words[0, 0] ^= np.uint32(_ALL)
        state = _joined(_lanes(words))
    table = _byte_table()
    for byte in raw[whole:].tolist():
        state = table[(state ^ byte) & 0xFF] ^ (state >> 8)
    return state ^ _ALL


def crc32c_of_windows(raw: npt.NDArray[np.uint8], size: int) -> Words:
    """The checksums of all windows of `size` bytes in some bytes, shape (n - size + 1,)."""
    count = len(raw) - size + 1
    table = np.array(_byte_table(), dtype=np.uint32)
    state = np.full(max(0, count), _ALL, dtype=np.uint32)
    for place in range(size):
        state = table[(state ^ raw[place : place + len(state)]) & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    return state ^ np.uint32(_ALL)


def _lanes(words: Words) -> Words:
    """The remainder of each lane (lanes,), of words (steps, lanes)."""
    low, high = _word_tables()
    state = np.zeros(words.shape[1], dtype=np.uint32)
    for step in words:
        state ^= step
        state = low[state & np.uint32(0xFFFF)] ^ high[state >> np.uint32(16)]
    return state


def _joined(states: Words) -> int:
    """The remainder of all lanes, one behind the other."""
    size = _LANE
    while len(states) > 1:
        if len(states) % 2:
            states = np.concatenate([np.zeros(1, dtype=np.uint32), states])
        before = states[::2]
        pushed = states[1::2].copy()
        for place, table in enumerate(_push_tables(size)):
            pushed ^= table[before >> np.uint32(8 * place) & np.uint32(0xFF)]
        states = pushed
        size *= 2
    return int(states[0])


@cache
def _push_tables(size: int) -> tuple[Words, ...]:
    """What `size` bytes of zeros make of each byte of a remainder, four times (256,)."""
    return tuple(_pushed(np.arange(256, dtype=np.uint32) << np.uint32(8 * place), _push(size)) for place in range(4))


def _pushed(states: Words, push: Words) -> Words:
    """Remainders after zeros have been appended: a matrix (32,) of columns times each."""
    made = np.zeros_like(states)
    for bit, column in enumerate(push):
        made ^= np.where(states >> np.uint32(bit) & np.uint32(1), column, np.uint32(0))
    return made


@cache
def _push(size: int) -> Words:
    """The matrix that appends `size` bytes of zeros, as columns (32,), by repeated squaring."""
    if size == 1:
        units = np.uint32(1) << np.arange(32, dtype=np.uint32)
        table = np.array(_byte_table(), dtype=np.uint32)
        return np.asarray(table[units & np.uint32(0xFF)] ^ (units >> np.uint32(8)), dtype=np.uint32)
    half = _push(size // 2)
    twice = _pushed(half, half)
    return twice if size % 2 == 0 else _pushed(twice, _push(1))


@cache
def _byte_table() -> tuple[int, ...]:
    made = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        made.append(value)
    return tuple(made)


@cache
def _word_tables() -> tuple[Words, Words]:
    """What four bytes of zeros make of the lower and of the upper 16 bits, (65536,) each."""
    push = _push(_WORD)
    halves = np.arange(1 << 16, dtype=np.uint32)
    return _pushed(halves, push), _pushed(halves << np.uint32(16), push)
