"""Arrays as payloads: C order, axes (band, row, column), little-endian.

Runs on BOTH sides. Apart from the other modules because it imports numpy, which the engine must not do before hello.
"""

from __future__ import annotations

from typing import Any, cast

import numpy
import numpy.typing

from .framing import Buffer
from .numbers import clipped
from .replies import DType, PatchReply

Array = numpy.typing.NDArray[Any]


def pack_array(array: Array) -> tuple[DType, memoryview]:
    """Data type and payload of ``array``; copies only what is not C-ordered or not little-endian.

    Raises:
        ValueError: not three axes.
    """
    if array.ndim != 3:
        raise ValueError(f"A patch has the axes (band, row, column), got the shape {array.shape}.")
    ordered = numpy.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return cast(DType, array.dtype.name), cast(Any, ordered.reshape(-1).view(numpy.uint8)).data


def unpack_array(patch: PatchReply, payload: Buffer) -> Array:
    """The array of a patch, axes (band, row, column), native byte order; a view of ``payload``, writable if that is.

    Raises:
        ValueError: the payload has not the size that the patch announces.
    """
    dtype = numpy.dtype(patch.dtype).newbyteorder("<")
    shape = (len(patch.bands), patch.height, patch.width)
    needed = shape[0] * shape[1] * shape[2] * dtype.itemsize
    if len(payload) != needed:
        raise ValueError(f"A patch of shape {shape} and {clipped(patch.dtype)} has {needed} bytes, not {len(payload)}.")
    array = numpy.frombuffer(payload, dtype=dtype).reshape(shape)
    return array if dtype.isnative else array.astype(dtype.newbyteorder("="))
