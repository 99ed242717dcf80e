"""A covariance matrix in a JSON payload.

It must not know what the quantities are beyond their names.
"""

from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Name, Number


class Covariance(Document, frozen=True, kw_only=True):
    """The upper triangle of a symmetric matrix, row by row: n names and n (n + 1) / 2 numbers."""

    of: Annotated[
        tuple[Name, ...],
        Meta(
            min_length=1, max_length=32, description="quantities in order, SI", examples=[["x", "y", "yaw", "vx", "vy"]]
        ),
    ]
    values: Annotated[tuple[Number, ...], Meta(max_length=528, description="upper triangle, row by row")]

    def __post_init__(self) -> None:
        size = len(self.of)
        if len(self.values) != size * (size + 1) // 2:
            raise ValueError(f"a covariance of {size} quantities has {size * (size + 1) // 2} values")
