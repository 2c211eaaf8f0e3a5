"""The fields of a STAC search beside its collections: place, days, clouds, order, limit, further conditions. QGIS side.

Turns its widgets into a `Search` and back; asks nobody.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsDateEdit, QgsExtentWidget, QgsMapCanvas, QgsSpinBox
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QDate, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QGroupBox, QHBoxLayout, QLabel, QLineEdit, QSlider, QVBoxLayout, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import stac_dates
from .combo_width import narrow
from .stac_conditions import StacConditions
from .stac_query import CLEAREST, NEWEST, OLDEST, Search
from .tab_order import set_order

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_ANY_CLOUDS = 100
_DAY_FORMAT = "yyyy-MM-dd"
_LEAST_LETTERS = 14


class StacFilters(QWidget, _FORM):
    """The fields."""

    changed = pyqtSignal()

    extent_label: QLabel
    extent_place: QHBoxLayout
    preset_combo: QComboBox
    begin_edit: QgsDateEdit
    end_edit: QgsDateEdit
    cloud_slider: QSlider
    cloud_value_label: QLabel
    sort_combo: QComboBox
    limit_spin: QgsSpinBox
    limit_note_label: QLabel
    conditions_group: QGroupBox
    conditions_layout: QVBoxLayout

    def __init__(self, parent: QWidget | None, canvas: QgsMapCanvas | None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self.is_drawing = False
        """Whether the window is hidden while a person draws on the map."""
        self._is_showing = False
        self._rest: Mapping[str, Any] = {}
        self._dialect = Search().dialect
        self._bbox: tuple[float, float, float, float] | None = None
        self._cloud_max: float | None = None
        """What was shown last; finer than the slider."""
        self.extent_widget = QgsExtentWidget(self, QgsExtentWidget.WidgetStyle.CondensedStyle)
        self.extent_widget.setObjectName("extent_widget")
        self.extent_widget.setNullValueAllowed(True, tr("Everywhere"))
        self.extent_widget.setToolTip(tr("Only images that touch this place; empty: everywhere"))
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        self.extent_widget.setOutputCrs(degrees)
        if canvas is not None:
            self._offer_canvas(canvas)
        self.extent_place.addWidget(self.extent_widget)
        self.extent_label.setBuddy(self.extent_widget)
        self.conditions = StacConditions(self)
        self.conditions_layout.addWidget(self.conditions)
        set_order([
            self.extent_widget, self.preset_combo, self.begin_edit, self.end_edit, self.cloud_slider, self.sort_combo,
            self.limit_spin, self.conditions,
        ])  # fmt: skip
        self._fill_combos()
        for edit, null_text in ((self.begin_edit, tr("any")), (self.end_edit, tr("now"))):
            edit.setAllowNull(True)
            edit.setNullRepresentation(null_text)
            edit.setDisplayFormat(_DAY_FORMAT)
            edit.clear()
        self.limit_spin.setClearValue(1000)
        self.limit_spin.setSuffix(" " + tr("images"))
        self.preset_combo.activated.connect(self._preset_chosen)
        self.extent_widget.extentChanged.connect(self._extent_changed)
        self.extent_widget.toggleDialogVisibility.connect(self._let_draw)
        for signal in (
            self.begin_edit.dateChanged, self.end_edit.dateChanged, self.cloud_slider.valueChanged,
            self.sort_combo.currentIndexChanged, self.limit_spin.valueChanged, self.conditions.changed,
        ):  # fmt: skip
            signal.connect(self._changed)
        self._show_words()

    def _offer_canvas(self, canvas: QgsMapCanvas) -> None:
        """The place on the map to begin with, where there is a map; otherwise everywhere."""
        settings = canvas.mapSettings()
        self.extent_widget.setCurrentExtent(settings.visibleExtent(), settings.destinationCrs())
        self.extent_widget.setMapCanvas(canvas)
        if settings.layerIds():
            self.extent_widget.setOutputExtentFromCurrent()
            self._show_beginning()
            self._bbox = _degrees(self.extent_widget)
        else:
            self.extent_widget.clear()

    def search(self, base: Search) -> Search:
        """What the fields say, with the collections of `base`."""
        has_own_filter = Search(rest=self._rest).has_own_filter
        return replace(
            base,
            bbox=self._bbox,
            begin=_day(self.begin_edit),
            end=_day(self.end_edit),
            cloud_max=None if has_own_filter else self._most_clouds(),
            conditions=() if has_own_filter else self.conditions.conditions(),
            sort=str(self.sort_combo.currentData() or ""),
            dialect=self._dialect,
            rest=self._rest,
        )

    def set_search(self, search: Search) -> None:
        """Show a search. What no field has is kept."""
        self._is_showing = True
        try:
            self._rest, self._dialect = search.rest, search.dialect
            if search.bbox != self._bbox:
                self._show_bbox(search.bbox)
            for edit, day in ((self.begin_edit, search.begin), (self.end_edit, search.end)):
                if day != _day(edit):
                    edit.setDate(QDate.fromString(day, _DAY_FORMAT)) if day else edit.clear()
            self._cloud_max = search.cloud_max
            self.cloud_slider.setValue(_slider_place(search.cloud_max))
            self.sort_combo.setCurrentIndex(max(self.sort_combo.findData(search.sort), 0))
            self.conditions.set_conditions(search.conditions)
            self._show_words()
        finally:
            self._is_showing = False

    def max_items(self) -> int:
        """At most so many images."""
        return int(self.limit_spin.value())

    def set_max_items(self, count: int) -> None:
        self._is_showing = True
        try:
            self.limit_spin.setValue(count)
            self._show_words()
        finally:
            self._is_showing = False

    def set_queryables(self, queryables: Sequence[Mapping[str, Any]]) -> None:
        """What the API can be asked for."""
        self.conditions.set_queryables(queryables)

    def set_dialect(self, dialect: str) -> None:
        """How conditions are written as JSON."""
        if dialect != self._dialect:
            self._dialect = dialect
            self._changed()

    def _fill_combos(self) -> None:
        names = {
            stac_dates.LAST_MONTH: tr("Last 30 days"),
            stac_dates.LAST_YEAR_OF_DAYS: tr("Last 365 days"),
            stac_dates.THIS_YEAR: tr("This year"),
            stac_dates.YEAR_BEFORE: tr("Last year"),
            "spring": tr("March to May"),
            "summer": tr("June to August"),
            "autumn": tr("September to November"),
            "winter": tr("December to February"),
        }
        self.preset_combo.addItem(tr("Any time, or the days below"), "")
        for name in stac_dates.PRESETS:
            self.preset_combo.addItem(names[name], name)
        for text, sort in (
            (tr("As the catalog likes"), ""),
            (tr("Newest"), NEWEST),
            (tr("Oldest"), OLDEST),
            (tr("Fewest clouds"), CLEAREST),
        ):
            self.sort_combo.addItem(text, sort)
        for combo in (self.preset_combo, self.sort_combo):
            narrow(combo, _LEAST_LETTERS)

    @guarded(answer(None))
    def _preset_chosen(self, _index: int) -> None:
        name = str(self.preset_combo.currentData() or "")
        today = datetime.datetime.now(datetime.UTC).date()
        begin, end = stac_dates.preset(name, today) if name else ("", "")
        self._is_showing = True
        try:
            for edit, day in ((self.begin_edit, begin), (self.end_edit, end)):
                edit.setDate(QDate.fromString(day, _DAY_FORMAT)) if day else edit.clear()
        finally:
            self._is_showing = False
        self.changed.emit()

    @guarded(answer(None))
    def _extent_changed(self, _extent: QgsRectangle) -> None:
        if self._is_showing:
            return
        self._bbox = _degrees(self.extent_widget)
        if self._bbox is None and self.extent_widget.isValid():
            # What was drawn lies outside of the world, as on a map that shows nothing yet.
            self.extent_widget.clear()
        self._show_beginning()
        self._changed()

    @guarded(answer(None))
    def _let_draw(self, is_visible: bool) -> None:
        """The window makes room while a person draws on the canvas."""
        window = self.window()
        if not is_visible:
            self.is_drawing = True
            window.hide()
            return
        self.is_drawing = False
        window.show()
        window.raise_()
        window.activateWindow()

    @guarded(answer(None))
    def _changed(self, *_values: Any) -> None:
        if self._is_showing:
            return
        if self.sender() in (self.begin_edit, self.end_edit):
            self.preset_combo.setCurrentIndex(0)
        self._show_words()
        self.changed.emit()

    def _most_clouds(self) -> float | None:
        clouds = self.cloud_slider.value()
        if clouds == _slider_place(self._cloud_max):
            return self._cloud_max
        return None if clouds >= _ANY_CLOUDS else float(clouds)

    def _show_bbox(self, bbox: tuple[float, float, float, float] | None) -> None:
        self._bbox = bbox
        if bbox is None:
            self.extent_widget.clear()
            return
        west, south, east, north = bbox
        # Across the antimeridian QGIS has no rectangle; what was searched stays as it is.
        shown = QgsRectangle(west, south, east if east >= west else east + 360, north)
        self.extent_widget.setOutputExtentFromUser(shown, QgsCoordinateReferenceSystem("EPSG:4326"))
        self._show_beginning()

    def _show_beginning(self) -> None:
        """Of a text that is longer than its field."""
        for field in self.extent_widget.findChildren(QLineEdit):
            field.setCursorPosition(0)

    def _show_words(self) -> None:
        clouds = self.cloud_slider.value()
        has_own_filter = Search(rest=self._rest).has_own_filter
        if has_own_filter:
            self.cloud_value_label.setText(tr("see Advanced"))
        else:
            self.cloud_value_label.setText(
                tr("any") if clouds >= _ANY_CLOUDS else tr("up to {percent} %").format(percent=clouds)
            )
        # Of equal width, so that the slider does not jump.
        widest = max((tr("any"), tr("up to {percent} %").format(percent=99), tr("see Advanced")), key=len)
        self.cloud_value_label.setMinimumWidth(self.cloud_value_label.fontMetrics().horizontalAdvance(widest))
        self.cloud_slider.setEnabled(not has_own_filter)
        self.conditions_group.setEnabled(not has_own_filter)
        self.conditions_group.setToolTip(
            tr("The search has a filter of its own in its JSON, under Advanced; rows cannot say the same.")
            if has_own_filter
            else ""
        )
        self.limit_note_label.setText(_limit_note(str(self.sort_combo.currentData() or ""), self.max_items()))


def _limit_note(sort: str, count: int) -> str:
    """What a limit cuts off."""
    texts = {
        NEWEST: tr("Where more match, the newest {count} are taken and older ones are missing from the map."),
        OLDEST: tr("Where more match, the oldest {count} are taken and newer ones are missing from the map."),
        CLEAREST: tr(
            "Where more match, the {count} with the fewest clouds are taken; others are missing from the map."
        ),
    }
    other = tr("Where more match, the first {count} that the catalog names are taken; others are missing from the map.")
    return texts.get(sort, other).format(count=count)


def _slider_place(cloud_max: float | None) -> int:
    return _ANY_CLOUDS if cloud_max is None else round(cloud_max)


def _day(edit: QgsDateEdit) -> str:
    if edit.isNull():
        return ""
    return str(edit.date().toString(Qt.DateFormat.ISODate))


def _degrees(widget: QgsExtentWidget) -> tuple[float, float, float, float] | None:
    """The extent as a search has it; None for everywhere."""
    if not widget.isValid():
        return None
    extent = widget.outputExtent()
    if extent.isNull() or extent.isEmpty() or not extent.isFinite():
        return None
    if extent.width() >= 360:
        west, east = -180.0, 180.0
    else:
        west, east = ((value + 180) % 360 - 180 for value in (extent.xMinimum(), extent.xMaximum()))
        if east == -180:
            east = 180.0
    south, north = (min(max(value, -90.0), 90.0) for value in (extent.yMinimum(), extent.yMaximum()))
    if south >= north:
        return None
    return tuple(round(value, 7) for value in (west, south, east, north))  # type: ignore[return-value]
