"""The form with the options of a source: logins, bands, overlaps, zooms and so on. QGIS side, main thread.

Shows options of a layer's URI and gives them back; what it does not know, or cannot show, is kept as it was. What the
values mean is said by source_terms.py and judged by the engine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QRegularExpression, QSignalBlocker, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QRegularExpressionValidator, QShowEvent
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import source_terms
from .band_choice import ALL, EXPRESSION, INDEXES
from .source_login import LateLogin

if TYPE_CHECKING:
    from .login_slot import LoginSlot
    from .source_terms import Choice

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_NUMBER_OR_NAN = QRegularExpression(r"\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[nN][aA][nN])?\s*")
_NUMBERS = QRegularExpression(r"\s*\d+(\s*,\s*\d*)*\s*")
_LEAST_CHARACTERS = 7
_TRUE = ("true", "1", "yes")


class SourceOptions(QWidget, _FORM):
    """The form."""

    changed = pyqtSignal()
    build_asked = pyqtSignal()
    """The button beside the bands was pressed."""

    grown = pyqtSignal()
    """It may need more room than before."""

    options_layout: QGridLayout
    authcfg_label: QLabel
    assets_authcfg_label: QLabel
    signing: QComboBox
    assets_label: QLabel
    assets: QLineEdit
    bands_kind: QComboBox
    bands_edit: QLineEdit
    build_button: QPushButton
    pixel_selection: QComboBox
    pixel_selection_words: QLabel
    resampling: QComboBox
    nodata: QLineEdit
    data_type: QComboBox
    unscale: QCheckBox
    grey_as_rgb: QCheckBox
    tms: QComboBox
    minzoom: QSpinBox
    maxzoom: QSpinBox
    others_label: QLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._make_logins)
        self._logins = {
            "authcfg": LateLogin("document", self, lambda slot: self._place(slot, 0, self.authcfg_label)),
            "assets_authcfg": LateLogin("images", self, lambda slot: self._place(slot, 1, self.assets_authcfg_label)),
        }
        _fill(self.signing, source_terms.signings())
        _fill(self.pixel_selection, source_terms.pixel_selections())
        _fill(self.resampling, source_terms.resamplings())
        _fill(self.data_type, source_terms.data_types())
        _fill(self.tms, source_terms.tile_matrix_sets())
        _fill(self.bands_kind, [(ALL, tr("All")), (INDEXES, tr("Chosen")), (EXPRESSION, tr("Expression"))])
        self.nodata.setValidator(QRegularExpressionValidator(_NUMBER_OR_NAN, self))
        self._given: dict[str, str] = {}
        """What `set_options` got."""
        self._shown: dict[str, str] = {}
        """What the form said about that before anybody touched it."""
        self._fields: dict[str, tuple[Callable[[], str], Callable[[str], None]]] = {
            **{key: (login.config_id, login.set_config_id) for key, login in self._logins.items()},
            "signing": _of_combo(self.signing, is_lower=False),
            "assets": _of_edit(self.assets),
            "indexes": (lambda: self._bands(INDEXES), lambda text: self._show_bands(INDEXES, text)),
            "expression": (lambda: self._bands(EXPRESSION), lambda text: self._show_bands(EXPRESSION, text)),
            "pixel_selection": _of_combo(self.pixel_selection, unsaid="first"),
            "resampling": _of_combo(self.resampling),
            "nodata": _of_edit(self.nodata),
            "data_type": _of_combo(self.data_type),
            "unscale": _of_box(self.unscale),
            "grey_as_rgb": _of_box(self.grey_as_rgb),
            "tms": _of_combo(self.tms, is_lower=False),
            "minzoom": _of_spin(self.minzoom),
            "maxzoom": _of_spin(self.maxzoom),
        }
        for combo in (self.signing, self.pixel_selection, self.resampling, self.data_type, self.tms, self.bands_kind):
            combo.currentIndexChanged.connect(self._changed)
        for edit in (self.assets, self.bands_edit, self.nodata):
            edit.textEdited.connect(self._changed)
        for box in (self.unscale, self.grey_as_rgb):
            box.toggled.connect(self._changed)
        for spin in (self.minzoom, self.maxzoom):
            spin.valueChanged.connect(self._changed)
        self.build_button.clicked.connect(self.build_asked)
        self.set_options({})

    def options(self) -> dict[str, str]:
        """The options as they are now: those that were not touched as they were written, in their order."""
        now = {key: read() for key, (read, _) in self._fields.items()}
        found: dict[str, str] = {}
        for key, text in self._given.items():
            if key not in now or now[key] == self._shown.get(key):
                found[key] = text
            elif now[key]:
                found[key] = now[key]
        return {**found, **{key: text for key, text in now.items() if text and key not in self._given}}

    def set_options(self, options: Mapping[str, str]) -> None:
        """Show options; emits `changed` where that makes a difference."""
        before = self.options() if self._fields else {}
        self._given = dict(options)
        with QSignalBlocker(self):
            self._show_bands(ALL, "")
            for key, (_, show) in self._fields.items():
                if key not in (INDEXES, EXPRESSION) or options.get(key):
                    show(options.get(key, ""))
        self._shown = {key: read() for key, (read, _) in self._fields.items()}
        others = [key for key in options if key not in self._fields]
        self.others_label.setVisible(bool(others))
        self.others_label.setText(tr("Kept as they are: {options}").format(options=", ".join(others)))
        self._dress()
        if self.options() != before:
            self.changed.emit()

    def set_mosaic(self, mosaic: str) -> None:
        """Whose options these are: logins and assets depend on it."""
        for login in self._logins.values():
            login.set_mosaic(mosaic)
        self._is_stac = mosaic.lower().startswith("stac+")
        self._dress()

    @property
    def authcfg(self) -> LoginSlot:
        """The field for the login of the document or API."""
        return self._logins["authcfg"].slot

    @property
    def assets_authcfg(self) -> LoginSlot:
        """The field for the login of the images."""
        return self._logins["assets_authcfg"].slot

    def bands(self) -> tuple[str, str]:
        """How the layer's bands are given: a kind of band_builder, and its text."""
        kind = str(self.bands_kind.currentData())
        return kind, "" if kind == ALL else str(self.bands_edit.text()).strip()

    def set_bands(self, kind: str, text: str) -> None:
        """Take over what the builder has made."""
        self._show_bands(kind, text)
        self._changed()

    def assets_text(self) -> str | None:
        """The keys of the assets that are put together; None where the images are no assets."""
        return str(self.assets.text()).strip() if self._is_stac or self.assets.text() else None

    def set_assets(self, text: str) -> None:
        """Take over what the builder has made."""
        if text != self.assets_text():
            self.assets.setText(text)
            self._changed()

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Later: folded up, the form is shown for a moment only; and nothing may move while a window shows its children.
        self._turn.start()

    # Own

    @guarded(answer(None))
    def _make_logins(self) -> None:
        if self.isVisible():
            for login in self._logins.values():
                _ = login.slot

    _is_stac = False

    def _place(self, slot: LoginSlot, row: int, label: QLabel) -> None:
        """A login was made, after all others: it goes to its row, and there for the keyboard, too."""
        self.options_layout.addWidget(slot, row, 1, 1, 2)
        label.setBuddy(slot)
        _narrow(slot.combo)
        slot.changed.connect(self.changed)
        if all(login.is_made for login in self._logins.values()):
            self._order_for_keyboard()
            self.grown.emit()

    def _order_for_keyboard(self) -> None:
        in_order: list[QWidget] = []
        for slot in (self.authcfg, self.assets_authcfg):
            in_order += [slot.combo, slot.new_button, slot.edit_button, slot.test_button]
        in_order += [
            self.signing, self.assets, self.bands_kind, self.build_button, self.bands_edit, self.pixel_selection,
            self.resampling, self.nodata, self.data_type, self.unscale, self.grey_as_rgb, self.tms, self.minzoom,
            self.maxzoom,
        ]  # fmt: skip
        for first, second in itertools.pairwise(in_order):
            self.setTabOrder(first, second)

    def _bands(self, kind: str) -> str:
        present, text = self.bands()
        return text if present == kind else ""

    def _show_bands(self, kind: str, text: str) -> None:
        with QSignalBlocker(self.bands_kind):
            self.bands_kind.setCurrentIndex(self.bands_kind.findData(kind))
        self.bands_edit.setText(text)
        self._dress()

    def _dress(self) -> None:
        """What depends on other fields."""
        kind = str(self.bands_kind.currentData())
        self.bands_edit.setVisible(kind != ALL)
        self.bands_edit.setPlaceholderText({INDEXES: "3,2,1", EXPRESSION: "(b4-b3)/(b4+b3)"}.get(kind, ""))
        self.bands_edit.setValidator(QRegularExpressionValidator(_NUMBERS, self) if kind == INDEXES else None)
        self.pixel_selection_words.setText(
            source_terms.about_pixel_selection(str(self.pixel_selection.currentData() or ""))
        )
        has_assets = self._is_stac or bool(self.assets.text())
        self.assets_label.setVisible(has_assets)
        self.assets.setVisible(has_assets)

    @guarded(answer(None))
    def _changed(self, *_value: object) -> None:
        self._dress()
        self.changed.emit()


def _fill(combo: QComboBox, choices: Sequence[Choice]) -> None:
    for value, name in choices:
        combo.addItem(name, value)
    _narrow(combo)


def _narrow(combo: QComboBox) -> None:
    """The longest name must not decide how wide the page is."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(_LEAST_CHARACTERS)


Field = tuple[Callable[[], str], Callable[[str], None]]


def _of_combo(combo: QComboBox, *, unsaid: str = "", is_lower: bool = True) -> Field:
    """A list; a value that is not in it is added. `unsaid`: the value that means the same as none."""

    def show(text: str) -> None:
        value = text.strip().lower() if is_lower else text.strip()
        value = "" if value == unsaid else value
        if combo.findData(value) < 0:
            combo.addItem(value, value)
        combo.setCurrentIndex(combo.findData(value))

    return (lambda: str(combo.currentData() or "")), show


def _of_edit(edit: QLineEdit) -> Field:
    return (lambda: str(edit.text()).strip()), edit.setText


def _of_box(box: QCheckBox) -> Field:
    return (
        lambda: "true" if box.isChecked() else "",
        lambda text: box.setChecked(text.strip().lower() in _TRUE),
    )


def _of_spin(spin: QSpinBox) -> Field:
    """A zoom; the smallest value of the box stands for none."""

    def show(text: str) -> None:
        is_zoom = text.strip().isdecimal() and int(text) <= spin.maximum()
        spin.setValue(int(text) if is_zoom else spin.minimum())

    return (lambda: "" if spin.value() == spin.minimum() else str(spin.value())), show
