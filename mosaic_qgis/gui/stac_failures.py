"""What is said in the STAC search when asking an API failed: one sentence with the way out. QGIS side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP

from ..host import failures
from ..host.translation import tr

if TYPE_CHECKING:
    from ..engine.client.terms import EngineFailure

_SENTENCES: Final[dict[str, str]] = {
    "auth": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "{subject} asks for a valid login. Choose one under Login, or make a new one there."
    ),
    "not_found": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "There is no STAC catalog at {subject}. Check the address; it is that of the API's landing page."
    ),
    "bad_document": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "What {subject} answers is no STAC catalog. Check the address; it is that of the API's landing page.",
    ),
    "unsupported": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "{subject} cannot be searched, since it is no STAC API. If it is a list of items, press Add to open it as it is.",
    ),
    "bad_request": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "{subject} does not take this search. Change its conditions, or its JSON under Advanced."
    ),
    "empty": QT_TRANSLATE_NOOP("mosaic_qgis", "Nothing was found at {subject}. Search wider."),
    "environment": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "{subject} cannot be asked before the MosaicJSON engine is set up. Choose Raster > MosaicJSON > Set Up Engine…",
    ),
}


def sentence(failure: EngineFailure, subject: str) -> str:
    """One translated sentence: what happened to the catalog `subject`, and the way out."""
    words = _SENTENCES.get(failure.code)
    if words is None or (failure.code == "environment" and failure.detail.get("is_set_up")):
        return failures.sentence(failure, subject)
    return tr(words).format(subject=failures.quoted(subject))
