"""What a source text is: whose store it names, whether it can be added, what is wrong with it. QGIS side, no widgets.

Looks at local files only, quickly; whether a remote mosaic opens is found out by the preview.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ..host.connections import about_secret, holds_secret
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import sniff
from ..provider import uri as uris
from ..provider.metadata import is_possible, parts_of
from .preview_problems import VECTOR, WITH_STAC, Problem

_STAC_PREFIX: Final = "stac+"
_HOST = re.compile(r"localhost|\[.+\]|[^.]+(\.[^.]+)+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is to be said about a source text."""

    can_add: bool
    """Whether the Add button makes sense."""
    sentence: str = ""
    """What it is, or what is wrong with it, in one sentence; empty where nothing needs saying."""
    problem: Problem | None = None
    """What is wrong, with the way out of it; None where nothing is, or where nothing but the text can be changed."""
    can_look: bool = False
    """Whether the address looks complete, so that a preview can be tried."""


def check(text: str) -> Verdict:
    """The verdict on what stands in the source field."""
    parts = parts_of(text)
    if not parts.mosaic:
        return Verdict(can_add=False)
    if not is_possible(parts):
        return Verdict(
            can_add=False, sentence=tr("A mosaic in a program's memory cannot be a layer. Write it to a file first.")
        )
    path = uris.file_in(parts.mosaic)
    if path is None:
        return _of_address(parts.mosaic)
    file = Path(path).expanduser()
    if file.is_dir():
        return Verdict(can_add=False, sentence=tr("This is a folder. Choose a MosaicJSON file in it."))
    if not file.exists():
        return Verdict(can_add=False, sentence=tr("There is no such file. Check the path."))
    if not os.access(file, os.R_OK):
        return Verdict(can_add=False, sentence=tr("This file cannot be read. Check its permissions."))
    if parts.local_path is None:
        return _of_address(parts.mosaic)
    if not uris.has_mosaic_suffix(path) and not path.lower().endswith(".geojson"):
        return Verdict(
            can_add=True,
            sentence=tr("The file is opened as MosaicJSON, although its name does not say so."),
            can_look=True,
        )
    if not sniff.is_mosaicjson(path):
        return _of_other_file(path)
    return Verdict(can_add=True, sentence=tr("A MosaicJSON document."), can_look=True)


def _of_other_file(path: str) -> Verdict:
    kind = sniff.other_kind(path)
    if kind == "geojson":
        sentence = tr("This is GeoJSON, no mosaic. It can be added as a vector layer.")
        return Verdict(can_add=False, sentence=sentence, problem=Problem(sentence=sentence, remedies=(VECTOR,)))
    if kind == "stac":
        sentence = tr("This is STAC, no MosaicJSON. Its images can be opened as a mosaic all the same.")
        problem = Problem(sentence=sentence, remedies=(WITH_STAC, VECTOR))
        return Verdict(can_add=False, sentence=sentence, problem=problem)
    return Verdict(
        can_add=False,
        sentence=tr("This is no MosaicJSON document: it has no top-level key “mosaicjson”. Choose another file."),
    )


def _of_address(mosaic: str) -> Verdict:
    """The verdict on what is in no local document."""
    if holds_secret(mosaic):
        # A link that is signed for a day or two may well become a layer; who shares the project should know.
        sentence = about_secret(redacted(uris.LayerUri(mosaic=mosaic).name))
        return Verdict(can_add=True, sentence=sentence, can_look=is_complete(mosaic))
    store = store_of(mosaic)
    if store is None:
        text = tr("No mosaic can be opened at an address that begins with “{scheme}”. Check the address.")
        return Verdict(can_add=False, sentence=text.format(scheme=mosaic.partition("://")[0] + "://"))
    return Verdict(can_add=True, sentence=store, can_look=is_complete(mosaic))


def store_of(mosaic: str) -> str | None:
    """What kind of place an address names, in one sentence; None for a scheme that nobody knows."""
    scheme = mosaic.partition("://")[0].lower() if "://" in mosaic else "file"
    return {
        "file": tr("A MosaicJSON file."),
        "http": tr("A MosaicJSON document on the web."),
        "https": tr("A MosaicJSON document on the web."),
        "s3": tr("A MosaicJSON document in Amazon S3."),
        "gs": tr("A MosaicJSON document in Google Cloud Storage."),
        "az": tr("A MosaicJSON document in Azure Blob Storage."),
        "dynamodb": tr("A mosaic in an Amazon DynamoDB table."),
        "sqlite": tr("A mosaic in an SQLite database."),
        "stac+http": tr("A search or a list of STAC items on the web."),
        "stac+https": tr("A search or a list of STAC items on the web."),
        "stac+file": tr("A file of STAC items."),
    }.get(scheme)


def is_complete(mosaic: str) -> bool:
    """Whether a remote address has all its parts: a person who is still typing one must not make requests."""
    address = urlsplit(mosaic)
    scheme, last = address.scheme.lower().removeprefix(_STAC_PREFIX), address.path.rstrip("/").rpartition("/")[2]
    if scheme in ("http", "https"):
        is_host = bool(_HOST.fullmatch(address.hostname or ""))
        return is_host and (bool(last) or mosaic.lower().startswith(_STAC_PREFIX))
    if scheme in ("s3", "gs"):
        return bool(address.netloc and last)
    if scheme == "az":
        return bool(_HOST.fullmatch(address.hostname or "")) and len(address.path.strip("/").split("/")) > 1
    if scheme == "dynamodb":
        return bool(last)
    return scheme in ("sqlite", "file", "")


def as_stac(mosaic: str) -> str:
    """The address of the same place read as STAC."""
    if mosaic.lower().startswith(_STAC_PREFIX):
        return mosaic
    path = uris.local_path(mosaic)
    return f"{_STAC_PREFIX}{mosaic}" if path is None else uris.with_file("stac+file://", path)
