"""Saves what a camera shows: the stored bytes unaltered, or the pane as shown with its strips, which carry the stamp.

It must not choose a file: it is given one, or asks for one by a dialog of the system.
"""

from pathlib import Path

from PySide6.QtGui import QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.scene.content import Picture
from app.scene.sample import Sample
from app.ui.desk.stamp import stamped
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.session import Session
from app.ui.views.camera import CameraView

_SUFFIXES = {"jpeg": ".jpg", "png": ".png", "h264": ".h264", "h265": ".h265"}


class NothingToSaveError(ValueError):
    """There is no picture to save; the text says why."""


def stored_name(sample: Sample) -> str:
    """A name for the stored bytes that says where they come from."""
    assert sample.checked is not None
    leaf = sample.checked.record.fields
    codec = str(sample.entry.get("codec"))
    channel = sample.lookup.channel.strip("/").replace("/", "_") or "camera"
    return f"{channel}_{leaf.index}_{leaf.payload_root.hex()[:8]}{_SUFFIXES.get(codec, '.bin')}"


def save_stored(view: CameraView, path: Path | None = None) -> Path | None:
    """Save the bytes of the picture exactly as they stand in the log; None: nobody named a file.

    Raises:
        NothingToSaveError: no picture is shown, or its bytes are not what was recorded.
        OSError: the file cannot be written.
    """
    sample = view.sample
    if sample is None or sample.checked is None:
        raise NothingToSaveError(tr("no picture is shown"))
    if not sample.checked.usable:
        raise NothingToSaveError(
            tr("the bytes of this picture are not what was recorded; save it as shown, which says so")
        )
    path = path or _asked(view, stored_name(sample))
    if path is not None:
        path.write_bytes(sample.checked.record.payload)
    return path


def save_as_shown(view: QWidget, session: Session, path: Path | None = None) -> Path | None:
    """Save the whole view, whichever it is, with a stamp beneath it: log, time, sample and verdict, unshortened.

    Raises:
        NothingToSaveError: it is a camera without a picture.
        OSError: the file cannot be written.
    """
    name = type(view).__name__.removesuffix("View").removesuffix("Pane").lower()
    if isinstance(view, CameraView):
        sample = view.sample
        if sample is None or sample.checked is None or not isinstance(sample.content, Picture):
            raise NothingToSaveError(tr("no picture is shown"))
        name = stored_name(sample).rpartition(".")[0]
    # before anybody is asked: meanwhile it plays on, or another log is opened
    picture = stamped(view, session)
    path = path or _asked(view, f"{name}_as_shown.png")
    if path is not None and not QImageWriter(str(path), b"PNG").write(picture):
        raise OSError(filled(tr("%1 cannot be written"), path))
    return path


def _asked(parent: QWidget, name: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save picture"), name)
    return Path(chosen) if chosen else None
