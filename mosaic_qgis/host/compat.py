"""Where versions of QGIS and Qt differ, and nothing else. QGIS side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from qgis.PyQt.QtCore import PYQT_VERSION, QByteArray

if TYPE_CHECKING:
    import numpy.typing
    from _typeshed import ReadableBuffer as Buffer

_PYQT_6 = 0x060000


def byte_array_view(array: numpy.typing.NDArray[Any]) -> QByteArray | bytes:
    """The bytes of a C-contiguous array for a call that copies them; `array` must live until that call is over.

    PyQt5 takes the array's memory as it is, three times as fast as a copy; later versions get a copy.
    """
    if PYQT_VERSION < _PYQT_6:
        return QByteArray.fromRawData(memoryview(cast("Buffer", array)).cast("B"))
    return array.tobytes()
