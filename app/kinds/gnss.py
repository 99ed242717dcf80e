"""Kind `gnss`: what a satellite receiver reported.

It must not know local frames: a pose is what somebody reckoned from this.
"""

from app.kinds.code import FixType
from app.kinds.field import Field, coded, counted, precise, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

_ENU = "east, north, up at the position"

GNSS_LAYOUT = RowLayout(
    (
        precise("latitude_deg", "°", "latitude, north positive", frame="WGS 84"),
        precise("longitude_deg", "°", "longitude, east positive", frame="WGS 84"),
        precise("altitude", "m", "above the ellipsoid", frame="WGS 84"),
        precise("altitude_msl", "m", "above mean sea level, by the receiver's geoid"),
        Field(
            name="utc_ns",
            type="<i8",
            unit="ns",
            description="UTC that the receiver gave for this fix, since 1970",
            unknown=-(2**63),
        ),
        real("speed", "m/s", "speed over ground"),
        real("course", "rad", "direction of motion, clockwise from true north"),
        real("climb", "m/s", "vertical speed, up positive"),
        real("heading", "rad", "direction that the vehicle points to, clockwise from true north"),
        *(
            real(
                f"cov_{axes}",
                "m^2",
                f"covariance of the position, {axes[0]} and {axes[1]} of east, north, up",
                frame=_ENU,
            )
            for axes in ("ee", "en", "eu", "nn", "nu", "uu")
        ),
        real("hdop", "1", "horizontal dilution of precision"),
        real("vdop", "1", "vertical dilution of precision"),
        real("horizontal_accuracy", "m", "as the receiver states it, one standard deviation"),
        real("vertical_accuracy", "m", "as the receiver states it, one standard deviation"),
        real("speed_accuracy", "m/s", "as the receiver states it, one standard deviation"),
        counted("satellites_used", "1", "satellites used", type_="|u1"),
        counted("satellites_visible", "1", "satellites in view", type_="|u1"),
        coded("fix", FixType, "how the position was found"),
    )
)

GNSS = Kind(
    name="gnss",
    description="A fix of a satellite receiver.",
    frames="WGS 84; angles of latitude and longitude in degrees, as receivers give them; covariances: east, north, up",
    codecs=rows_codec(GNSS_LAYOUT, "Rows of the columns below, one a fix."),
)
