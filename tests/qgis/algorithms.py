"""Running algorithms of the toolbox as Processing does, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)


@dataclass(kw_only=True)
class Run:
    """What an algorithm did."""

    results: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    """Everything that it said: info, warnings and errors."""
    progress: list[float] = field(default_factory=list)
    context: QgsProcessingContext
    feedback: QgsProcessingFeedback
    """The context points to it: they have to live as long as each other."""


class _Feedback(QgsProcessingFeedback):
    def __init__(self, cancel_at: float | None) -> None:
        super().__init__(False)
        self.lines: list[str] = []
        self.fractions: list[float] = []
        self._cancel_at = cancel_at
        self.progressChanged.connect(self._moved)

    def _moved(self, percent: float) -> None:
        self.fractions.append(percent)
        if self._cancel_at is not None and percent >= self._cancel_at:
            self.cancel()

    def pushInfo(self, info: str) -> None:
        self.lines.append(info)

    def pushWarning(self, warning: str) -> None:
        self.lines.append(warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.lines.append(error)

    def setProgressText(self, text: str) -> None:
        self.lines.append(text)


def algorithm(name: str) -> QgsProcessingAlgorithm:
    """A new instance of `mosaicjson:name`."""
    found = QgsApplication.processingRegistry().createAlgorithmById(f"mosaicjson:{name}")
    assert found is not None, f"there is no algorithm {name}"
    return found


def run(name: str, parameters: Mapping[str, Any], *, cancel_at: float | None = None) -> Run:
    """Run `mosaicjson:name`; `cancel_at`: cancelled when the progress has reached so many percent (0: as soon as it moves,
    less than 0: before it begins).

    Raises QgsProcessingException as the algorithm does, also for parameters that do not pass its own check.
    """
    found = algorithm(name)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = _Feedback(cancel_at)
    context.setFeedback(feedback)
    if cancel_at is not None and cancel_at < 0:
        feedback.cancel()
    is_fine, reason = found.checkParameterValues(dict(parameters), context)
    if not is_fine:
        raise QgsProcessingException(reason)
    results, is_done = found.run(dict(parameters), context, feedback, {}, False)
    if not is_done:
        # What goes wrong while it is prepared is reported and not raised.
        raise QgsProcessingException("\n".join(feedback.lines))
    return Run(results=results, lines=feedback.lines, progress=feedback.fractions, context=context, feedback=feedback)
