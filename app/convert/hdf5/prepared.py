"""What the rows of a channel become, made ready to be read: how many there are, how large, and how to read some.

It must not know how: neither columns nor pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.kinds.channel_spec import FieldSpec
from app.record.entry import Payload

Read = Callable[[int, int], Payload | None]
"""The payload of rows `[first, behind)` of a block, or None where they are none."""


@dataclass(frozen=True, slots=True)
class Payloads:
    """What a channel's rows become: how many, how large each, with which columns; `blocks(start, stop)` reads some."""

    count: int
    max_bytes: int
    row_bytes: int
    fields: tuple[FieldSpec, ...]
    blocks: Callable[[int, int], Read]
    sizes: npt.NDArray[np.int64] | None = None
    """Bytes of each, at most; None: all may be as large as the largest."""
    joinable: bool = False
    """Whether several rows can be one record."""
    lacking: npt.NDArray[np.bool_] | None = None
    """The rows that are no record and were counted already (n,); None: there are none."""
