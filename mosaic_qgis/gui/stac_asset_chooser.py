"""What a layer of found images shows: a picture, an index, assets or an expression of one's own. QGIS side.

Fed by what the items offer (stac_choices.py); a choice that was made stays while the items have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.PyQt import uic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QCheckBox, QComboBox, QLineEdit, QMenu, QToolButton, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import stac_choices
from .stac_choices import Choice, Offer

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class StacAssetChooser(QWidget, _FORM):
    """One row."""

    changed = pyqtSignal()

    choice_combo: QComboBox
    bands_edit: QLineEdit
    assets_button: QToolButton
    expression_check: QCheckBox

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self._choices: tuple[Choice, ...] = ()
        self._is_own = False
        """Whether a person has decided what is shown."""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.assets_button.setMenu(self._menu)
        self._fill((), ())
        self.choice_combo.activated.connect(self._chosen)
        self.bands_edit.textEdited.connect(self._edited)
        self.expression_check.toggled.connect(self._edited)

    @property
    def assets(self) -> tuple[str, ...]:
        """Keys of the assets that are the bands; none where an expression or the items decide."""
        if self.expression_check.isChecked():
            return ()
        return tuple(key for key in map(str.strip, self.bands_edit.text().split(",")) if key)

    @property
    def expression(self) -> str:
        """The expression, or nothing."""
        return self.bands_edit.text().strip() if self.expression_check.isChecked() else ""

    def set_shown(self, assets: Sequence[str], expression: str) -> None:
        """Show what a layer shows; counts as decided."""
        self._is_own = bool(assets or expression)
        self._show(tuple(assets), expression)

    def forget(self) -> None:
        """What was chosen for other images is no choice for those that come."""
        self._is_own = False
        self._fill((), ())
        self._show((), "")

    def set_items(self, items: Sequence[Mapping[str, Any]], preferred: Sequence[str] = ()) -> None:
        """Offer what found items have; `preferred`: what the catalog's preset shows."""
        offers = stac_choices.offers_of(items)
        self._fill(offers, stac_choices.choices_of(offers, preferred))
        if not self._is_own and self._choices:
            self._show(self._choices[0].assets, self._choices[0].expression)
        else:
            self._show(self.assets, self.expression)

    def _fill(self, offers: Sequence[Offer], choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        self.choice_combo.clear()
        for choice in choices:
            self.choice_combo.addItem(_words(choice))
        self.choice_combo.addItem(tr("Bands of your own"))
        self._menu.clear()
        for offer in offers:
            # A menu takes & for a mnemonic.
            action = QAction(offer.label.replace("&", "&&"), self._menu)
            action.setToolTip(tr("{percent} % of the images have it").format(percent=round(100 * offer.share)))
            action.triggered.connect(lambda _checked=False, key=offer.key: self._add_asset(key))
            self._menu.addAction(action)
        self.assets_button.setEnabled(bool(offers))

    def _show(self, assets: Sequence[str], expression: str) -> None:
        blocked = self.expression_check.blockSignals(True)
        self.expression_check.setChecked(bool(expression))
        self.expression_check.blockSignals(blocked)
        text = expression or ",".join(assets)
        if text != self.bands_edit.text():
            self.bands_edit.setText(text)
        shown = (tuple(assets), expression)
        places = [place for place, each in enumerate(self._choices) if (each.assets, each.expression) == shown]
        self.choice_combo.setCurrentIndex(places[0] if places else len(self._choices))

    @guarded(answer(None))
    def _chosen(self, index: int) -> None:
        self._is_own = True
        if index < len(self._choices):
            self._show(self._choices[index].assets, self._choices[index].expression)
        else:
            self.bands_edit.setFocus()
        self.changed.emit()

    @guarded(answer(None))
    def _edited(self, *_values: Any) -> None:
        self._is_own = True
        self._show(self.assets, self.expression)
        self.changed.emit()

    @guarded(answer(None))
    def _add_asset(self, key: str) -> None:
        text = self.bands_edit.text().strip()
        if self.expression_check.isChecked():
            self.bands_edit.setText(text + stac_choices.quoted(key))
        else:
            self.bands_edit.setText(f"{text.rstrip(',')},{key}" if text else key)
        self._edited()


def _words(choice: Choice) -> str:
    names = {
        stac_choices.PICTURE: tr("Picture"),
        stac_choices.NATURAL: tr("Natural colour"),
        stac_choices.INFRARED: tr("Infrared (vegetation red)"),
        stac_choices.SHORT_WAVE: tr("Short-wave infrared"),
        stac_choices.NDVI: tr("Vegetation index (NDVI)"),
        stac_choices.NDWI: tr("Water index (NDWI)"),
        stac_choices.NDMI: tr("Moisture index (NDMI)"),
        stac_choices.NBR: tr("Burn ratio (NBR)"),
    }
    name = names[choice.name]
    return f"{name}: {', '.join(choice.assets)}" if choice.assets else name
