"""How long the lists of a dataset are by their heads alone, in the child: to read them all takes as long as it takes.

It must not know which datasets may be read. A head is hostile: what it says is an estimate until the list was read.
"""

import math
import os
from typing import Any

import numpy as np
import numpy.typing as npt

_HEAD = np.dtype([("length", "<u4"), ("address", "<u8"), ("index", "<u4")])
"""HDF5 file format specification 3.0, section VIII.B, "Variable-length", where addresses have 8 bytes; address 0: no
list was ever written.
"""
_MOST_BYTES = 64 << 20
Sizes = npt.NDArray[np.uint64]


def sizes(dataset: Any, start: int, stop: int) -> Sizes:  # noqa: ANN401
    """The bytes of each row `[start, stop)`, or nothing: the heads lie nowhere, or say what cannot be."""
    import h5py

    nothing: Sizes = np.zeros(0, dtype="<u8")
    base, offset, file = h5py.check_vlen_dtype(dataset.dtype), dataset.id.get_offset(), dataset.file
    # a text may end before its length; "sec2" is the one driver whose handle is that of a file
    texts = base is None or h5py.check_string_dtype(dataset.dtype) is not None
    if texts or offset is None or not dataset.shape or file.driver != "sec2" or not hasattr(os, "pread"):
        return nothing
    each = math.prod(dataset.shape[1:])
    wanted = (stop - start) * each * _HEAD.itemsize
    if file.id.get_create_plist().get_sizes()[0] != 8 or wanted > _MOST_BYTES:
        return nothing
    fd = file.id.get_vfd_handle()
    raw = os.pread(fd, wanted, offset + start * each * _HEAD.itemsize)
    if len(raw) != wanted:
        return nothing
    heads = np.frombuffer(raw, dtype=_HEAD).reshape(stop - start, each)
    lengths = np.where(heads["address"] != 0, heads["length"], 0)
    found: Sizes = lengths.sum(axis=1, dtype="<u8") * np.uint64(np.dtype(base).itemsize)
    # the heap is not packed
    return found if int(found.sum()) <= os.fstat(fd).st_size else nothing
