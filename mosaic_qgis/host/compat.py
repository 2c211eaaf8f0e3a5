"""Where versions of QGIS and Qt differ, and nothing else. QGIS side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from qgis.core import QgsSettingsTree
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


def flags_number(flags: Any) -> int:
    """Flags of Qt as a number, which is what a model hands over."""
    return int(flags) if PYQT_VERSION < _PYQT_6 else int(flags.value)


def stac_connections() -> list[dict[str, Any]]:
    """QGIS's own STAC connections: name, url, authcfg and whether there are secrets besides; none before QGIS 3.40.

    Python has no QgsStacConnection in 3.40, so they are read where QGIS keeps them.
    """
    tree = QgsSettingsTree.node("connections")
    node = tree.childNode("stac") if tree is not None else None
    if node is None or not hasattr(node, "items"):
        return []
    found = []
    for name in node.items():
        values = {key: _value_of(node, key, name) for key in ("url", "authcfg", "username", "password", "http-header")}
        if isinstance(values["url"], str) and values["url"].strip():
            found.append(
                {
                    "name": name,
                    "url": values["url"].strip(),
                    "authcfg": str(values["authcfg"] or ""),
                    "has_secrets": bool(values["username"] or values["password"] or values["http-header"]),
                }
            )
    return found


def _value_of(node: Any, key: str, name: str) -> Any:
    setting = node.childSetting(key)
    return setting.valueAsVariant([name]) if setting is not None else None
