"""The one object that QGIS's provider registry holds for `mosaicjson`, registered once per QGIS. QGIS side.

QGIS offers Python no way to take a provider out of its registry, and keeps the first object that was registered under
a key. So that object only passes on to `impl`, which each load of the plugin sets to its own classes and each unload
takes away. It must stay as small as it is: after an update of the plugin in a running QGIS the old one stays in use.
"""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsProviderMetadata, QgsProviderRegistry
from qgis.PyQt.QtGui import QIcon

from ..host.about import PROVIDER_KEY, TITLE
from ..host.guard import answer, guarded


class RegisteredMetadata(QgsProviderMetadata):
    """Passes everything on to `impl` (see metadata.py), or says that it knows nothing while that is None."""

    def __init__(self) -> None:
        super().__init__(PROVIDER_KEY, TITLE)
        self.impl: Any = None

    # QgsProviderMetadata interface

    @guarded(lambda self: QgsProviderMetadata.ProviderMetadataCapabilities())
    def capabilities(self) -> Any:
        if self.impl is None:
            return QgsProviderMetadata.ProviderMetadataCapabilities()
        can = QgsProviderMetadata.ProviderMetadataCapability
        return QgsProviderMetadata.ProviderMetadataCapabilities(
            can.PriorityForUri | can.LayerTypesForUri | can.QuerySublayers
        )

    @guarded(lambda self: QgsProviderMetadata.ProviderCapabilities())
    def providerCapabilities(self) -> Any:
        can = QgsProviderMetadata.ProviderCapability
        if self.impl is None or not self.impl.opens_in_parallel():
            return QgsProviderMetadata.ProviderCapabilities(can.FileBasedUris)
        return QgsProviderMetadata.ProviderCapabilities(can.FileBasedUris | can.ParallelCreateProvider)

    @guarded(lambda self: [])
    def supportedLayerTypes(self) -> list[Any]:
        return [Qgis.LayerType.Raster]

    @guarded(answer(None))
    def createProvider(self, uri: str, options: Any, flags: Any = None) -> Any:
        return self.impl.create_provider(uri, options, flags) if self.impl is not None else None

    @guarded(answer(0))
    def priorityForUri(self, uri: str) -> int:
        return self.impl.priority_for_uri(uri) if self.impl is not None else 0

    @guarded(lambda self, uri: [])
    def validLayerTypesForUri(self, uri: str) -> list[Any]:
        return self.impl.layer_types_for_uri(uri) if self.impl is not None else []

    @guarded(lambda self, uri, *_: [])
    def querySublayers(self, uri: str, flags: Any = None, feedback: Any = None) -> list[Any]:
        return self.impl.query_sublayers(uri) if self.impl is not None else []

    @guarded(lambda self, uri: {})
    def decodeUri(self, uri: str) -> dict[str, Any]:
        return self.impl.decode_uri(uri) if self.impl is not None else {}

    @guarded(lambda self, parts: str(parts.get("path", "")))
    def encodeUri(self, parts: dict[str, Any]) -> str:
        return self.impl.encode_uri(parts) if self.impl is not None else str(parts.get("path", ""))

    @guarded(lambda self, uri, context: uri)
    def absoluteToRelativeUri(self, uri: str, context: Any) -> str:
        return self.impl.absolute_to_relative_uri(uri, context) if self.impl is not None else uri

    @guarded(lambda self, uri, context: uri)
    def relativeToAbsoluteUri(self, uri: str, context: Any) -> str:
        return self.impl.relative_to_absolute_uri(uri, context) if self.impl is not None else uri

    @guarded(lambda self, uri: [])
    def sidecarFilesForUri(self, uri: str) -> list[str]:
        return []

    @guarded(answer(""))
    def filters(self, type: Any) -> str:
        return self.impl.filters(type) if self.impl is not None else ""

    @guarded(lambda self: QIcon())
    def icon(self) -> Any:
        return self.impl.icon() if self.impl is not None else QIcon()


_registered: list[RegisteredMetadata] = []
"""Keeps the Python half alive."""


def set_implementation(impl: Any) -> None:
    """Put `impl` (None: nothing) behind the provider key, registering the key when this QGIS does not know it yet.

    Raises RuntimeError when another plugin has taken the key.
    """
    registry = QgsProviderRegistry.instance()
    metadata = registry.providerMetadata(PROVIDER_KEY)
    if metadata is None and impl is not None:
        # QGIS asks for `filters` while it registers, so the implementation has to be there before.
        metadata = RegisteredMetadata()
        metadata.impl = impl
        _registered.append(metadata)
        registry.registerProvider(metadata)
        return
    if metadata is not None and not hasattr(metadata, "impl"):
        raise RuntimeError(f"the provider key {PROVIDER_KEY!r} must be free, another plugin has registered it")
    if metadata is not None:
        metadata.impl = impl
