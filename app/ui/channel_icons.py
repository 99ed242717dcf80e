"""Which icon each kind of channel has, wherever channels are listed.

It must not know lists.
"""

ICONS = {
    "image": "camera",
    "cloud": "scan",
    "radar": "satellite-dish",
    "imu": "activity",
    "gnss": "navigation",
    "pose": "locate",
    "state": "gauge",
    "signals": "chart-line",
    "objects": "box",
    "prediction": "waypoints",
    "decision": "route",
    "candidates": "route",
    "control": "sliders-horizontal",
    "actuation": "sliders-horizontal",
    "environment": "map",
    "map": "map",
    "event": "flag",
    "text": "scroll-text",
    "span": "timer",
    "health": "activity",
    "raw": "file",
}
