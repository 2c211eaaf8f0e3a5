"""The sentence below the address of a source: what the address is, or that its layer is on the way. QGIS side, main thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QLabel

from ..host.about import PROVIDER_KEY
from ..host.guard import answer, guarded
from . import source_check

if TYPE_CHECKING:
    from .preview_pane import PreviewPane


class SourceSentence(QObject):
    """Says it in a label."""

    def __init__(self, label: QLabel, preview: PreviewPane) -> None:
        """`preview`: finds out what an address only looks like."""
        super().__init__(label)
        self._label = label
        self._preview = preview
        self._mosaic = ""
        self._sentence = ""
        self._is_opening = False
        # One of them comes whether the layer could be added or not.
        QgsProject.instance().layersAdded.connect(self._opening_ended)
        QgsApplication.taskManager().allTasksFinished.connect(self._opening_ended)
        preview.problem_changed.connect(self._show)

    def judge(self, mosaic: str, sentence: str) -> None:
        """Say what is known of an address."""
        self._mosaic, self._sentence, self._is_opening = mosaic, sentence, False
        self._show()

    def say_opening(self, text: str) -> None:
        """Say that a layer comes, until it is there or could not be had. (Why not is told in the message bar.)"""
        # Where everything was there already, the layer is there by now.
        self._is_opening = bool(QgsApplication.taskManager().countActiveTasks())
        if self._is_opening:
            self._label.setText(text)
        else:
            self._show()

    def say(self, text: str) -> None:
        """Say something else, until there is something new."""
        self._label.setText(text)

    @guarded(answer(None))
    def _show(self) -> None:
        if self._is_opening:
            return
        problem = self._preview.problem
        has_failed = problem is not None and not problem.is_note
        # What an address looks like would say the opposite of what was found there.
        is_guess = self._sentence == source_check.store_of(self._mosaic)
        self._label.setText("" if is_guess and has_failed else self._sentence)

    @guarded(answer(None))
    def _opening_ended(self, layers: Sequence[QgsMapLayer] | None = None) -> None:
        is_ours = layers is None or any(layer.providerType() == PROVIDER_KEY for layer in layers)
        if self._is_opening and is_ours:
            self._is_opening = False
            self._show()
