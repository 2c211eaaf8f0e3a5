"""Trying a login step by step: the document, the signing of links, one image. Runs in the ENGINE; blocks on the network.

Opens the head of one image and reads no pixels. What fails is a step of the answer, not an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..backends import scheme_of
from ..backends.base import MosaicJSONBackend
from ..backends.opening import open_backend
from ..backends.renewed_logins import OPTION, resolved
from ..mosaic.assets import redacted
from ..mosaic.errors import MosaicError
from .finding import source_of
from .pool import public_href
from .resources import ReadingResources

_MOST_TRIED = 3
Fact = int | bool | str | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was tried."""

    subject: str
    """document, api, signing or images."""
    name: str
    """What it was tried on, without secrets."""
    message: str
    code: str = ""
    """Of the failure; empty when it worked."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What was found, as the protocol names it."""


def probe(
    uri: str,
    options: Mapping[str, str],
    *,
    login: Mapping[str, Any] | None,
    images_login: Mapping[str, Any] | None,
    resources: ReadingResources,
    cancelled: Callable[[], bool],
) -> list[Step]:
    """What happens when a mosaic is opened with these logins. Raises only what is no answer of a store: Cancelled."""
    subject = "api" if scheme_of(uri).startswith("stac+") else "document"
    shown = redacted(uri)
    try:
        backend = open_backend(uri, options, login, images_login=images_login, cancelled=cancelled)
    except MosaicError as error:
        if error.code == "cancelled":
            raise
        return [Step(subject=subject, name=shown, code=error.code, message=str(error))]
    count = backend.tile_count
    found = "" if count is None else f"; it has {count} quadkeys"
    signed = "with the login" if login is not None else "without a login"
    facts: dict[str, Fact] = {"quadkeys": count, "with_login": login is not None}
    step = Step(subject=subject, name=backend.document_uri, message=f"It was read {signed}{found}.", facts=facts)
    return [step, *_of_images(backend, images_login is not None, resources, cancelled)]


def _of_images(
    backend: MosaicJSONBackend, has_login: bool, resources: ReadingResources, cancelled: Callable[[], bool]
) -> list[Step]:
    hrefs = backend.iter_assets(_MOST_TRIED)
    if not hrefs:
        return [Step(subject="images", name=backend.document_uri, code="empty", message="The mosaic names no image.")]
    steps: list[Step] = []
    for href in hrefs:
        if cancelled():
            break
        steps = _of_image(backend, href, has_login, resources)
        # One that is missing says nothing of the login.
        if steps[-1].code != "not_found":
            break
    return steps


def _of_image(backend: MosaicJSONBackend, href: str, has_login: bool, resources: ReadingResources) -> list[Step]:
    steps: list[Step] = []
    access = backend.image_access
    name = public_href(href)
    try:
        source = source_of(backend, href)
        options = dict(source.options)
        if access is not None and access.service is not None:
            if OPTION not in options:
                text = "The image is no blob that this service signs, it is read without."
                steps.append(
                    Step(subject="signing", name=access.service.address, message=text, facts={"signing": "no_blob"})
                )
            else:
                token = resolved(options)
                is_signed = "AZURE_NO_SIGN_REQUEST" not in token
                text = (
                    "A link was signed."
                    if is_signed
                    else "The service knows no such container, links stay as they are."
                )
                signing = {"signing": "signed" if is_signed else "no_container"}
                steps.append(Step(subject="signing", name=access.service.address, message=text, facts=signing))
    except MosaicError as error:
        service = access.service.address if access is not None and access.service is not None else name
        return [Step(subject="signing", name=service, code=error.code, message=str(error))]
    try:
        info = resources.look(source)
    except MosaicError as error:
        text = str(error)
        if error.code == "auth" and has_login and not options:
            text = f"{text} The login of the images is not for {_place_of(href)}; name it in the login to use it there."
        return [*steps, Step(subject="images", name=name, code=error.code, message=text)]
    size = f"{info.width} × {info.height} pixels"
    facts = {"width": info.width, "height": info.height}
    return [*steps, Step(subject="images", name=name, message=f"An image was read; it has {size}.", facts=facts)]


def _place_of(href: str) -> str:
    return urlsplit(href).netloc.rpartition("@")[2] or public_href(href)
