"""Chance from a seed: a stream of random numbers for each purpose, so that one more sensor changes no other's noise.

It must not know what is drawn.
"""

import hashlib

import numpy as np


class Chance:
    """Streams of one seed, by name. The same seed and name always give the same numbers (PCG 64 of numpy)."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, name: str) -> np.random.Generator:
        """A new stream from its beginning."""
        digest = hashlib.sha256(f"{self.seed}/{name}".encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))

    def identifier(self, name: str, size: int) -> bytes:
        """Bytes that name something, never all zero: `size` at most 32."""
        digest = hashlib.sha256(f"{self.seed}/id/{name}".encode()).digest()[:size]
        return digest if any(digest) else b"\1" * size


def latency_ns(stream: np.random.Generator, *, median_ms: float, spread: float) -> int:
    """A delay drawn from a log-normal distribution: `spread` is the standard deviation of its logarithm."""
    return int(1e6 * median_ms * float(np.exp(spread * stream.standard_normal())))
