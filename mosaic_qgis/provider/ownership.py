"""Who keeps a provider alive: QGIS owns it, and its Python half must live exactly as long. QGIS side."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from qgis.PyQt import sip

if TYPE_CHECKING:
    from qgis.core import QgsRasterDataProvider

Provider = TypeVar("Provider", bound="QgsRasterDataProvider")

_kept: list[QgsRasterDataProvider] = []
_lock = threading.Lock()


def keep(provider: Provider) -> Provider:
    """Give a provider to QGIS and keep the Python half alive as long as QGIS keeps the other. Callable from any thread."""
    sip.transferto(provider, None)
    with _lock:
        _kept[:] = [each for each in _kept if not sip.isdeleted(each)]
        _kept.append(provider)
    return provider
