"""Mosaics that are dropped on QGIS's window: documents, links, URIs, items of QGIS's Browser; and images, to become one.

QGIS side. QGIS would recognise most of them through the provider, but it would open them on its main thread, and refuse a
layer whose engine is not set up yet. A drop that holds anything else as well is left to QGIS.
"""

from __future__ import annotations

from qgis.gui import QgsCustomDropHandler
from qgis.PyQt.QtCore import QMimeData, Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QMessageBox

from ..host.about import TITLE
from ..host.guard import answer, guarded
from ..host.translation import tr
from ..provider import sniff
from ..provider import uri as uris
from . import dropped_images
from .dropped import Named, images_in, mosaics_in
from .services import GuiServices

MOST_UNASKED = 20
"""More mosaics at once are a slip of the hand, or worth a question."""


class MosaicDropHandler(QgsCustomDropHandler):
    """Adds dropped mosaics, and asks about dropped images."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services

    # QgsCustomDropHandler interface

    @guarded(answer(False))
    def canHandleMimeData(self, data: QMimeData) -> bool:
        return bool(mosaics_in(data)) or (not dropped_images.are_separate(_is_turned()) and bool(images_in(data)))

    @guarded(answer(False))
    def handleMimeDataV2(self, data: QMimeData) -> bool:
        mosaics = mosaics_in(data)
        if len(mosaics) > MOST_UNASKED:
            # The program that they come from waits until this method returns.
            QTimer.singleShot(0, lambda: self._ask_for_many(mosaics))
        else:
            self._add(mosaics)
        if mosaics:
            return True
        is_turned = _is_turned()
        images = [] if dropped_images.are_separate(is_turned) else images_in(data)
        if images:
            QTimer.singleShot(0, lambda: self._take(images, is_turned=is_turned))
        return bool(images)

    @guarded(answer(False))
    def handleFileDrop(self, file: str) -> bool:
        if not sniff.is_mosaicjson(file):
            return False
        self._services.add(uris.LayerUri(mosaic=file), "")
        return True

    # Own

    def _add(self, mosaics: list[Named]) -> None:
        for mosaic, name in mosaics:
            self._services.add(mosaic, name)

    @guarded(answer(None))
    def _ask_for_many(self, mosaics: list[Named]) -> None:
        text = tr("Add {count} mosaics, each as a layer of its own?").format(count=len(mosaics))
        box = QMessageBox(QMessageBox.Icon.Question, TITLE, text, parent=self._services.iface.mainWindow())
        box.setObjectName("mosaic_add_many")
        add = box.addButton(tr("Add All"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))

        @guarded(answer(None))
        def ended(_result: int) -> None:
            if box.clickedButton() is add:
                self._add(mosaics)
            box.deleteLater()

        box.finished.connect(ended)
        box.open()

    @guarded(answer(None))
    def _take(self, images: list[str], *, is_turned: bool) -> None:
        dropped_images.take(self._services, images, is_turned=is_turned)


def _is_turned() -> bool:
    """Whether the key is held down that asks for the other thing than usual."""
    return bool(QApplication.queryKeyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
