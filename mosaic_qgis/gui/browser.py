"""What can be done with mosaics in QGIS's Browser: double click, menus, renaming. QGIS side, main thread.

Also for mosaics that QGIS lists by itself in the file tree, and for compressed ones, which it shows as archives. QGIS
would open them on its main thread; here they are opened in the background.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsDataItem, QgsLayerItem
from qgis.gui import QgsDataItemGuiContext, QgsDataItemGuiProvider
from qgis.PyQt.QtCore import QModelIndex, QObject, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QApplication, QFileDialog, QMenu, QMessageBox

from ..host import failures
from ..host.about import PROVIDER_KEY, TITLE
from ..host.connections import Connection, connections
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import sniff
from ..provider import uri as uris
from . import dropped_images, paste
from .browser_tree import ConnectionItem, DatabaseItem, RecentItem, RootItem, icon

if TYPE_CHECKING:
    from .services import GuiServices

_COMPRESSED = (".json.gz", ".mosaicjson.gz")
_JUDGED_BYTES = 1024 * 1024
"""Larger compressed files are not looked into while QGIS lists a folder."""
_XML = "XML (*.xml)"


class MosaicItemGuiProvider(QgsDataItemGuiProvider):
    """The menus."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services

    # QgsDataItemGuiProvider interface

    @guarded(answer(PROVIDER_KEY))
    def name(self) -> str:
        return PROVIDER_KEY

    @guarded(answer(False))
    def handleDoubleClick(self, item: QgsDataItem | None, context: QgsDataItemGuiContext | Any) -> bool:
        mosaic = mosaic_of(item)
        if item is None or mosaic is None:
            return False
        self._services.add(mosaic, layer_name(item, mosaic))
        return True

    @guarded(answer(None))
    def populateContextMenu(
        self, item: QgsDataItem | None, menu: QMenu, selectedItems: Sequence[QgsDataItem], context: Any
    ) -> None:
        first = menu.actions()[0] if menu.actions() else None
        for name, text, theme_icon, slot in self._entries(item, selectedItems):
            action = QAction(theme_icon, text, menu)
            action.setObjectName(name)
            action.triggered.connect(_on(slot))
            menu.insertAction(first, action)
        if first is not None and menu.actions()[0] is not first:
            menu.insertSeparator(first)

    @guarded(answer(False))
    def rename(self, item: QgsDataItem | None, name: str, context: Any) -> bool:
        if not isinstance(item, ConnectionItem | DatabaseItem):
            return False
        try:
            connections().rename(item.connection.name, name.strip())
        except ValueError as exc:
            self._services.notes.post(str(exc), "warning", is_news=True)
        return True

    # Own

    def _entries(
        self, item: QgsDataItem | None, selected: Sequence[QgsDataItem]
    ) -> list[tuple[str, str, QIcon, Callable[[], object]]]:
        if isinstance(item, RootItem):
            asks = dropped_images.remembered() is dropped_images.Answer.ASK
            again = tr("Ask Again About Dropped Images")
            return [
                ("mosaic_new_connection", tr("New Connection…"), _icon("mActionAdd.svg"), self.new_connection),
                ("mosaic_export", tr("Export Connections…"), _icon("mActionFileSave.svg"), self.export),
                ("mosaic_import", tr("Import Connections…"), _icon("mActionFileOpen.svg"), self.import_),
                ("mosaic_paste", tr("Paste URI"), _icon("mActionEditPaste.svg"), lambda: paste.paste(self._services)),
                *([] if asks else [("mosaic_ask_again", again, QIcon(), _ask_again)]),
            ]
        if isinstance(item, RecentItem):
            return [("mosaic_clear", tr("Clear List"), QIcon(), lambda: connections().forget_recent())]
        entries: list[tuple[str, str, QIcon, Callable[[], object]]] = []
        mosaics = [(each, mosaic) for each in selected or [item] if (mosaic := mosaic_of(each)) is not None]
        saved = [each.connection for each in selected or [item] if isinstance(each, ConnectionItem | DatabaseItem)]
        if mosaics:
            entries.append(
                ("mosaic_add", tr("Add as MosaicJSON Layer"), icon(), lambda: self._add_all(mosaics)),
            )
        if isinstance(item, DatabaseItem) and len(saved) == 1:
            entries.append(("mosaic_refresh_item", tr("&Refresh"), _icon("mActionRefresh.svg"), item.refresh))
        if saved:
            edit, copy, remove = _icon("mActionToggleEditing.svg"), QIcon(), _icon("mActionDeleteSelected.svg")
            entries += [
                *(
                    [("mosaic_edit", tr("Edit Connection…"), edit, lambda: self.edit(saved[0]))]
                    if len(saved) == 1
                    else []
                ),
                ("mosaic_duplicate", tr("Duplicate Connection"), copy, lambda: [duplicate(each) for each in saved]),
                ("mosaic_remove", tr("Remove Connection…"), remove, lambda: self.remove(saved)),
            ]
        elif len(mosaics) == 1:
            name, mosaic = layer_name(*mosaics[0]) or mosaics[0][1].name, mosaics[0][1]
            entries.append(
                ("mosaic_keep", tr("Save as Connection…"), QIcon(), lambda: self._keep(name, mosaic)),
            )
        if len(mosaics) == 1:
            source = redacted(uris.encode(mosaics[0][1]))
            entries.append(
                ("mosaic_copy", tr("Copy URI"), _icon("mActionEditCopy.svg"), lambda: _clipboard().setText(source))
            )
        return entries

    def _add_all(self, mosaics: Sequence[tuple[QgsDataItem, uris.LayerUri]]) -> None:
        for item, mosaic in mosaics:
            self._services.add(mosaic, layer_name(item, mosaic))

    def new_connection(self) -> None:
        """Ask for a mosaic and a name to keep it under."""
        self._show_dialog(None, "")

    def edit(self, connection: Connection) -> None:
        """Change what is kept under a name."""
        self._show_dialog(connection, connection.name)

    def _keep(self, name: str, mosaic: uris.LayerUri) -> None:
        try:
            suggested = Connection(name=connections().free_name(name), source=uris.encode(mosaic))
        except ValueError as exc:
            self._services.notes.post(str(exc), "warning", is_news=True)
            return
        self._show_dialog(suggested, "")

    def _show_dialog(self, connection: Connection | None, replaced: str) -> None:
        from .connection_dialog import ConnectionDialog

        dialog = ConnectionDialog(self._services.iface.mainWindow(), connection, replaced)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def remove(self, chosen: Sequence[Connection]) -> None:
        """Forget connections, after asking."""
        if len(chosen) == 1:
            text = tr("Remove the connection {name}? The mosaic itself stays.").format(
                name=failures.quoted(chosen[0].name)
            )
        else:
            text = tr("Remove {count} connections? The mosaics themselves stay.").format(count=len(chosen))
        box = QMessageBox(QMessageBox.Icon.Question, TITLE, text, parent=self._services.iface.mainWindow())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setObjectName("mosaic_remove_question")
        remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))

        @guarded(answer(None))
        def ended(_result: int) -> None:
            if box.clickedButton() is remove:
                for each in chosen:
                    connections().remove(each.name)
            box.deleteLater()

        box.finished.connect(ended)
        box.open()

    def export(self) -> None:
        """Write all connections to a file."""
        window = self._services.iface.mainWindow()
        path, _ = QFileDialog.getSaveFileName(window, tr("Export MosaicJSON Connections"), "mosaicjson.xml", _XML)
        if path:
            self.export_to(path if path.lower().endswith(".xml") else f"{path}.xml")

    def export_to(self, path: str) -> None:
        """Write all connections to that file, and say how it went."""
        try:
            count = connections().export_to(path)
        except OSError as exc:
            text = tr("The connections could not be written: {reason}").format(reason=exc)
            self._services.notes.post(text, "error", is_news=True)
            return
        text = tr("{count} connections are in {file} now, without logins.").format(count=count, file=Path(path).name)
        self._services.notes.post(text, "info", is_news=True)

    def import_(self) -> None:
        """Take over the connections of a file."""
        window = self._services.iface.mainWindow()
        path, _ = QFileDialog.getOpenFileName(window, tr("Import MosaicJSON Connections"), "", _XML)
        if path:
            self.import_from(path)

    def import_from(self, path: str) -> None:
        """Take over the connections of that file, and say how it went."""
        try:
            result = connections().import_from(path)
        except (OSError, ValueError) as exc:
            text = tr("The connections could not be read: {reason}").format(reason=exc)
            self._services.notes.post(text, "error", is_news=True)
            return
        text = tr("{count} connections were taken over.").format(count=len(result.added))
        detail = "\n".join(result.refused)
        level = "warning" if result.refused else "info"
        if result.refused:
            text = tr("{count} connections were taken over, {refused} were left out.").format(
                count=len(result.added), refused=len(result.refused)
            )
        self._services.notes.post(text, level, detail=detail, is_news=True)


class FileIcons(QObject):
    """Gives mosaics in the file tree the icon of mosaics: QGIS shows them as any raster, compressed ones as archives."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._model = services.iface.browserModel()
        self._model.rowsInserted.connect(self._inserted)

    def close(self) -> None:
        """Look at nothing any more."""
        self._model.rowsInserted.disconnect(self._inserted)

    @guarded(answer(None))
    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if isinstance(self._model.dataItem(parent), DatabaseItem | RecentItem | RootItem):
            # They have it, and may be a thousand.
            return
        for row in range(first, last + 1):
            item = self._model.dataItem(self._model.index(row, 0, parent))
            path = "" if item is None else item.path()
            is_listed = isinstance(item, QgsLayerItem) and item.providerKey() == PROVIDER_KEY
            is_archive = path.lower().endswith(_COMPRESSED)
            if is_listed or (is_archive and os.path.isfile(path) and _is_soon_judged(path)):
                item.setIcon(icon())


def mosaic_of(item: QgsDataItem | None) -> uris.LayerUri | None:
    """The mosaic that an item stands for."""
    if isinstance(item, DatabaseItem | RecentItem | RootItem) or item is None:
        return None
    if isinstance(item, QgsLayerItem):
        return uris.decode(item.uri()) if item.providerKey() == PROVIDER_KEY else None
    path = item.path()
    is_file = path.lower().endswith(_COMPRESSED) and sniff.is_mosaicjson(path)
    return uris.LayerUri(mosaic=path) if is_file else None


def duplicate(connection: Connection) -> None:
    """Keep the same mosaic under another name as well."""
    text = tr("{name} copy").format(name=connection.name)
    connections().save(Connection(name=connections().free_name(text), source=connection.source))


def layer_name(item: QgsDataItem, mosaic: uris.LayerUri) -> str:
    """The item's name, where that is more than the name of the file."""
    is_named = isinstance(item, QgsLayerItem) and item.name() != Path(mosaic.mosaic).name
    return str(item.name()) if is_named else mosaic.name


def _is_soon_judged(path: str) -> bool:
    """Whether a compressed file is a mosaic; without looking into a large one."""
    if path.lower().endswith(".mosaicjson.gz"):
        return True
    return os.path.getsize(path) <= _JUDGED_BYTES and sniff.is_mosaicjson(path)


def _on(slot: Callable[[], object]) -> Callable[..., None]:
    @guarded(answer(None))
    def act(_checked: bool = False) -> None:
        slot()

    return act


def _ask_again() -> None:
    dropped_images.remember(dropped_images.Answer.ASK)


def _icon(name: str) -> QIcon:
    return QgsApplication.getThemeIcon(f"/{name}")


def _clipboard() -> Any:
    return QApplication.clipboard()
