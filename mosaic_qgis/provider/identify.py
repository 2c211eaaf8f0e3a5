"""What identify shows: values per band, and the images at the point, as HTML, as plain text and as features. QGIS side.

Everything that comes from documents is escaped in HTML, and no address is shown with what signs it.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureStore,
    QgsField,
    QgsFields,
    QgsRasterIdentifyResult,
)
from qgis.PyQt.QtCore import QMetaType

from ..host.redaction import redacted
from ..host.translation import tr
from .bands import LayerBand

_IMAGES_SHOWN = 50
_STYLE = "style='font-family: sans-serif; font-size: 12px'"

Values = Sequence[float | None]
Found = Mapping[str, Any]
"""The engine's answer (docs/protocol.md, "identify")."""

_NOTHING: Found = {"assets": (), "skipped": ()}


def result(bands: Sequence[LayerBand], values: Values, found: Found, form: Any) -> QgsRasterIdentifyResult:
    """QGIS's result for shown values and the engine's answer, in the format it asked for."""
    if form == Qgis.RasterIdentifyFormat.Html:
        return QgsRasterIdentifyResult(form, {0: as_html(bands, values, found)})
    if form == Qgis.RasterIdentifyFormat.Text:
        return QgsRasterIdentifyResult(form, {0: as_text(bands, values, found)})
    if form == Qgis.RasterIdentifyFormat.Feature:
        return QgsRasterIdentifyResult(form, {0: [as_features(bands, found)]})
    by_number = {band.number: value for band, value in zip(bands, values, strict=False)}
    return QgsRasterIdentifyResult(Qgis.RasterIdentifyFormat.Value, by_number)


def outside(bands: Sequence[LayerBand], form: Any) -> QgsRasterIdentifyResult:
    """QGIS's result for a point that the mosaic does not reach."""
    return result(bands, (None,) * len(bands), _NOTHING, form)


def as_html(bands: Sequence[LayerBand], values: Values, found: Found) -> str:
    """One small page: the layer's values, then each image with its rank, name, time, own values and place."""
    images = found["assets"]
    rows = "".join(
        f"<tr><td>{html.escape(band_label(band, len(bands)))}</td>"
        f"<td><b>{html.escape(value_text(band, value))}</b></td></tr>"
        for band, value in zip(bands, values, strict=False)
    )
    lines = "".join(_image_html(bands, image) for image in images[:_IMAGES_SHOWN])
    rest = [text for text in (_more(images), *_skipped_lines(found)) if text]
    return (
        f"<div {_STYLE}><table {_STYLE}>{rows}</table><p>{html.escape(images_title(images))}</p>"
        + (f"<table {_STYLE} cellspacing='4'>{lines}</table>" if images else "")
        + "".join(f"<p>{html.escape(text)}</p>" for text in rest)
        + "</div>"
    )


def as_text(bands: Sequence[LayerBand], values: Values, found: Found) -> str:
    """The same as plain text, one line each; the image that the value comes from has a star."""
    images = found["assets"]
    count = len(bands)
    lines = [
        f"{band_label(band, count)}: {value_text(band, value)}" for band, value in zip(bands, values, strict=False)
    ]
    lines.append(images_title(images))
    for image in images[:_IMAGES_SHOWN]:
        mark = " *" if image["used"] else ""
        facts = [_plain(image["name"]) + mark, _time(image), _image_values(bands, image)]
        lines.append(f"{image['rank']}. {', '.join(filter(None, facts))}: {_plain(redacted(str(image['href'])))}")
    return "\n".join(filter(None, (*lines, _more(images), *_skipped_lines(found))))


def as_features(bands: Sequence[LayerBand], found: Found) -> QgsFeatureStore:
    """One feature without geometry per image: rank, name, datetime, href, used, and its shown value of each band."""
    fields = QgsFields()
    for name, kind in (("rank", QMetaType.Type.Int), ("name", QMetaType.Type.QString)):
        fields.append(QgsField(name, kind))
    for name, kind in (
        ("datetime", QMetaType.Type.QString),
        ("href", QMetaType.Type.QString),
        ("used", QMetaType.Type.Bool),
    ):
        fields.append(QgsField(name, kind))
    for band in bands:
        fields.append(QgsField(f"band_{band.number}", QMetaType.Type.Double, comment=band.name))
    store = QgsFeatureStore(fields, QgsCoordinateReferenceSystem())
    for image in found["assets"]:
        own = image["values"] or (None,) * len(bands)
        shown = [band.shown_value(value) for band, value in zip(bands, own, strict=False)]
        feature = QgsFeature(fields)
        facts = [str(image["name"]), image.get("datetime"), redacted(str(image["href"])), bool(image["used"])]
        feature.setAttributes([int(image["rank"]), *facts, *shown])
        store.addFeature(feature)
    return store


def band_label(band: LayerBand, count: int = 0) -> str:
    """How a band is called in lists; its number has leading zeros where the layer has `count` >= 10 bands, as in QGIS."""
    number = f"{band.number:0{len(str(max(count, 1)))}d}"
    words = _plain(band.description or ("" if band.name == f"b{band.number}" else band.name))
    if not words:
        return tr("Band {number}").format(number=number)
    return tr("Band {number}: {name}").format(number=number, name=words)


def value_text(band: LayerBand, value: float | None) -> str:
    """A shown value with its unit, or that there is none."""
    if value is None or math.isnan(value):
        return tr("no data")
    is_whole = band.dtype.startswith(("int", "uint")) and math.isfinite(value)
    text = str(int(value)) if is_whole else f"{value:.7g}"
    return f"{text} {_plain(band.unit)}" if band.unit else text


def images_title(images: Sequence[Mapping[str, Any]]) -> str:
    """How many images there are at the point."""
    if not images:
        return tr("No image covers this point.")
    return tr("Images at this point, first one on top: {count}").format(count=len(images))


def _image_html(bands: Sequence[LayerBand], image: Mapping[str, Any]) -> str:
    name = html.escape(str(image["name"]))
    name = f"<b>{name}</b>" if image["used"] else name
    facts = [name, *(html.escape(text) for text in (_time(image), _image_values(bands, image)) if text)]
    place = html.escape(redacted(str(image["href"])))
    return f"<tr><td valign='top'>{int(image['rank'])}</td><td>{'<br>'.join((*facts, place))}</td></tr>"


def _time(image: Mapping[str, Any]) -> str:
    return _plain(image.get("datetime") or "")


def _image_values(bands: Sequence[LayerBand], image: Mapping[str, Any]) -> str:
    """The image's own values; one "no data" where it has none at all."""
    if image["values"] is None:
        return ""
    shown = [band.shown_value(value) for band, value in zip(bands, image["values"], strict=False)]
    if all(value is None for value in shown):
        return tr("no data")
    return ", ".join(value_text(band, value) for band, value in zip(bands, shown, strict=False))


def _more(images: Sequence[Mapping[str, Any]]) -> str:
    left = len(images) - _IMAGES_SHOWN
    return tr("… and {count} more.").format(count=left) if left > 0 else ""


def _skipped_lines(found: Found) -> list[str]:
    """One line per image that could not be read."""
    return [
        tr("Not read: {message}").format(message=_plain(redacted(str(failure["message"]))))
        for failure in (found.get("skipped") or ())[:_IMAGES_SHOWN]
    ]


def _plain(text: object) -> str:
    """On one line: a name with line breaks must not look like several images."""
    return " ".join(str(text).split())
