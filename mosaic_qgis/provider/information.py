"""The rows that a layer adds to QGIS's Information page: document, images, caches, what was left out. QGIS side."""

from __future__ import annotations

import html as markup
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QLocale, Qt

from ..engine.client.terms import EngineFailure
from ..host.redaction import redacted
from ..host.translation import tr
from . import temporal
from .identify import band_label

if TYPE_CHECKING:
    from .bands import LayerBand
    from .source import MosaicSource

IMAGES_SHOWN = 10
_NOTES_SHOWN = 20
_SKIPPED_SHOWN = 20
_BANDS_SHOWN = 50
_WAIT_S = 0.5
"""For what the engine knows without looking at any image; the page is shown without it when it is busy."""

Row = tuple[str, str]


def html(source: MosaicSource) -> str:
    """Rows of a table, escaped."""
    described = source.description
    images = _asked(lambda: source.first_images(IMAGES_SHOWN, _WAIT_S))
    status = _asked(lambda: source.status(_WAIT_S))
    rows = [
        *_document_rows(described),
        *_image_rows(described, images),
        *_band_rows(source.bands),
        *_note_rows(described),
        *_state_rows(status, described),
    ]
    return "".join(
        f'<tr><td class="highlight">{markup.escape(name)}</td><td>{_lines(text)}</td></tr>\n'
        for name, text in rows
        if text
    )


def rows_about(described: Mapping[str, Any]) -> list[Row]:
    """What the document says of itself, name and text; asks nothing."""
    return _document_rows(described)


def _asked(ask: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | None:
    try:
        return ask()
    except EngineFailure:
        # The page says that it is missing.
        return None


def _document_rows(described: Mapping[str, Any]) -> list[Row]:
    place = str(described["document_uri"])
    version = described["mosaicjson_version"]
    zooms = tr("{minimum} to {maximum}, keys of zoom {keys}").format(
        minimum=described["minzoom"], maximum=described["maxzoom"], keys=described["quadkey_zoom"]
    )
    links = [f"{link['title'] or link['rel']}: {link['href']}" for link in described.get("links") or ()]
    is_alpha = described["mask"] == "alpha"
    return [
        (tr("Document"), redacted(place)),
        (tr("Store"), _store(place)),
        (tr("MosaicJSON version"), str(version)),
        (tr("Title"), str(described["name"] or "")),
        (tr("Description"), str(described["description"] or "")),
        (tr("Attribution"), str(described["attribution"] or "")),
        (tr("Licence"), str(described.get("licence") or "")),
        (tr("Links"), redacted("\n".join(links))),
        (tr("Tile matrix set"), str(described["tms"])),
        (tr("Zoom levels"), zooms),
        (tr("Time"), _time(described)),
        (tr("Uncovered ground"), tr("transparent (alpha band)") if is_alpha else tr("the bands' nodata value")),
    ]


def _image_rows(described: Mapping[str, Any], images: Mapping[str, Any] | None) -> list[Row]:
    tiles = described["tile_count"]
    rows = [
        (tr("Tiles in the document"), "" if tiles is None else _count(tiles)),
        (tr("Sample image"), redacted(str(described["sample_asset"] or ""))),
    ]
    if images is None:
        return rows
    total = images["total"]
    names = [redacted(str(image["href"])) for image in images["assets"][:IMAGES_SHOWN]]
    if total is None or total > len(names):
        names.append("…")
    return [*rows, (tr("Images"), "" if total is None else _count(total)), (tr("First images"), "\n".join(names))]


def _band_rows(bands: Sequence[LayerBand]) -> list[Row]:
    return [(band_label(band, len(bands)), _band_facts(band)) for band in bands[:_BANDS_SHOWN]]


def _note_rows(described: Mapping[str, Any]) -> list[Row]:
    notes = (described.get("warnings") or ())[:_NOTES_SHOWN]
    return [(tr("Note"), redacted(f"{note['message']} {note.get('asset') or ''}".strip())) for note in notes]


def _state_rows(status: Mapping[str, Any] | None, described: Mapping[str, Any]) -> list[Row]:
    """What only the running engine knows."""
    if status is None:
        return [(tr("State"), tr("The engine is busy or gone; open this page again later."))]
    cache = status["cache"]
    rows = [
        (tr("Images looked at"), _count(status["assets_known"])),
        (tr("Images open"), _count(cache["open_datasets"])),
        (tr("Memory cache"), _share(cache["tile_bytes"], cache["tile_limit_bytes"])),
        (tr("Disk cache"), _share(cache["disk_bytes"], cache["disk_limit_bytes"])),
    ]
    if status["complete_resolution"]:
        text = tr("from {resolution} CRS units per pixel on").format(
            resolution=f"{float(status['complete_resolution']):.6g}"
        )
        rows.append((tr("All images are shown"), text))
    skipped = status["skipped"]
    if skipped:
        lines = [f"{failure.get('asset') or '?'}: {failure['message']}" for failure in skipped[:_SKIPPED_SHOWN]]
        lines += ["…"] if len(skipped) > _SKIPPED_SHOWN else []
        rows.append((tr("Images left out: {count}").format(count=_count(len(skipped))), redacted("\n".join(lines))))
    return rows


def _band_facts(band: LayerBand) -> str:
    facts = [band.source_dtype]
    if band.nodata is not None:
        facts.append(tr("nodata {value}").format(value=f"{band.nodata:g}"))
    if band.is_scaled:
        facts.append(tr("scale {scale}, offset {offset}").format(scale=f"{band.scale:g}", offset=f"{band.offset:g}"))
    if band.unit:
        facts.append(band.unit)
    if band.color != "undefined":
        facts.append(band.color)
    if band.known is not None:
        facts.append(
            tr("values from {minimum} to {maximum}").format(
                minimum=f"{band.known.minimum:g}", maximum=f"{band.known.maximum:g}"
            )
        )
    return ", ".join(facts)


def _store(place: str) -> str:
    """What kind of place the document is in, by its scheme."""
    scheme = place.partition("://")[0].lower() if "://" in place else ""
    names = {
        "": tr("file"),
        "file": tr("file"),
        "http": "HTTP",
        "https": "HTTPS",
        "s3": "Amazon S3",
        "gs": "Google Cloud Storage",
        "az": "Azure Blob Storage",
        "dynamodb": "Amazon DynamoDB",
        "sqlite": "SQLite",
    }
    return names.get(scheme, scheme)


def _time(described: Mapping[str, Any]) -> str:
    span = temporal.span_of(described.get("temporal"))
    if span is None:
        return ""
    begin, end = (
        moment.toUTC().toString(Qt.DateFormat.ISODate) if moment.isValid() else "…"
        for moment in (span.begin(), span.end())
    )
    return begin if begin == end else tr("{begin} to {end}").format(begin=begin, end=end)


def _share(used_bytes: int, limit_bytes: int) -> str:
    if not limit_bytes:
        return ""
    used, limit = (QLocale().formattedDataSize(int(each), 0) for each in (used_bytes, limit_bytes))
    return tr("{used} of {limit}").format(used=used, limit=limit)


def _count(number: int) -> str:
    return QLocale().toString(int(number))


def _lines(text: str) -> str:
    return "<br>".join(markup.escape(line) for line in text.split("\n"))
