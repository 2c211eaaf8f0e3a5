"""What the algorithms that make mosaics of footprints have in common: the images' login, what is told of the new mosaic. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
)

from ..host.auth import credentials_for
from ..host.redaction import redacted
from ..host.translation import tr
from . import parameters as given
from .algorithm import tell_left_out

if TYPE_CHECKING:
    from .chosen import ChosenTarget


def add_images_login(algorithm: QgsProcessingAlgorithm) -> None:
    """The login of the images, some of which are opened."""
    algorithm.addParameter(
        given.advanced(QgsProcessingParameterAuthConfig(given.IMAGES_AUTHCFG, tr("Login of the images"), optional=True))
    )


def images_login_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> Mapping[str, object] | None:
    """The login that was given. Main thread: it may ask for the master password. Raises EngineFailure."""
    authcfg = algorithm.parameterAsString(parameters, given.IMAGES_AUTHCFG, context)
    logins = credentials_for({"assets_authcfg": authcfg} if authcfg else {})
    return None if logins is None else logins["assets"]


def made(
    target: ChosenTarget,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
    answer: Mapping[str, Any],
) -> dict[str, Any]:
    """Say what the new mosaic is and what is not in it; the outputs of `add_target`."""
    for note in answer["notes"]:
        feedback.pushWarning(redacted(str(note["message"])))
    tell_left_out(feedback, answer["skipped"])
    words = tr("{images} images in {tiles} tiles, zooms {minzoom} to {maxzoom}; {left_out} left out.")
    feedback.pushInfo(
        words.format(
            images=answer["images"],
            tiles=answer["tiles"],
            minzoom=answer["minzoom"],
            maxzoom=answer["maxzoom"],
            left_out=answer["skipped_count"],
        )
    )
    return given.written(target, context, answer)
