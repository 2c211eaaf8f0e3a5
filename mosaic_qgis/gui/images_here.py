"""The images at a place: a list in a panel of QGIS's window, with what can be done about each. QGIS side, main thread.

Knows one layer and one point at a time, which the map tool (images_here_tool.py) gives it. What is chosen goes through
`ImageChoices`, so that it can be undone here, in QGIS's Identify panel and on the layer's page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsJsonUtils,
    QgsPointXY,
    QgsRasterLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QHideEvent
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.bands import LayerBand, layer_bands
from ..provider.chosen_images import ChosenImages
from ..provider.identify import value_text
from ..provider.temporal import time_of
from . import mosaic_work
from .image_choices import ImageChoices
from .outline_band import OutlineBand
from .services import GuiServices

if TYPE_CHECKING:
    from ..engine.client.terms import TimeRange

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_IMAGE = Qt.ItemDataRole.UserRole
_LINE = QColor(232, 89, 12)
"""On a map of any colours, not in a window: the theme's do not count."""
_FILL_ALPHA, _WIDTH = 24, 2
MOST_TOLD = 10
"""Images that could not be read whose reasons are told."""


class ImagesHere(QWidget, _FORM):
    """The panel's content."""

    place_label: QLabel
    list: QTreeWidget
    first_button: QPushButton
    exclude_button: QPushButton
    footprint_button: QPushButton
    link_button: QPushButton
    undo_button: QPushButton

    def __init__(self, services: GuiServices, choices: ImageChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._services = services
        self._choices = choices
        self._layer: QgsRasterLayer | None = None
        self._point = QgsPointXY()
        self._question = 0
        self._outline: OutlineBand | None = None
        self._bands: tuple[LayerBand, ...] = ()
        self.list.currentItemChanged.connect(self._enable)
        self.first_button.clicked.connect(lambda: self._choose(lambda chosen, key: chosen.raising(key)))
        self.exclude_button.clicked.connect(lambda: self._choose(lambda chosen, key: chosen.excluding(key)))
        self.footprint_button.clicked.connect(self._show_footprint)
        self.link_button.clicked.connect(self._copy_link)
        self.undo_button.clicked.connect(self._undo_last)
        choices.changed.connect(self._enable)
        self.place_label.setText(tr("Click on the map to see which images lie there."))
        self._enable()

    # QWidget interface

    @guarded(answer(None))
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.clear_outline()

    # Own

    @property
    def layer(self) -> QgsRasterLayer | None:
        """The layer that the list is about, while it is there."""
        return None if self._layer is None or sip.isdeleted(self._layer) else self._layer

    def use(self, layer: QgsRasterLayer) -> None:
        """The layer that clicks are about from now on."""
        if layer is not self.layer:
            if self.layer is not None:
                self.layer.willBeDeleted.disconnect(self._layer_goes)
            self._layer = layer
            self._question += 1
            layer.willBeDeleted.connect(self._layer_goes)
            text = tr("Click on the map to see which images of {subject} lie there.")
            self._show_nothing(text.format(subject=failures.quoted(layer.name())))
            self.clear_outline()

    @guarded(answer(None))
    def _layer_goes(self) -> None:
        self._layer = None
        self._question += 1
        self._show_nothing(tr("The layer is gone; choose Images Here from the menu of another mosaic."))
        self.clear_outline()

    def _show_nothing(self, why: str) -> None:
        self.list.clear()
        self.place_label.setText(why)
        self.place_label.setToolTip("")
        self._enable()

    def show_images_at(self, point: QgsPointXY) -> None:
        """Ask for the images at a point of the layer's CRS. A later question makes this one void."""
        layer = self.layer
        if layer is None:
            return
        self._point = point
        self._question += 1
        question, time = self._question, shown_time(layer, self._services.iface.mapCanvas())
        self.clear_outline()
        text = tr("Looking at {subject}…").format(subject=failures.quoted(layer.name()))
        self.place_label.setText(text)
        mosaic_work.ask(
            self._services,
            layer,
            text,
            lambda remote, _task: remote.identify(point.x(), point.y(), time=time),
            lambda found: self._show(found, question),
            lambda failure: self._show_failure(failure, question),
            self,
            withdrawn=lambda: self._show_withdrawn(question),
        )

    def _show(self, found: Mapping[str, Any], question: int) -> None:
        layer = self.layer
        if question != self._question or layer is None:
            return
        source = self._services.opener.known(mosaic_work.uri_of(layer))
        self._bands = () if source is None else layer_bands(source.description["bands"])
        self.list.clear()
        for image in found["assets"]:
            date = str(image["datetime"] or "")[:10]
            row = QTreeWidgetItem([str(image["name"]), date, self._values(image["values"])])
            row.setData(0, _IMAGE, dict(image))
            row.setToolTip(0, tip(redacted(str(image["href"]))))
            font = row.font(0)
            font.setBold(bool(image["used"]))
            row.setFont(0, font)
            self.list.addTopLevelItem(row)
        self.list.setColumnHidden(1, not any(image["datetime"] for image in found["assets"]))
        for column in range(self.list.columnCount() - 1):
            self.list.resizeColumnToContents(column)
        count = len(found["assets"])
        words = tr("{count} images of {subject} lie here, first one on top.") if count else tr("No image lies here.")
        if count == 1:
            words = tr("One image of {subject} lies here.")
        lines = [words.format(count=count, subject=failures.quoted(layer.name()))]
        skipped = found["skipped"]
        if skipped:
            name = str(skipped[0]["asset"] or "?").split("?")[0].rstrip("/").rpartition("/")[2]
            lines.append(failures.left_out(len(skipped), len(skipped) + count, name, layer.name()))
        self.place_label.setText("\n".join(lines))
        self.place_label.setToolTip(tip("\n".join(redacted(str(each["message"])) for each in skipped[:MOST_TOLD])))
        if count:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self._enable()

    def _show_failure(self, failure: EngineFailure, question: int) -> None:
        layer = self.layer
        if question == self._question and layer is not None:
            self._show_nothing(failures.sentence(failure, layer.name()))
            self.place_label.setToolTip(tip(redacted(failure.message)))

    def _show_withdrawn(self, question: int) -> None:
        if question == self._question and self.layer is not None:
            self._show_nothing(tr("Cancelled; click on the map to ask again."))

    def _values(self, values: Any) -> str:
        if values is None:
            return ""
        shown = [value_text(band, band.shown_value(value)) for band, value in zip(self._bands, values, strict=False)]
        return ", ".join(shown[:4]) + (", …" if len(shown) > 4 else "")

    def _image(self) -> dict[str, Any] | None:
        row = self.list.currentItem()
        return None if row is None else row.data(0, _IMAGE)

    @guarded(answer(None))
    def _enable(self, *_changed: object) -> None:
        layer = self.layer
        has_image = self._image() is not None and layer is not None
        for button in (self.first_button, self.exclude_button, self.footprint_button, self.link_button):
            button.setEnabled(has_image)
        self.undo_button.setEnabled(layer is not None and self._choices.can_undo(layer))

    # What the buttons do

    @guarded(answer(None))
    def _choose(self, change: Callable[[ChosenImages, str], ChosenImages]) -> None:
        layer, image = self.layer, self._image()
        if layer is not None and image is not None and image["key"]:
            key = image["key"]
            self._choices.change(layer, lambda chosen: change(chosen, key), lambda: self._look_again(layer))

    @guarded(answer(None))
    def _undo_last(self, _checked: bool = False) -> None:
        layer = self.layer
        if layer is not None:
            self._choices.undo(layer, lambda: self._look_again(layer))

    def _look_again(self, layer: QgsRasterLayer) -> None:
        if not sip.isdeleted(self) and self.layer is layer:
            self.show_images_at(self._point)

    @guarded(answer(None))
    def _copy_link(self, _checked: bool = False) -> None:
        image = self._image()
        if image is not None:
            QApplication.clipboard().setText(redacted(str(image["href"])))

    @guarded(answer(None))
    def _show_footprint(self, _checked: bool = False) -> None:
        layer, image = self.layer, self._image()
        if layer is None or image is None:
            return
        x, y, pixel = self._point.x(), self._point.y(), layer.rasterUnitsPerPixelX()
        extent = (x - pixel, y - pixel, x + pixel, y + pixel)
        question, key = self._question, image["key"]
        mosaic_work.ask(
            self._services,
            layer,
            tr("Finding the footprint of {subject}").format(subject=failures.quoted(str(image["name"]))),
            lambda remote, task: remote.footprints(extent, exact=True, on_progress=task.report),
            lambda found: self._draw_outline(found, key) if question == self._question else None,
            lambda failure: self._show_failure(failure, question),
            self,
        )

    def _draw_outline(self, found: Mapping[str, Any], key: str) -> None:
        layer = self.layer
        feature = next((each for each in found["features"] if each["key"] == key), None)
        if layer is None or feature is None:
            return
        geometry = QgsJsonUtils.geometryFromGeoJson(json.dumps(feature["geometry"]))
        self.clear_outline()
        self._outline = OutlineBand(self._services.iface.mapCanvas(), _degrees_of(layer), _LINE, _FILL_ALPHA)
        self._outline.show([geometry], _WIDTH)

    def clear_outline(self) -> None:
        """Show no footprint."""
        outline, self._outline = self._outline, None
        if outline is not None:
            outline.remove()


def _degrees_of(layer: QgsRasterLayer) -> QgsCoordinateReferenceSystem:
    """What footprints of its images are given in."""
    degrees = layer.crs().toGeographicCrs()
    return degrees if degrees.isValid() else QgsCoordinateReferenceSystem("EPSG:4326")


def shown_time(layer: QgsRasterLayer, canvas: QgsMapCanvas) -> TimeRange | None:
    """The time of which the map shows images of a layer; None for all."""
    properties, settings = layer.temporalProperties(), canvas.mapSettings()
    is_by_time = properties.isActive() and properties.mode() == Qgis.RasterTemporalMode.TemporalRangeFromDataProvider
    return time_of(settings.temporalRange()) if is_by_time and settings.isTemporal() else None
