"""What stands between a person and a mosaic, and which buttons lead out of it. QGIS side, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..host import failures
from ..host.translation import tr

if TYPE_CHECKING:
    from ..engine.client.terms import EngineFailure
    from ..provider.uri import LayerUri

AGAIN: Final = "again"
LOGIN: Final = "login"
IMAGES_LOGIN: Final = "images_login"
UNLOCK: Final = "unlock"
OPTIONS: Final = "options"
VECTOR: Final = "vector"
WITH_STAC: Final = "with_stac"
SEARCH: Final = "search"
SET_UP: Final = "set_up"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong or worth knowing."""

    sentence: str
    """For people: what is wrong, and the way out."""
    remedies: tuple[str, ...] = ()
    """What buttons offer to do about it, the best one first: constants of this module."""
    detail: str = ""
    """The engine's own words."""
    is_note: bool = False
    """Whether the mosaic opens all the same."""


def remedy_text(remedy: str) -> str:
    """The label of a remedy's button."""
    return {
        AGAIN: tr("Try Again"),
        LOGIN: tr("Choose Login…"),
        IMAGES_LOGIN: tr("Choose Login for Images…"),
        UNLOCK: tr("Enter Master Password…"),
        OPTIONS: tr("Show Options"),
        VECTOR: tr("Add as Vector Layer"),
        WITH_STAC: tr("Open as STAC Items"),
        SEARCH: tr("Search It…"),
        SET_UP: tr("Set Up Engine…"),
    }[remedy]


def problem_of(failure: EngineFailure, uri: LayerUri) -> Problem:
    """The problem that a failed preview is."""
    kind = str(failure.detail.get("kind") or "")
    if failure.code == "bad_document" and kind == "geojson":
        sentence = tr("This is GeoJSON, no mosaic. It can be added as a vector layer.")
        return Problem(sentence=sentence, remedies=(VECTOR,), detail=failure.message)
    if failure.code == "bad_document" and kind == "stac":
        sentence = tr("This is STAC, no MosaicJSON. Its images can be opened as a mosaic all the same.")
        return Problem(sentence=sentence, remedies=(WITH_STAC, SEARCH), detail=failure.message)
    if failure.code == "bad_document" and kind == "page":
        sentence = tr("A web page came instead of a mosaic. It may want a login; else check the address.")
        return Problem(sentence=sentence, remedies=(LOGIN,), detail=failure.message)
    return Problem(
        sentence=failures.sentence(failure, uri.name), remedies=_remedies_for(failure), detail=failure.message
    )


def _remedies_for(failure: EngineFailure) -> tuple[str, ...]:
    is_about_image = bool(failure.detail.get("asset"))
    return {
        "auth": (IMAGES_LOGIN if is_about_image else LOGIN,),
        "unreachable": (AGAIN,),
        "timeout": (AGAIN,),
        "crashed": (AGAIN,),
        "not_found": (AGAIN,),
        "cancelled": (AGAIN,),
        "bad_request": (OPTIONS,),
        "empty": (AGAIN,),
        "environment": (AGAIN,) if failure.detail.get("is_set_up") else (SET_UP,),
    }.get(failure.code, ())


def locked() -> Problem:
    """The master password is wanted, and nobody is asked for it while they type."""
    sentence = tr("The login is locked by QGIS's master password.")
    return Problem(sentence=sentence, remedies=(UNLOCK,))


def not_set_up() -> Problem:
    """There is no engine yet."""
    return Problem(sentence=tr("The preview comes when the MosaicJSON engine is set up."), remedies=(SET_UP,))


def cancelled() -> Problem:
    """A person has cancelled the preview."""
    return Problem(sentence=tr("The preview was cancelled."), remedies=(AGAIN,), is_note=True)
