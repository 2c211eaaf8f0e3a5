"""What people choose of a layer's images, and taking that back: for every window that offers it. QGIS side, main thread.

Changes a layer by giving it another source. Remembers the last choices of each layer; asks nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..provider.chosen_images import ChosenImages, chosen_in, with_chosen
from . import mosaic_work
from .services import GuiServices

if TYPE_CHECKING:
    from ..provider.source import MosaicSource

MOST_UNDONE = 50

Change = Callable[[ChosenImages], ChosenImages]
Then = Callable[[], object]
_Act = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class _Step:
    before: ChosenImages
    after: ChosenImages


class ImageChoices(QObject):
    """The choices that can be taken back. Those of one layer are made one after the other, each from what it is by then."""

    changed = pyqtSignal(str)
    """The id of a layer whose images were chosen here, or should have been: also where that failed or was cancelled."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services
        self._steps: dict[str, list[_Step]] = {}
        self._waiting: dict[str, deque[_Act]] = {}
        """By layer's id, while one of its choices is being made: those after it."""

    def change(self, layer: QgsRasterLayer, change: Change, then: Then | None = None) -> None:
        """Choose otherwise, as soon as the mosaic is open so; `then` is called afterwards, whether that went well or not."""

        def act() -> None:
            before = chosen_in(mosaic_work.uri_of(layer))
            step = _Step(before=before, after=change(before))

            def note(steps: list[_Step]) -> None:
                steps.append(step)
                del steps[:-MOST_UNDONE]

            self._apply(layer, step.after, note, act, then)

        self._in_turn(layer, act)

    def can_undo(self, layer: QgsRasterLayer) -> bool:
        """Whether the layer's images still are as they were chosen last here."""
        steps = self._steps.get(layer.id())
        return bool(steps) and steps[-1].after == chosen_in(mosaic_work.uri_of(layer))

    def undo(self, layer: QgsRasterLayer, then: Then | None = None) -> None:
        """Take the last choice back; what else was changed of the layer meanwhile stays. `then` as in `change`."""

        def act() -> None:
            if self.can_undo(layer):
                self._apply(layer, self._steps[layer.id()][-1].before, lambda steps: steps and steps.pop(), act, then)
            else:
                self._end(layer, then)

        self._in_turn(layer, act)

    def _in_turn(self, layer: QgsRasterLayer, act: _Act) -> None:
        there = QgsProject.instance().mapLayers()
        self._waiting = {name: acts for name, acts in self._waiting.items() if name in there}
        if layer.id() in self._waiting:
            self._waiting[layer.id()].append(act)
        else:
            self._waiting[layer.id()] = deque()
            act()

    def _apply(
        self,
        layer: QgsRasterLayer,
        chosen: ChosenImages,
        note: Callable[[list[_Step]], object],
        again: _Act,
        then: Then | None,
    ) -> None:
        before = mosaic_work.uri_of(layer)
        wanted = with_chosen(before, chosen)
        if wanted == before:
            self._end(layer, then)
            return

        def opened(_source: MosaicSource) -> None:
            if sip.isdeleted(self) or sip.isdeleted(layer):
                return
            if mosaic_work.uri_of(layer) != before:
                # Its page gave it another source meanwhile: the choice is made of that.
                again()
                return
            try:
                mosaic_work.give_source(self._services, layer, wanted)
                there = QgsProject.instance().mapLayers()
                self._steps = {name: steps for name, steps in self._steps.items() if name in there}
                note(self._steps.setdefault(layer.id(), []))
            finally:
                self._end(layer, then)

        mosaic_work.open_then(self._services, wanted, opened, layer, otherwise=lambda _why: self._end(layer, then))

    def _end(self, layer: QgsRasterLayer, then: Then | None) -> None:
        """A choice was made, or not: tell, and make the next one."""
        if sip.isdeleted(self) or sip.isdeleted(layer):
            return
        name = layer.id()
        try:
            self.changed.emit(name)
            if then is not None:
                then()
        finally:
            # Whatever went wrong with this one, those after it are not kept waiting for ever.
            acts = self._waiting.get(name)
            if acts:
                acts.popleft()()
            else:
                self._waiting.pop(name, None)
