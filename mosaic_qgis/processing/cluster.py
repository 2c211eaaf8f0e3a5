"""Before work goes to a Dask cluster: the packages for it, and what a person should know. QGIS side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qgis.core import QgsProcessingException, QgsProcessingFeedback

from ..host import failures
from ..host.translation import tr

if TYPE_CHECKING:
    from ..engine.client.questions import Request
    from ..host.engine import EngineHost

_HERE = ("localhost", "127.0.0.1", "::1")
_LOGINS = ("credentials", "images_credentials", "target_credentials")


def prepare_cluster(engine: EngineHost, request: Request, feedback: QgsProcessingFeedback) -> None:
    """Install what the engine needs for the scheduler that a request names. Blocks; on the algorithm's own thread.

    Raises QgsProcessingException, EngineFailure.
    """
    from ..engine.client.install_failures import EnvironmentFailure

    address = urlsplit(str(getattr(request, "cluster", "")))
    if address.scheme != "tls" and address.hostname not in _HERE and _has_login(request):
        words = tr("The logins go to the cluster over a connection that others can read. Use a scheduler with tls://.")
        feedback.pushWarning(words)
    told = _Told(feedback)
    try:
        engine.prepare_cluster(told, feedback.isCanceled)
    except EnvironmentFailure as failure:
        if failure.reason == "cancelled":
            raise QgsProcessingException(tr("Cancelled; nothing was set up.")) from failure
        text = failures.with_detail(failures.setup_sentence(failure), failure.message)
        raise QgsProcessingException(text) from failure


def _has_login(request: Request) -> bool:
    for name in _LOGINS:
        value: Any = getattr(request, name, None)
        if value is not None and any((getattr(value, "document", value), getattr(value, "assets", None))):
            return True
    return False


class _Told:
    """Tells a feedback of the installation, once that there is one and then what it does."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._said = ""

    def __call__(self, fraction: float, text: str) -> None:
        if not self._said and fraction < 1:
            from ..engine.client.requirements import CLUSTER

            size = CLUSTER.size()
            words = tr("The engine gets what it needs for a Dask cluster: {count} packages, {download} MB to download.")
            self._feedback.pushInfo(words.format(count=size.packages, download=round(size.download_megabytes)))
        if text and text != self._said and fraction < 1:
            self._said = text
            self._feedback.setProgressText(text)
