"""The types of pixels that are read, by numpy's name and GDAL's. Runs in the ENGINE; pure."""

from __future__ import annotations

from typing import Final

GDAL_TYPES: Final = {
    "uint8": "Byte",
    "int8": "Int8",
    "uint16": "UInt16",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "uint64": "UInt64",
    "int64": "Int64",
    "float32": "Float32",
    "float64": "Float64",
}
