"""Saving the mosaic of a layer as a MosaicJSON of its own: asks where, has the engine write it, says how it went.

QGIS side, main thread. What is there already is replaced only after asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QMessageBox

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import TITLE
from ..host.auth import credentials_for
from ..host.guard import answer, guarded
from ..host.translation import tr
from ..provider import uri as uris
from . import mosaic_work
from .save_dialog import SaveDialog, SaveRequest
from .services import GuiServices


def save_layer(services: GuiServices, layer: QgsRasterLayer) -> None:
    """Show the dialog; the rest happens when it is accepted."""
    dialog = SaveDialog(services.iface.mainWindow(), layer.name())
    dialog.setObjectName("mosaic_save_dialog")

    @guarded(answer(None))
    def ended(result: int) -> None:
        if result == QDialog.DialogCode.Accepted and not sip.isdeleted(layer):
            write(services, layer, dialog.request, overwrite=False)
        dialog.deleteLater()

    dialog.finished.connect(ended)
    dialog.open()


def write(services: GuiServices, layer: QgsRasterLayer, request: SaveRequest, *, overwrite: bool) -> None:
    """Have the engine write the mosaic in the background."""
    target = uris.LayerUri(mosaic=request.target)
    try:
        logins = credentials_for({"authcfg": request.authcfg} if request.authcfg else {})
    except EngineFailure as failure:
        mosaic_work.tell(services, failure, target.name)
        return
    login = None if logins is None else logins["document"]

    def done(saved: Mapping[str, Any]) -> None:
        text = tr("{subject} is saved: {images} images in {tiles} tiles.")
        text = text.format(subject=failures.quoted(target.name), images=saved["images"], tiles=saved["tiles"])
        services.notes.post(text, "info", is_news=True)

    def failed(failure: EngineFailure) -> None:
        if failure.code == "exists" and not overwrite and not sip.isdeleted(layer):
            ask_to_replace(services, layer, request)
        else:
            mosaic_work.tell(services, failure, target.name)

    mosaic_work.ask(
        services,
        layer,
        tr("Saving {subject}").format(subject=failures.quoted(target.name)),
        lambda remote, task: remote.save(
            request.target,
            login,
            overwrite=overwrite,
            name=request.name or None,
            description=request.description or None,
            attribution=request.attribution or None,
            on_progress=task.report,
        ),
        done,
        failed,
        layer,
    )


def ask_to_replace(services: GuiServices, layer: QgsRasterLayer, request: SaveRequest) -> None:
    """There is a document already: a person decides."""
    name = uris.LayerUri(mosaic=request.target).name
    text = tr("There is a mosaic called {name} already. Replace it?").format(name=failures.quoted(name))
    box = QMessageBox(QMessageBox.Icon.Question, TITLE, text, parent=services.iface.mainWindow())
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setObjectName("mosaic_replace")
    replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))

    @guarded(answer(None))
    def ended(_result: int) -> None:
        if box.clickedButton() is replace and not sip.isdeleted(layer):
            write(services, layer, request, overwrite=True)
        box.deleteLater()

    box.finished.connect(ended)
    box.open()
