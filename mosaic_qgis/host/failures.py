"""From a failure's code to a sentence for people: what happened, to what, and the way out. QGIS side.

The engine's own message (rule and received value) stays beside the sentence, so that nothing is hidden. Sentences are
chosen by code only, never by matching words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP, QLocale

from .redaction import redacted
from .translation import tr

if TYPE_CHECKING:
    from ..engine.client.terms import EngineFailure

_SENTENCES: dict[str, str] = {
    "auth": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "Access to {subject} was refused. Choose an authentication configuration with valid credentials."
    ),
    "not_found": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} was not found. Check the path or URL."),
    "exists": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} exists already. Choose another name or allow overwriting."),
    "conflict": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "{subject} was changed by somebody else in the meantime. Reload it and try again."
    ),
    "read_only": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} cannot be written to. Save it to another place."),
    "bad_document": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} is not a valid MosaicJSON document."),
    "bad_asset": QT_TRANSLATE_NOOP("mosaic_qgis", "An image of {subject} cannot be read."),
    "bad_request": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} cannot be opened this way. Check the layer's options."),
    "empty": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} has nothing to show: no tile or no readable image."),
    "unreachable": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "{subject} cannot be reached. Check the network connection, the proxy and the address."
    ),
    "timeout": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "{subject} did not answer in time. Try again, or check the network connection."
    ),
    "cluster": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "The Dask cluster could not do the work on {subject}. Look after it, or leave the scheduler empty.",
    ),
    "unsupported": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} needs something that this version does not support."),
    "untrusted": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "{subject} refers to a place that a document from elsewhere must not refer to. If you trust where it comes from, "
        "list that under Trust in Settings > Options > MosaicJSON.",
    ),
    "budget": QT_TRANSLATE_NOOP("mosaic_qgis", "{subject} shows more images than can be read at once. Zoom in."),
    "promoted": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The images of {subject} have several data types; the layer has one that holds all values."
    ),
    "no_overviews": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "Images of {subject} have no overviews and are slow when far out. Zoom in, or make overviews."
    ),
    "scales": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The images of {subject} have different scales or offsets. The option unscale=true applies them."
    ),
    "cancelled": QT_TRANSLATE_NOOP("mosaic_qgis", "Reading {subject} was cancelled."),
    "protocol": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The plugin and its engine do not fit together. Install the plugin again and restart QGIS."
    ),
    "environment": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "{subject} cannot be opened before the MosaicJSON engine is set up. Choose Raster > MosaicJSON > Set Up Engine…",
    ),
    "crashed": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The engine ended unexpectedly while it worked on {subject}. Reload the layer to try again."
    ),
    "internal": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "{subject} met a fault of the plugin. Please report it with the MosaicJSON tab of the log."
    ),
}

_DOES_NOT_START = QT_TRANSLATE_NOOP(
    "mosaic_qgis",
    "{subject} cannot be opened: the MosaicJSON engine is set up but does not start. Restart QGIS; if that does not help, "
    "repair the engine under Settings > Options > MosaicJSON.",
)
_NO_WINDOW = QT_TRANSLATE_NOOP(
    "mosaic_qgis",
    "{subject} cannot be opened before the MosaicJSON engine is set up. Set it up once in QGIS Desktop, name an existing one "
    "in MOSAIC_QGIS_ENGINE_ENVIRONMENT, or allow its installation with MOSAIC_QGIS_INSTALL_WITHOUT_ASKING=1.",
)
_GOES_ON = QT_TRANSLATE_NOOP(
    "mosaic_qgis",
    "{subject} takes longer to open than QGIS may wait. It is opened in the background, and you are told when it is there.",
)
_SEARCH_GOES_ON = QT_TRANSLATE_NOOP(
    "mosaic_qgis",
    "The search for {subject} takes longer than QGIS may wait. It goes on in the background, and you are told when it is "
    "there. A narrower query, a smaller max_items or a larger limit (items per page) makes it faster.",
)
_A_PART_IS_SHOWN = QT_TRANSLATE_NOOP(
    "mosaic_qgis", "{subject}: {shown} of {total} images are shown here. From a scale of about 1:{scale} on all are."
)
_ABOUT_IMAGES = ("not_found", "auth", "bad_asset", "unreachable", "timeout", "unsupported")
"""Codes that, with an image in the failure's detail, are about that image and not about the document."""
_NO_IMAGE = QT_TRANSLATE_NOOP(
    "mosaic_qgis", "The images of {subject} cannot be read. Check that they are there and that you may read them."
)


def sentence(failure: EngineFailure, subject: str) -> str:
    """One translated sentence: what happened to `subject` (the mosaic's name), and the way out."""
    words = _SENTENCES.get(failure.code, _SENTENCES["internal"])
    if failure.code == "environment" and failure.detail.get("is_set_up"):
        words = _DOES_NOT_START
    elif failure.code == "environment" and not failure.detail.get("has_window", True):
        words = _NO_WINDOW
    if failure.detail.get("goes_on") and failure.detail.get("has_window", True):
        words = _SEARCH_GOES_ON if failure.detail.get("is_search") else _GOES_ON
    if failure.detail.get("asset") and failure.code in _ABOUT_IMAGES:
        words = _NO_IMAGE
    counts = _counts_of(failure)
    if counts:
        words = _A_PART_IS_SHOWN
    return tr(words).format(subject=quoted(subject), **counts)


def _counts_of(failure: EngineFailure) -> dict[str, str]:
    """What a note about a view of too many images counts, in the person's own digits; nothing where it does not."""
    names = ("shown", "total", "scale")
    found = {name: number for name in names if type(number := failure.detail.get(name)) is int}
    if failure.code != "budget" or len(found) < len(names):
        return {}
    return {name: QLocale().toString(number) for name, number in found.items()}


def quoted(name: str) -> str:
    """A name as it stands in a sentence."""
    return tr("“{name}”").format(name=redacted(name))


def with_detail(text: str, detail: str) -> str:
    """A sentence followed by the engine's own words."""
    return tr("{sentence} ({detail})").format(sentence=text, detail=redacted(detail)) if detail else text


def left_out(count: int, total: int, first_image: str, subject: str) -> str:
    """The note about images that were skipped in a drawing: `count` of the `total` that it needed."""
    if count == 1:
        text = tr("{subject}: 1 of {total} images could not be read: {image}")
    else:
        text = tr("{subject}: {count} of {total} images could not be read, the first one is {image}")
    return text.format(subject=quoted(subject), count=count, total=total, image=quoted(first_image))


_SETUP_SENTENCES: dict[str, str] = {
    "no_network": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The engine could not be downloaded. Check the network connection, or name a folder of wheels."
    ),
    "stalled": QT_TRANSLATE_NOOP("mosaic_qgis", "The download of the engine stood still. Try again."),
    "proxy": QT_TRANSLATE_NOOP("mosaic_qgis", "The proxy could not be reached. Check QGIS's network options."),
    "proxy_auth": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The proxy asks for a login. Enter user and password in QGIS's network options."
    ),
    "index_auth": QT_TRANSLATE_NOOP("mosaic_qgis", "The package index asks for a login. Check its address."),
    "certificate": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The certificate of the package index is not trusted on this machine."
    ),
    "disk_full": QT_TRANSLATE_NOOP("mosaic_qgis", "There is not enough space for the engine in the QGIS profile."),
    "no_permission": QT_TRANSLATE_NOOP("mosaic_qgis", "The QGIS profile's folder cannot be written to."),
    "in_use": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The engine's packages are in use, perhaps by another QGIS. Close it and try again."
    ),
    "no_python": QT_TRANSLATE_NOOP("mosaic_qgis", "No Python that can run the engine was found on this machine."),
    "no_wheel": QT_TRANSLATE_NOOP("mosaic_qgis", "A package of the engine is not available for this machine."),
    "hash_mismatch": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "A package of the engine is not what it must be, so nothing was installed. Check the package index.",
    ),
}


def setup_sentence(failure: EngineFailure) -> str:
    """One translated sentence about a set-up that failed, and the way out."""
    general = QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The engine could not be set up; the MosaicJSON tab of the log says more."
    )
    return tr(_SETUP_SENTENCES.get(getattr(failure, "reason", ""), general))
