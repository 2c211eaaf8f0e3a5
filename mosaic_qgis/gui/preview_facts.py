"""What a preview tells of a mosaic in words: a table of names and values. QGIS side, no widgets."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QLocale

from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.bands import LayerBand
from ..provider.identify import band_label
from .preview_map import words

_BANDS_NAMED = 12
_NOTES_NAMED = 6

Row = tuple[str, str]


def rows(described: Mapping[str, Any], bands: Sequence[LayerBand], images: str) -> list[Row]:
    """Names and values, as plain text. `images` is how many there are, in words."""
    tiles = described["tile_count"]
    zooms = tr("{minimum} to {maximum}").format(minimum=described["minzoom"], maximum=described["maxzoom"])
    crs = str(described["crs"].get("authority") or "")
    found = [
        (tr("Description"), str(described["description"] or "")),
        (tr("Attribution"), str(described["attribution"] or "")),
        (tr("Licence"), str(described.get("licence") or "")),
        (tr("Bounds"), words(described["bounds_geographic"])),
        (tr("Images"), images),
        (tr("Quadkeys"), "" if tiles is None else count(tiles)),
        (tr("Zooms"), zooms),
        (tr("Tiles"), " ".join(each for each in (str(described["tms"]), f"({crs})" if crs else "") if each)),
        (tr("Bands"), _bands(bands)),
        (tr("Time"), _time(described.get("temporal"))),
        (tr("Notes"), _notes(described.get("warnings") or ())),
    ]
    return [(name, value) for name, value in found if value]


def as_html(found: Sequence[Row]) -> str:
    """The same as a table for a text browser."""
    lines = "".join(
        f'<tr><td style="padding-right:8px; white-space:nowrap"><b>{html.escape(name)}</b></td>'
        f"<td>{'<br>'.join(map(html.escape, value.splitlines()))}</td></tr>"
        for name, value in found
    )
    return f"<table>{lines}</table>"


def _bands(bands: Sequence[LayerBand]) -> str:
    """One line where all are of one type and have no names, else one line each."""
    colors = [band for band in bands if not band.is_alpha]
    lines = []
    for band in colors[:_BANDS_NAMED]:
        facts = [band.source_dtype]
        if band.nodata is not None:
            facts.append(tr("nodata {value}").format(value=f"{band.nodata:g}"))
        if band.is_scaled:
            text = tr("scale {scale}, offset {offset}")
            facts.append(text.format(scale=f"{band.scale:g}", offset=f"{band.offset:g}"))
        lines.append(f"{band_label(band, len(bands))}: {', '.join(facts)}")
    if len(colors) > _BANDS_NAMED:
        lines.append("…")
    if len(colors) < len(bands):
        lines.append(tr("and an alpha band"))
    return "\n".join(lines)


def _time(span: Mapping[str, Any] | None) -> str:
    if not span:
        return ""
    begin, end = (str(span.get(name) or "…")[:10] for name in ("begin", "end"))
    return begin if begin == end else tr("{begin} to {end}").format(begin=begin, end=end)


def _notes(warnings: Sequence[Mapping[str, Any]]) -> str:
    texts = [redacted(str(warning["message"])) for warning in warnings]
    return "\n".join([*texts[:_NOTES_NAMED], *(["…"] if len(texts) > _NOTES_NAMED else [])])


def count_of_images(answer: Mapping[str, Any] | None) -> str:
    """How many images there are, by the engine's answer to "assets"; None: it gave none."""
    if answer is None:
        return tr("not known")
    if answer["total"] is not None:
        return count(answer["total"])
    return tr("more than {count}").format(count=count(len(answer["assets"])))


def count(number: int) -> str:
    """A number in the person's own digits."""
    return QLocale().toString(int(number))
