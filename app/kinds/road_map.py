"""Kind `map`: the part of the road map that the vehicle had around it.

It must not know how lanes are drawn, nor any map format.
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.environment import MapVersion
from app.kinds.kind import Kind, json_codec
from app.kinds.quantity import MetresPerSecond, Name, Point


class MapElement(Document, frozen=True, kw_only=True):
    """A line or an area of the map."""

    id: Annotated[Name, Meta(description="id in the map")]
    type: Annotated[
        Literal[
            "lane_centre",
            "lane_boundary",
            "road_edge",
            "stop_line",
            "crossing",
            "drivable_area",
            "traffic_sign",
            "traffic_light",
            "other",
        ],
        Meta(description="what it is; lane centres point in the direction of travel"),
    ]
    points: Annotated[tuple[Point, ...], Meta(min_length=1, max_length=65536, description="its points in order")]
    closed: Annotated[bool | None, Meta(description="whether the last point joins the first")] = None
    marking: Annotated[
        Name | None, Meta(description="marking of a boundary", examples=["solid", "dashed", "double_solid", "none"])
    ] = None
    lane: Annotated[Name | None, Meta(description="id of the lane that it belongs to")] = None
    next: Annotated[tuple[Name, ...], Meta(max_length=256, description="ids of the lane centres that follow")] = ()
    speed_limit: Annotated[MetresPerSecond | None, Meta(description="speed limit")] = None
    detail: Annotated[Name | None, Meta(description="kind of sign or state of a light")] = None


class RoadMap(Document, frozen=True, kw_only=True):
    """A part of the map. It holds until the next record of the channel."""

    frame: Annotated[Name, Meta(description="coordinate frame of all numbers", examples=["map"])]
    elements: Annotated[tuple[MapElement, ...], Meta(max_length=65536, description="lines and areas")]
    version: Annotated[MapVersion | None, Meta(description="the map that it was taken from")] = None


MAP = Kind(
    name="map",
    description="Lanes, edges, crossings and signs around the vehicle.",
    frames="the frame named by `frame` of the payload, right-handed with z up",
    codecs=json_codec(RoadMap, "A part of the map."),
)
