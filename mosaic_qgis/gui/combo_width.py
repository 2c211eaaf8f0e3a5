"""How wide combo boxes are: the field may be narrow where there is little room, its list shows all of each entry.

QGIS side, main thread.
"""

from __future__ import annotations

from typing import Final

from qgis.PyQt.QtWidgets import QComboBox, QStyle

_MARGIN_PX: Final = 16
_WIDEST_PX: Final = 500


def narrow(combo: QComboBox, letters: int) -> None:
    """The longest entry does not decide how wide the field is, which shows at least so many letters."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(letters)
    widen_list(combo)


def widen_list(combo: QComboBox) -> None:
    """Give the list room for its longest entry; again when there are other entries."""
    texts = (combo.itemText(place) for place in range(combo.count()))
    widest = max((combo.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
    bar = combo.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    combo.view().setMinimumWidth(min(widest + bar + _MARGIN_PX, _WIDEST_PX))
