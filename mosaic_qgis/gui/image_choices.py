"""What people choose of a layer's images, and taking that back: for every window that offers it. QGIS side, main thread.

Changes a layer by giving it another source. Remembers the last choices of each layer; asks nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..provider.chosen_images import ChosenImages, chosen_in, with_chosen
from . import mosaic_work
from .services import GuiServices

MOST_UNDONE = 50

Change = Callable[[ChosenImages], ChosenImages]
Then = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class _Step:
    before: ChosenImages
    after: ChosenImages


class ImageChoices(QObject):
    """The choices that can be taken back."""

    changed = pyqtSignal(str)
    """The id of a layer whose images were chosen here."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services
        self._steps: dict[str, list[_Step]] = {}

    def change(self, layer: QgsRasterLayer, change: Change, then: Then | None = None) -> None:
        """Choose otherwise, as soon as the mosaic is open so; `then` is called afterwards."""
        before = chosen_in(mosaic_work.uri_of(layer))
        step = _Step(before=before, after=change(before))

        def note(steps: list[_Step]) -> None:
            steps.append(step)
            del steps[:-MOST_UNDONE]

        self._apply(layer, step.after, note, then)

    def can_undo(self, layer: QgsRasterLayer) -> bool:
        """Whether the layer's images still are as they were chosen last here."""
        steps = self._steps.get(layer.id())
        return bool(steps) and steps[-1].after == chosen_in(mosaic_work.uri_of(layer))

    def undo(self, layer: QgsRasterLayer, then: Then | None = None) -> None:
        """Take the last choice back; what else was changed of the layer meanwhile stays."""
        if not self.can_undo(layer):
            return
        step = self._steps[layer.id()][-1]

        def note(steps: list[_Step]) -> None:
            # A second click may have come before the first one's end.
            if steps and steps[-1] is step:
                steps.pop()

        self._apply(layer, step.before, note, then)

    def _apply(
        self, layer: QgsRasterLayer, chosen: ChosenImages, note: Callable[[list[_Step]], object], then: Then | None
    ) -> None:
        def changed() -> None:
            if sip.isdeleted(self) or sip.isdeleted(layer):
                return
            there = QgsProject.instance().mapLayers()
            self._steps = {name: steps for name, steps in self._steps.items() if name in there}
            note(self._steps.setdefault(layer.id(), []))
            self.changed.emit(layer.id())
            if then is not None:
                then()

        mosaic_work.change_source(self._services, layer, with_chosen(mosaic_work.uri_of(layer), chosen), changed)
