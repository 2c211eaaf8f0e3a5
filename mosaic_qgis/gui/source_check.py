"""Can this text be added as a mosaic? What the Data Source Manager page says below its field. QGIS side, no widgets.

Looks at local files only, quickly; whether a remote mosaic opens is found out when it is added.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..host.translation import tr
from ..provider import sniff
from ..provider import uri as uris
from ..provider.metadata import is_possible, parts_of


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is to be said about a source text."""

    can_add: bool
    """Whether the Add button makes sense."""
    sentence: str
    """Why, in one sentence; empty where nothing needs saying."""


def check(text: str) -> Verdict:
    """The verdict on what stands in the source field."""
    parts = parts_of(text)
    if not parts.mosaic:
        return Verdict(can_add=False, sentence="")
    if not is_possible(parts):
        return Verdict(
            can_add=False, sentence=tr("A mosaic in a program's memory cannot be a layer. Write it to a file first.")
        )
    path = uris.file_in(parts.mosaic)
    if path is None:
        return Verdict(can_add=True, sentence=tr("The mosaic is opened when it is added."))
    file = Path(path).expanduser()
    if file.is_dir():
        return Verdict(can_add=False, sentence=tr("This is a folder. Choose a MosaicJSON file in it."))
    if not file.exists():
        return Verdict(can_add=False, sentence=tr("There is no such file. Check the path."))
    if not os.access(file, os.R_OK):
        return Verdict(can_add=False, sentence=tr("This file cannot be read. Check its permissions."))
    if parts.local_path is None:
        return Verdict(can_add=True, sentence=tr("The mosaic is opened when it is added."))
    if not uris.has_mosaic_suffix(path):
        return Verdict(
            can_add=True, sentence=tr("The file is opened as MosaicJSON, although its name does not say so.")
        )
    if not sniff.is_mosaicjson(path):
        return Verdict(
            can_add=False,
            sentence=tr("This is no MosaicJSON document: it has no top-level key “mosaicjson”. Choose another file."),
        )
    return Verdict(can_add=True, sentence=tr("A MosaicJSON document."))
