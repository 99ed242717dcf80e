"""Annotated boxes of KITTI as objects: label files of the tracking and object benchmarks, and tracklets of raw drives.

It must not know files. Columns: readme.txt of the development kits; a box of a label stands on its location, in the
rectified camera 0 (x right, y down, z forward), and turns about y; a tracklet's stands on the Velodyne's z.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.convert.encodings.plain_xml import root_of
from app.convert.kitti.calibration import LABELS, VELODYNE
from app.convert.recording import ConvertError, Losses
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Size, Track

_DONT_CARE = "DontCare"
_NOWHERE = -999.0
_LARGEST = 1e30
_MOST_TRACKS = 4096
_MOST_OF_A_TEXT = 256
_MOST_XML = 64 << 20
TRACK_BYTES = 1024
"""Bytes of a box as JSON, at most."""
_STATES = {"0": "unset", "1": "interpolated", "2": "labelled"}


@dataclass(slots=True)
class Boxes:
    """Boxes by frame, all in one frame of coordinates. `regions`: rows that only say where nobody looked."""

    channel: str
    frame: str
    losses: Losses
    tracks: dict[int, list[Track]] = field(default_factory=dict)
    regions: int = 0

    def add(self, number: int, track: Track) -> None:
        """One box more of a frame."""
        its = self.tracks.setdefault(number, [])
        if len(its) < _MOST_TRACKS:
            its.append(track)
        else:
            self.losses.add(self.channel, f"more than {_MOST_TRACKS} boxes in a frame")

    def payload(self, number: int) -> bytes:
        """The boxes of a frame."""
        objects = Objects(frame=self.frame, tracks=tuple(self.tracks.get(number, ())), origin="annotation")
        return encode_document(objects, of=Objects)

    def most_bytes(self, number: int) -> int:
        """Bytes of that, at most."""
        return TRACK_BYTES * (1 + len(self.tracks.get(number, ())))


def of_tracking(lines: Iterable[str], channel: str, losses: Losses) -> Boxes:
    """The boxes of a sequence: frame, track, and the 15 columns of an object; a 16th is the score of a result."""
    boxes = Boxes(channel, LABELS, losses)
    for line in lines:
        words = line.split()
        if not words:
            continue
        number, its_id = (words[0], words[1]) if len(words) in (17, 18) else ("", "")
        if not number.isdecimal() or len(number) > 9:
            losses.add(channel, "a line that is no label of 17 or 18 columns")
            continue
        _add(boxes, int(number), its_id, words[2:])
    return boxes


def of_object(lines: Iterable[str], channel: str, losses: Losses) -> Boxes:
    """The boxes of one frame of the object benchmark, counted from 0 in place of ids."""
    boxes = Boxes(channel, LABELS, losses)
    for count, line in enumerate(lines):
        words = line.split()
        if not words:
            continue
        if len(words) not in (15, 16):
            losses.add(channel, "a line that is no label of 15 or 16 columns")
            continue
        _add(boxes, 0, str(count), words)
    return boxes


def _add(boxes: Boxes, number: int, its_id: str, words: list[str]) -> None:
    """type, truncated, occluded, alpha, left top right bottom, height width length, x y z, rotation_y, score."""
    if words[0] == _DONT_CARE:
        boxes.regions += 1
        return
    try:
        numbers = [float(word) for word in words[1:]]
    except ValueError:
        boxes.losses.add(boxes.channel, "a label with something else than a number")
        return
    height, width, length, x, y, z, turn = numbers[7:14]
    if not all(abs(one) < _LARGEST for one in numbers) or min(height, width, length) < 0 or x < _NOWHERE:
        boxes.losses.add(boxes.channel, "a label without a box in space")
        return
    score = numbers[14] if len(numbers) > 14 else None
    said = {"truncated": words[1], "occluded": words[2], "alpha": words[3], "bbox": " ".join(words[4:8])}
    probable = score is not None and 0 <= score <= 1
    if score is not None and not probable:
        said["score"] = words[15]
    boxes.add(
        number,
        Track(
            id=its_id[:_MOST_OF_A_TEXT],
            # x forward is the camera's z, y left its -x, z up its -y
            centre=(z, -x, height / 2 - y),
            classes=(ClassProbability(name=words[0][:_MOST_OF_A_TEXT]),),
            size=Size(length=length, width=width, height=height),
            # its length points along (cos, 0, -sin) of the camera: along (-sin, -cos) of x forward, y left
            yaw=math.remainder(-turn - math.pi / 2, math.tau),
            confidence=score if probable else None,
            attributes={name: text[:_MOST_OF_A_TEXT] for name, text in said.items()},
        ),
    )


def of_tracklets(raw: bytes, channel: str, losses: Losses) -> Boxes:
    """The boxes of a raw drive, from `tracklet_labels.xml`; empty if it is none, which is counted.

    A document type, which could define entities that grow without end, is refused.
    """
    boxes = Boxes(channel, VELODYNE, losses)
    if len(raw) > _MOST_XML:
        losses.add(channel, "tracklets that are larger than 64 MB")
        return boxes
    try:
        top = root_of([raw])
    except ConvertError as error:
        losses.add(channel, f"tracklets that cannot be read: the file {error}")
        return boxes
    for count, item in enumerate(top.iterfind("tracklets/item")):
        _add_tracklet(boxes, str(count), item)
    return boxes


def _add_tracklet(boxes: Boxes, its_id: str, item: Element) -> None:
    named = (item.findtext("objectType") or "").strip()
    first = (item.findtext("first_frame") or "").strip()
    size = [_number(item, name) for name in ("h", "w", "l")]
    if not named or not first.isdecimal() or len(first) > 9 or not all(0 <= one < _LARGEST for one in size):
        boxes.losses.add(boxes.channel, "a tracklet without a class, a first frame or a size")
        return
    height, width, length = size
    for place, pose in enumerate(item.iterfind("poses/item")):
        x, y, z, turn = (_number(pose, name) for name in ("tx", "ty", "tz", "rz"))
        if not all(abs(one) < _LARGEST for one in (x, y, z, turn)):
            boxes.losses.add(boxes.channel, "a pose of a tracklet that is none")
            continue
        said = {name: (pose.findtext(name) or "").strip()[:64] for name in ("state", "occlusion", "truncation")}
        said["state"] = _STATES.get(said["state"], said["state"])
        boxes.add(
            int(first) + place,
            Track(
                id=its_id,
                centre=(x, y, z + height / 2),
                classes=(ClassProbability(name=named[:_MOST_OF_A_TEXT]),),
                size=Size(length=length, width=width, height=height),
                yaw=math.remainder(turn, math.tau),
                attributes={name: text for name, text in said.items() if text} or None,
            ),
        )


def _number(item: Element, name: str) -> float:
    try:
        return float(item.findtext(name) or "nan")
    except ValueError:
        return math.nan
