"""The page "Mosaic" of a layer's properties: its images, what is left out or on top, what is known of it. QGIS side.

Asks the engine when it is first shown; changes the layer when QGIS says apply, by another source with the same style.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapLayerConfigWidget
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.chosen_images import ChosenImages, chosen_in, with_chosen
from ..provider.information import rows_about
from ..provider.uri import LayerUri
from . import mosaic_work
from .images_table import NAME, PLACE, RANK, STATE, ImagesModel, listed
from .services import GuiServices
from .source_terms import about_pixel_selection, pixel_selections

MOST_IMAGES = 10_000
RULE = "pixel_selection"
_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class LayerPage(QgsMapLayerConfigWidget, _FORM):
    """The page."""

    tabs: QTabWidget
    filter_edit: QLineEdit
    kind_combo: QComboBox
    table: QTableView
    summary_label: QLabel
    first_button: QPushButton
    exclude_button: QPushButton
    release_button: QPushButton
    release_all_button: QPushButton
    rule_combo: QComboBox
    about_label: QLabel
    facts_browser: QTextBrowser
    cache_label: QLabel
    reload_button: QPushButton

    def __init__(
        self, services: GuiServices, layer: QgsRasterLayer, canvas: QgsMapCanvas, parent: QWidget | None
    ) -> None:
        super().__init__(layer, canvas, parent)
        self.setupUi(self)
        self.setObjectName("mosaic_layer_page")
        self._services = services
        self._layer = layer
        self._was_asked = False
        self._shown_source: str | None = None
        self._more = ""
        self._model = ImagesModel(self)
        self.table.setModel(self._model)
        self.table.sortByColumn(RANK, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().setVisible(False)
        self.table.horizontalHeader().setStretchLastSection(True)
        em = self.fontMetrics().horizontalAdvance("M")
        for column, width in ((RANK, 5), (NAME, 18), (STATE, 12), (PLACE, 20)):
            self.table.setColumnWidth(column, width * em)
        for value, name in pixel_selections():
            self.rule_combo.addItem(name, value)
        self._connect()
        self.syncToLayer(layer)

    def _connect(self) -> None:
        self.filter_edit.textChanged.connect(self._narrow)
        self.kind_combo.currentIndexChanged.connect(self._narrow)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.first_button.clicked.connect(lambda: self._choose(self._model.chosen.raising(*self._keys())))
        self.exclude_button.clicked.connect(lambda: self._choose(self._model.chosen.excluding(*self._keys())))
        self.release_button.clicked.connect(lambda: self._choose(self._model.chosen.releasing(*self._keys())))
        self.release_all_button.clicked.connect(lambda: self._choose(ChosenImages()))
        self.rule_combo.currentIndexChanged.connect(self._rule_changed)
        self.reload_button.clicked.connect(self._reload)

    # QgsMapLayerConfigWidget interface

    @guarded(answer(None))
    def syncToLayer(self, layer: QgsRasterLayer) -> None:
        # QGIS asks for this also right before it says apply: what a person has changed must not be lost then.
        if self._layer.source() == self._shown_source:
            return
        self._shown_source = self._layer.source()
        uri = mosaic_work.uri_of(self._layer)
        self._model.choose(chosen_in(uri))
        place = self.rule_combo.findData(_rule_of(uri))
        self.rule_combo.setCurrentIndex(max(place, 0))
        self._rule_changed()
        self._show_facts()
        self._enable()

    @guarded(answer(None))
    def apply(self) -> None:
        mosaic_work.change_source(self._services, self._layer, self._wanted(), self._changed)

    @guarded(answer(True))
    def shouldTriggerLayerRepaint(self) -> bool:
        return False

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_asked:
            self._was_asked = True
            self._ask()

    # Own

    def _wanted(self) -> LayerUri:
        """The source that the page describes."""
        uri = with_chosen(mosaic_work.uri_of(self._layer), self._model.chosen)
        rule = str(self.rule_combo.currentData() or "")
        if rule == _rule_of(uri):
            return uri
        options = {key: value for key, value in uri.options.items() if key != RULE}
        return LayerUri(mosaic=uri.mosaic, options={**options, RULE: rule} if rule else options)

    @guarded(answer(None))
    def _changed(self) -> None:
        """The layer has its new source; where the page is still there, its ranks are others."""
        if not sip.isdeleted(self):
            self.reload_button.setEnabled(True)
            self.syncToLayer(self._layer)
            self._ask()

    def _ask(self) -> None:
        """Have the engine tell of images and caches."""
        self.summary_label.setText(tr("Asking for the images…"))
        subject = failures.quoted(self._layer.name())
        mosaic_work.ask(
            self._services,
            self._layer,
            tr("Listing the images of {subject}").format(subject=subject),
            lambda remote, _task: remote.assets(None, MOST_IMAGES),
            self._show_images,
            self._show_failure,
            self,
            withdrawn=lambda: self.summary_label.setText(
                tr("Cancelled; “Refresh Layer” on the tab “Cache” asks again.")
            ),
        )

    def _show_images(self, found: Mapping[str, Any]) -> None:
        self._model.show(listed(found["assets"], self._model.chosen), self._model.chosen)
        self._more = tr("The mosaic has more images; these are some from all over it.") if found["truncated"] else ""
        self._enable()
        mosaic_work.ask(
            self._services,
            self._layer,
            tr("Asking what could not be read"),
            lambda remote, _task: remote.status(),
            self._show_status,
            self._show_failure,
            self,
        )

    def _show_status(self, found: Mapping[str, Any]) -> None:
        self._model.show_failures(found["skipped"])
        self.cache_label.setText(cache_text(found))
        self._enable()

    def _show_failure(self, failure: EngineFailure) -> None:
        self.summary_label.setText(failures.sentence(failure, self._layer.name()))

    def _show_facts(self) -> None:
        source = self._services.opener.known(mosaic_work.uri_of(self._layer))
        if source is None:
            self.facts_browser.setPlainText(tr("The mosaic is not open."))
            return
        rows = [("URI", redacted(self._layer.source())), *rows_about(source.description)]
        lines = (
            f"<tr><td valign='top'><b>{html.escape(name)}</b>&nbsp;&nbsp;</td>"
            f"<td>{html.escape(text).replace(chr(10), '<br>')}</td></tr>"
            for name, text in rows
            if text
        )
        self.facts_browser.setHtml(f"<table cellpadding='3'>{''.join(lines)}</table>")

    def _keys(self) -> list[str]:
        """Of the selected images, from top to bottom."""
        # Thousands of rows are a few ranges; an index for each of them would take its time.
        ranges = self.table.selectionModel().selection()
        rows = {row for each in ranges for row in range(each.top(), each.bottom() + 1)}
        return [self._model.image(row).key for row in sorted(rows)]

    @guarded(answer(None))
    def _choose(self, chosen: ChosenImages) -> None:
        self._model.choose(chosen)
        self._enable()
        self.widgetChanged.emit()

    @guarded(answer(None))
    def _narrow(self, _changed: object = None) -> None:
        self._model.narrow(self.filter_edit.text(), self.kind_combo.currentIndex())

    @guarded(answer(None))
    def _enable(self, *_changed: object) -> None:
        keys, chosen = self._keys(), self._model.chosen
        for button in (self.first_button, self.exclude_button):
            button.setEnabled(bool(keys))
        self.release_button.setEnabled(any(key in chosen.excluded or key in chosen.first for key in keys))
        self.release_all_button.setEnabled(bool(chosen))
        if self._model.has_images:
            self.summary_label.setText(". ".join(filter(None, (self._model.summary, self._more))))

    @guarded(answer(None))
    def _rule_changed(self, _index: int = 0) -> None:
        self.about_label.setText(about_pixel_selection(str(self.rule_combo.currentData() or "")))
        self.widgetChanged.emit()

    @guarded(answer(None))
    def _reload(self, _checked: bool = False) -> None:
        self.reload_button.setEnabled(False)
        self.cache_label.setText(tr("Opening {subject}").format(subject=failures.quoted(self._layer.name())))
        mosaic_work.refresh(self._services, self._layer, self._changed, self._not_reloaded)

    @guarded(answer(None))
    def _not_reloaded(self, failure: EngineFailure) -> None:
        """Said here as well: QGIS's message bar lies behind this window."""
        if not sip.isdeleted(self):
            self.reload_button.setEnabled(True)
            self.cache_label.setText(failures.sentence(failure, self._layer.name()))


def cache_text(status: Mapping[str, Any]) -> str:
    """The figures of the engine's caches, in words."""
    cache, locale = status["cache"], QLocale()

    def size(name: str) -> str:
        return locale.formattedDataSize(int(cache[name]))

    lines = [
        tr("Memory: {used} of {limit} in use, for all mosaics together.").format(
            used=size("tile_bytes"), limit=size("tile_limit_bytes")
        ),
        tr("Disk: {used} of {limit} in use.").format(used=size("disk_bytes"), limit=size("disk_limit_bytes"))
        if cache["disk_limit_bytes"]
        else tr("Nothing is kept on the disk."),
        tr("Open images: {count}.").format(count=cache["open_datasets"]),
        tr("Images that have been looked at: {count}.").format(count=status["assets_known"]),
        tr("Sizes are set in Settings > Options > MosaicJSON."),
    ]
    return "\n\n".join(lines)


def _rule_of(uri: LayerUri) -> str:
    rule = uri.options.get(RULE, "").strip().lower()
    return "" if rule == "first" else rule
