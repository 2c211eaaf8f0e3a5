"""What all algorithms of the toolbox have in common: names, asking the engine with progress and cancel, errors in words. QGIS side.

QGIS calls `prepareAlgorithm` on the main thread, where a person may be asked for the master password, and `processAlgorithm` on a
thread of its own. Whatever goes wrong becomes one QgsProcessingException with one sentence.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP
from qgis.PyQt.QtGui import QIcon

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import resource
from ..host.help import address_of
from ..host.log import log_exception
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import uri as uris

if TYPE_CHECKING:
    from ..engine.client.questions import Request
    from ..host.engine import EngineHost

WORK_S = 30 * 24 * 3600.0
"""How long the engine may take; what hangs ends by the limits of the stores, what is too long is cancelled by a person."""
HELP_TOPIC = "processing"
GROUPS = {
    "create": QT_TRANSLATE_NOOP("mosaic_qgis", "Create"),
    "edit": QT_TRANSLATE_NOOP("mosaic_qgis", "Edit"),
    "inspect": QT_TRANSLATE_NOOP("mosaic_qgis", "Inspect"),
    "export": QT_TRANSLATE_NOOP("mosaic_qgis", "Export"),
}
_ASKED_WRONGLY = QT_TRANSLATE_NOOP(
    "mosaic_qgis", "This cannot be done with {subject}. Check the parameters, and the options in the mosaic’s address."
)
_TEXT_EVERY_S = 1.0
_MOST_WARNINGS = 20


class MosaicAlgorithm(QgsProcessingAlgorithm):
    """Base of all algorithms.

    A subclass gives ID, GROUP, TAGS, `title`, `help`, `declare` and `work`; `prepare` where it needs the main thread (logins,
    layers of the project).
    """

    ID: ClassVar[str]
    GROUP: ClassVar[str]
    """A key of GROUPS."""
    TAGS: ClassVar[tuple[str, ...]] = ()
    """English words by which it is found, beside its title."""

    def __init__(self, engine: EngineHost) -> None:
        super().__init__()
        self._engine = engine

    # For subclasses

    def title(self) -> str:
        """Translated, sentence case, as a rule beginning with a verb."""
        raise NotImplementedError

    def help(self) -> str:
        """Translated paragraphs: what it does, what the result is, what to watch out for."""
        raise NotImplementedError

    def declare(self) -> None:
        """Add parameters and outputs."""
        raise NotImplementedError

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Main thread: read logins and layers. Raises EngineFailure or QgsProcessingException."""

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """The outputs. Raises EngineFailure or QgsProcessingException."""
        raise NotImplementedError

    def ask(
        self,
        request: Request,
        feedback: QgsProcessingFeedback,
        subject: str,
        *,
        share: tuple[float, float] = (0.0, 1.0),
    ) -> Mapping[str, Any]:
        """Have the engine answer a request, see docs/protocol.md for the value.

        `subject`: what it is about, for sentences. `share`: from where to where of 0…1 the progress bar goes meanwhile.
        Raises QgsProcessingException.
        """
        heard = _Heard(feedback, share)
        with told(subject):
            if feedback.isCanceled():
                raise EngineFailure("cancelled", "nothing was begun")
            if getattr(request, "cluster", ""):
                from .cluster import prepare_cluster

                prepare_cluster(self._engine, request, feedback)
            try:
                return self._engine.ask(request, WORK_S, heard.is_cancelled, heard.hear)
            finally:
                heard.tell()

    # QgsProcessingAlgorithm interface

    def createInstance(self) -> QgsProcessingAlgorithm:
        return type(self)(self._engine)

    def name(self) -> str:
        return self.ID

    def displayName(self) -> str:
        return self.title()

    def group(self) -> str:
        return tr(GROUPS[self.GROUP])

    def groupId(self) -> str:
        return self.GROUP

    def tags(self) -> list[str]:
        return ["mosaic", "mosaicjson", *self.TAGS]

    def shortHelpString(self) -> str:
        return self.help()

    def helpUrl(self) -> str:
        return address_of(HELP_TOPIC).toString()

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return resource("mosaicjson.svg")

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        self.declare()

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with told(self.displayName()):
            self.prepare(parameters, context, feedback)
        return True

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        with told(self.displayName()):
            return self.work(parameters, context, feedback)


@contextmanager
def told(subject: str) -> Iterator[None]:
    """What goes wrong inside becomes a QgsProcessingException: a sentence about `subject` and the engine's own words."""
    try:
        yield
    except QgsProcessingException as exc:
        _let_go(exc)
        raise
    except EngineFailure as failure:
        _let_go(failure)
        raise QgsProcessingException(_words(failure, subject)) from failure
    except Exception as exc:
        log_exception("An algorithm failed.")
        _let_go(exc)
        failure = EngineFailure("internal", f"{type(exc).__name__}: {exc}")
        raise QgsProcessingException(_words(failure, subject)) from exc


def _let_go(error: BaseException | None) -> None:
    """PyQGIS keeps the traceback of what an algorithm raises for ever: sinks that it holds would never be closed."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _words(failure: EngineFailure, subject: str) -> str:
    if failure.code == "cancelled":
        return tr("Cancelled; {detail}").format(detail=redacted(failure.message))
    if failure.code == "bad_request":
        sentence = tr(_ASKED_WRONGLY).format(subject=failures.quoted(subject))
    else:
        sentence = failures.sentence(failure, subject)
    return failures.with_detail(sentence, failure.message)


def tell_left_out(feedback: QgsProcessingFeedback, skipped: Sequence[Mapping[str, Any]]) -> None:
    """Say which images are not in the result: the first ones by name, the number of all."""
    for each in skipped[:_MOST_WARNINGS]:
        feedback.pushWarning(redacted(str(each["message"])))
    if len(skipped) > _MOST_WARNINGS:
        text = tr("{count} images are left out in all; the first {first} are named above.")
        feedback.pushWarning(text.format(count=len(skipped), first=_MOST_WARNINGS))


def name_of(mosaic: str) -> str:
    """What people call a mosaic at a URI."""
    return uris.LayerUri(mosaic=mosaic).name


class _Heard:
    """What the engine says of its progress, on its thread, and the feedback that hears it on the algorithm's own."""

    def __init__(self, feedback: QgsProcessingFeedback, share: tuple[float, float]) -> None:
        self._feedback = feedback
        self._share = share
        self._lock = threading.Lock()
        self._news: tuple[float | None, str] | None = None
        self._said = ""
        self._next_s = 0.0
        self.is_cancelled: Callable[[], bool] = self._look

    def hear(self, fraction: float | None, text: str) -> None:
        """From any thread."""
        with self._lock:
            self._news = (fraction, text)

    def _look(self) -> bool:
        if time.monotonic() >= self._next_s:
            self.tell()
        return self._feedback.isCanceled()

    def tell(self) -> None:
        """Hand on what came last."""
        self._next_s = time.monotonic() + _TEXT_EVERY_S
        with self._lock:
            news, self._news = self._news, None
        if news is None:
            return
        fraction, text = news
        if fraction is not None:
            begin, end = self._share
            self._feedback.setProgress(100 * (begin + (end - begin) * fraction))
        if text and text != self._said:
            self._said = text
            self._feedback.setProgressText(text)
