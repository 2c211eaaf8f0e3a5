"""Values between the engine and a cluster's workers, where this package has another name. Runs in the ENGINE and on WORKERS.

A worker may work for engines of several versions at a time, so that each version of the package is there under a name of its own
(`cluster_code`). A value that names the package by any of these names is read as one of the package that reads it.
"""

from __future__ import annotations

import io
import pickle  # nosec B403: between an engine and the cluster that its user named, whose workers run its code anyway
import re
from typing import Any

HOME = "mosaic_qgis"
"""What the package is called in the engine, and what its other names begin with."""
ROOT = __name__.removesuffix(".batch.parcels")
"""What it is called here."""
_NAMES = re.compile(rf"{HOME}(_[0-9a-f]{{12}})?(?=\.|$)")


def pack(value: Any) -> bytes:
    """Any value of plain types, of arrays, and of classes and functions that stand at the top of a module."""
    return pickle.dumps(value, protocol=5)


def unpack(parcel: bytes) -> Any:
    """What was packed, here or on the other side."""
    return _Reader(io.BytesIO(parcel)).load()


class _Reader(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        return super().find_class(_NAMES.sub(ROOT, module_name, count=1), global_name)
