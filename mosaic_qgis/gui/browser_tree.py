"""The entry "MosaicJSON" of QGIS's Browser: saved connections, what databases hold, recent documents. QGIS side.

Children are made on threads of QGIS's own; those of a database are asked of the engine there, which may take as long as
the network. What can be done with the items is browser.py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataCollectionItem,
    QgsDataItem,
    QgsDataItemProvider,
    QgsErrorItem,
    QgsLayerItem,
)
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QIcon

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import PROVIDER_KEY, TITLE, resource
from ..host.auth import credentials_for
from ..host.connections import Connection, connections
from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.pace import paced
from ..host.patterns import Pattern
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import paths
from ..provider import uri as uris
from .services import GuiServices

ROOT_PATH = "mosaicjson:"
LISTING_S = 60.0
_TABLE = Pattern(r"dynamodb://[^/]*/[^/:]+", re.IGNORECASE)
_DATABASE = Pattern(r"sqlite:///(?!:memory:).*[^:]", re.IGNORECASE)
_IN_DATABASE = Pattern(r"sqlite:///.+:[^:/\\]+", re.IGNORECASE)

List = Callable[[uris.LayerUri], list[tuple[str, uris.LayerUri]]]
"""The mosaics of a database by name, from any thread. Raises EngineFailure."""

_kept: set[Any] = set()
"""The Python halves of items, which QGIS does not keep."""


def holds_several(mosaic: str) -> bool:
    """Whether an address is that of a database of mosaics, not of a mosaic: SQLite's without a name, a whole table."""
    return bool(_TABLE.fullmatch(mosaic) or (_DATABASE.fullmatch(mosaic) and not _IN_DATABASE.fullmatch(mosaic)))


def icon() -> QIcon:
    """Of mosaics."""
    return QIcon(resource("mosaicjson.svg"))


class MosaicItem(QgsLayerItem):
    """A mosaic that can be added, by menu, by double click, and by carrying it onto the map.

    One of QGIS's layers, which its own buttons and dialogs take; of double clicks browser_clicks.py keeps QGIS away.
    """

    def __init__(self, parent: QgsDataItem, name: str, path: str, source: str, picture: QIcon) -> None:
        super().__init__(parent, name, path, source, Qgis.BrowserLayerType.Raster, PROVIDER_KEY)
        self.setIcon(picture)
        self.setToolTip(tip(redacted(source)))
        self.setState(Qgis.BrowserItemState.Populated)


class ConnectionItem(MosaicItem):
    """A saved mosaic."""

    def __init__(self, parent: QgsDataItem, connection: Connection) -> None:
        path = f"{ROOT_PATH}/connections/{connection.name}"
        super().__init__(parent, connection.name, path, connection.source, icon())
        self.connection = connection
        self.setSortKey(f"0 {connection.name}")
        self.setCapabilitiesV2(self.capabilities2() | Qgis.BrowserItemCapability.Rename)


class DatabaseItem(QgsDataCollectionItem):
    """A saved database or table; its mosaics are its children."""

    def __init__(self, parent: QgsDataItem, connection: Connection, list_mosaics: List) -> None:
        path = f"{ROOT_PATH}/connections/{connection.name}"
        super().__init__(parent, connection.name, path, PROVIDER_KEY)
        self.connection = connection
        self._list = list_mosaics
        self._icon_of_mosaics = icon()
        """Made here, on the main thread: the children are not."""
        self.setSortKey(f"0 {connection.name}")
        self.setIcon(QgsApplication.getThemeIcon("/mIconDbSchema.svg"))
        self.setToolTip(tip(redacted(connection.source)))
        can = Qgis.BrowserItemCapability
        self.setCapabilitiesV2(can.Fertile | can.Rename)

    # QgsDataItem interface

    @guarded(answer([]))
    def createChildren(self) -> list[QgsDataItem]:
        try:
            found = self._list(uris.decode(self.connection.source))
        except EngineFailure as failure:
            text = failures.sentence(failure, self.connection.name)
            return [_owned(QgsErrorItem(self, text, f"{self.path()}/error"), self)]
        _forget_deleted()
        return [_mosaic_item(self, name, uri, self._icon_of_mosaics) for name, uri in paced(found)]

    @guarded(answer(True))
    def equal(self, other: QgsDataItem) -> bool:
        return isinstance(other, DatabaseItem) and other.connection == self.connection


class RecentItem(QgsDataCollectionItem):
    """What was added lately."""

    def __init__(self, parent: QgsDataItem) -> None:
        super().__init__(parent, tr("Recent"), f"{ROOT_PATH}/recent", PROVIDER_KEY)
        self.setIcon(QgsApplication.getThemeIcon("/mIconHistory.svg"))
        # Behind the connections, whatever they are called.
        self.setSortKey("1")
        can = Qgis.BrowserItemCapability
        self.setCapabilitiesV2(can.Fertile | can.Fast | can.RefreshChildrenWhenItemIsRefreshed)

    # QgsDataItem interface

    @guarded(answer([]))
    def createChildren(self) -> list[QgsDataItem]:
        _forget_deleted()
        found = []
        for number, source in enumerate(connections().recent()):
            item = _mosaic_item(self, uris.decode(source).name, uris.decode(source), icon(), number=number)
            item.setSortKey(number)
            found.append(item)
        return found


class RootItem(QgsDataCollectionItem):
    """The entry itself."""

    def __init__(self, list_mosaics: List) -> None:
        super().__init__(None, TITLE, ROOT_PATH, PROVIDER_KEY)
        self._list = list_mosaics
        self.setIcon(icon())
        self.setCapabilitiesV2(Qgis.BrowserItemCapability.Fertile | Qgis.BrowserItemCapability.Fast)

    # QgsDataItem interface

    @guarded(answer([]))
    def createChildren(self) -> list[QgsDataItem]:
        _forget_deleted()
        found: list[QgsDataItem] = []
        for connection in connections().all():
            mosaic = uris.decode(connection.source).mosaic
            if holds_several(mosaic):
                found.append(_owned(DatabaseItem(self, connection, self._list), self))
            else:
                found.append(_owned(ConnectionItem(self, connection), self))
        if connections().recent():
            found.append(_owned(RecentItem(self), self))
        return found


class MosaicItemProvider(QgsDataItemProvider):
    """Puts the entry into the Browser, and keeps it up to date."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services
        self._roots: list[RootItem] = []
        connections().changed.connect(self._refresh)

    def close(self) -> None:
        """Refresh nothing any more."""
        connections().changed.disconnect(self._refresh)
        self._roots.clear()
        _kept.clear()

    # QgsDataItemProvider interface

    @guarded(answer(PROVIDER_KEY))
    def name(self) -> str:
        return PROVIDER_KEY

    @guarded(answer(PROVIDER_KEY))
    def dataProviderKey(self) -> str:
        return PROVIDER_KEY

    @guarded(lambda self: Qgis.DataItemProviderCapabilities(Qgis.DataItemProviderCapability.NetworkSources))
    def capabilities(self) -> Any:
        return Qgis.DataItemProviderCapabilities(Qgis.DataItemProviderCapability.NetworkSources)

    @guarded(answer(None))
    def createDataItem(self, path: str, parentItem: QgsDataItem | None) -> QgsDataItem | None:
        if path:
            return None
        root = RootItem(self._list)
        sip.transferto(root, None)
        self._roots = [each for each in self._roots if not sip.isdeleted(each)]
        self._roots.append(root)
        return root

    # Own

    @guarded(answer(None))
    def _refresh(self) -> None:
        for root in self._roots:
            if not sip.isdeleted(root):
                root.refresh()

    def _list(self, uri: uris.LayerUri) -> list[tuple[str, uris.LayerUri]]:
        from ..engine.client.questions import Credentials, Mosaics

        # On a thread of QGIS's own nobody can be asked for a password.
        logins = credentials_for(uri.options, may_ask=False)
        request = Mosaics(
            uri=paths.absolute(uri.mosaic),
            credentials=None if logins is None else Credentials(document=logins["document"]),
        )
        found = self._services.engine.ask(request, LISTING_S)
        return [(str(each["name"]), uri.with_mosaic(str(each["uri"]))) for each in found["mosaics"]]


def _mosaic_item(
    parent: QgsDataItem, name: str, uri: uris.LayerUri, picture: QIcon, *, number: int | None = None
) -> MosaicItem:
    path = f"{parent.path()}/{name if number is None else number}"
    return _owned(MosaicItem(parent, name, path, uris.encode(uri), picture), parent)


def _owned(item: Any, parent: QgsDataItem) -> Any:
    """The item belongs to its parent; its Python half is kept as long as that lives."""
    sip.transferto(item, parent)
    _kept.add(item)
    return item


def _forget_deleted() -> None:
    """Of items that QGIS has deleted nothing is kept."""
    for each in tuple(_kept):
        if sip.isdeleted(each):
            _kept.discard(each)
