"""An attribution as it was logged: which features moved a model's output, by which method.

It must not know how attributions are reckoned: nothing is recomputed here.
"""

from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Name, Number


class Attribution(Document, frozen=True, kw_only=True):
    """What one feature contributed."""

    feature: Annotated[Name, Meta(description="name of the feature")]
    contribution: Annotated[Number, Meta(description="what it adds to the output, in the unit of the output")]
    value: Annotated[float | str | None, Meta(description="value of the feature, a number or a category")] = None


class Explanation(Document, frozen=True, kw_only=True):
    """All attributions of one output. For additive methods base plus contributions gives the output."""

    method: Annotated[Name, Meta(description="method and its version", examples=["SHAP kernel 0.46", "LIME"])]
    output: Annotated[Name, Meta(description="what is explained", examples=["probability of braking", "cost of 3"])]
    attributions: Annotated[tuple[Attribution, ...], Meta(max_length=1024, description="largest first")]
    base_value: Annotated[Number | None, Meta(description="output without any feature")] = None
    output_value: Annotated[Number | None, Meta(description="the output")] = None
    additive: Annotated[bool | None, Meta(description="whether the method promises that they add up")] = None
