"""What identify shows: values per band, and the images at the point, as HTML and as plain text. QGIS side."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import Qgis, QgsRasterIdentifyResult

from ..host.redaction import redacted
from ..host.translation import tr
from .bands import LayerBand

_IMAGES_SHOWN = 50


def result(
    bands: Sequence[LayerBand], values: Sequence[float | None], images: Sequence[Mapping[str, Any]], form: Any
) -> QgsRasterIdentifyResult:
    """QGIS's result for shown values and the engine's images at a point, in the format it asked for."""
    if form == Qgis.RasterIdentifyFormat.Html:
        return QgsRasterIdentifyResult(form, {0: as_html(bands, values, images)})
    if form == Qgis.RasterIdentifyFormat.Text:
        return QgsRasterIdentifyResult(form, {0: as_text(bands, values, images)})
    by_number = {band.number: value for band, value in zip(bands, values, strict=False)}
    return QgsRasterIdentifyResult(Qgis.RasterIdentifyFormat.Value, by_number)


def outside(bands: Sequence[LayerBand], form: Any) -> QgsRasterIdentifyResult:
    """QGIS's result for a point that the mosaic does not reach."""
    return result(bands, (None,) * len(bands), (), form)


def as_html(bands: Sequence[LayerBand], values: Sequence[float | None], images: Sequence[Mapping[str, Any]]) -> str:
    """One small page: the layer's values, then each image with its rank, name, place and own values."""
    rows = "".join(
        f"<tr><td>{html.escape(band_label(band))}</td><td><b>{html.escape(value_text(band, value))}</b></td></tr>"
        for band, value in zip(bands, values, strict=False)
    )
    lines = "".join(
        f"<tr><td valign='top'>{image['rank']}</td><td>{_name(image)}: {html.escape(_image_values(bands, image))}<br>"
        f"{html.escape(redacted(str(image['href'])))}</td></tr>"
        for image in images[:_IMAGES_SHOWN]
    )
    style = "style='font-family: sans-serif; font-size: 12px'"
    return (
        f"<div {style}><table {style}>{rows}</table><p>{html.escape(images_title(images))}</p>"
        + (f"<table {style} cellspacing='4'>{lines}</table>" if images else "")
        + (f"<p>{html.escape(_more(images))}</p>" if len(images) > _IMAGES_SHOWN else "")
        + "</div>"
    )


def as_text(bands: Sequence[LayerBand], values: Sequence[float | None], images: Sequence[Mapping[str, Any]]) -> str:
    """The same as plain text, one line each."""
    lines = [f"{band_label(band)}: {value_text(band, value)}" for band, value in zip(bands, values, strict=False)]
    lines.append(images_title(images))
    for image in images[:_IMAGES_SHOWN]:
        mark = " *" if image["used"] else ""
        lines.append(f"{image['rank']}. {image['name']}{mark}: {redacted(str(image['href']))}")
    if len(images) > _IMAGES_SHOWN:
        lines.append(_more(images))
    return "\n".join(lines)


def band_label(band: LayerBand) -> str:
    """How a band is called in lists."""
    words = band.description or ("" if band.name == f"b{band.number}" else band.name)
    if not words:
        return tr("Band {number}").format(number=band.number)
    return tr("Band {number}: {name}").format(number=band.number, name=words)


def value_text(band: LayerBand, value: float | None) -> str:
    """A shown value with its unit, or that there is none."""
    if value is None or math.isnan(value):
        return tr("no data")
    text = str(int(value)) if band.dtype.startswith(("int", "uint")) else f"{value:.7g}"
    return f"{text} {band.unit}" if band.unit else text


def images_title(images: Sequence[Mapping[str, Any]]) -> str:
    """How many images there are at the point."""
    if not images:
        return tr("No image covers this point.")
    return tr("Images at this point, first one on top: {count}").format(count=len(images))


def _name(image: Mapping[str, Any]) -> str:
    name = html.escape(str(image["name"]))
    return f"<b>{name}</b>" if image["used"] else name


def _image_values(bands: Sequence[LayerBand], image: Mapping[str, Any]) -> str:
    """The image's own values; one "no data" where it has none at all."""
    if image["values"] is None:
        return ""
    shown = [band.shown_value(value) for band, value in zip(bands, image["values"], strict=False)]
    if all(value is None for value in shown):
        return tr("no data")
    return ", ".join(value_text(band, value) for band, value in zip(bands, shown, strict=False))


def _more(images: Sequence[Mapping[str, Any]]) -> str:
    return tr("… and {count} more.").format(count=len(images) - _IMAGES_SHOWN)
