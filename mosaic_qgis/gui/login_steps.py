"""What the steps of trying a login say to people. QGIS side; pure but for translation.

The engine says what happened in figures and by code; its own words stay beside a failure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import QLocale

from ..engine.client.terms import EngineFailure
from ..host.failures import sentence, with_detail
from ..host.translation import tr
from ..provider.uri import LayerUri


def subject_of(step: Mapping[str, Any]) -> str:
    """What was tried."""
    names = {"document": tr("Document"), "api": tr("STAC API"), "signing": tr("Signing"), "images": tr("Image")}
    return names.get(step["subject"], step["subject"])


def text_of(step: Mapping[str, Any]) -> str:
    """What happened, in a sentence or two."""
    if step["code"]:
        is_of_image = step["subject"] == "images"
        failure = EngineFailure(step["code"], step["message"], {"asset": step["name"]} if is_of_image else {})
        return with_detail(sentence(failure, LayerUri(mosaic=step["name"]).name), step["message"])
    facts = step.get("facts") or {}
    match step["subject"]:
        case "images" if facts.get("width"):
            text = tr("An image was read; it has {width} × {height} pixels.")
            return text.format(width=_number(facts["width"]), height=_number(facts["height"]))
        case "signing" if facts.get("signing"):
            return {
                "signed": tr("A link was signed."),
                "no_container": tr("The service knows no such container, so links stay as they are."),
                "no_blob": tr("The service does not sign such links; the image is read without."),
            }[facts["signing"]]
        case "document" | "api" if facts.get("with_login") is not None:
            text = tr("It was read with the login.") if facts["with_login"] else tr("It was read without a login.")
            if facts.get("quadkeys") is None:
                return text
            return tr("{sentence} Quadkeys: {count}.").format(sentence=text, count=_number(facts["quadkeys"]))
    return str(step["message"])


def _number(value: int) -> str:
    """In the person's own digits."""
    return str(QLocale().toString(value))
