"""The facts of a mosaic as text and as a page. QGIS side, pure: what they are comes from the engine's answer to "info"."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ..host.redaction import redacted
from ..host.translation import tr
from .pages import page_of

_STYLE = """
table{border-collapse:collapse;width:100%}
td,th{padding:5px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:500}
table.facts th{width:30%}
table.bands td.n,table.bands th.n{text-align:right;font-variant-numeric:tabular-nums}
table.zooms td,table.zooms th{border:0;padding:3px 10px;white-space:nowrap}
table.zooms td:nth-child(2){width:100%}
table.zooms td:last-child{text-align:right;font-variant-numeric:tabular-nums}
.bar{height:14px;background:#3b82c4;border-radius:2px;min-width:2px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.tiles{display:flex;flex-wrap:wrap;margin:12px -6px 0}
.tiles div{background:var(--shade);border:1px solid var(--line);border-radius:8px;padding:10px 16px;margin:6px;min-width:120px}
.tiles b{display:block;font-size:1.45em;font-weight:600;font-variant-numeric:tabular-nums}
"""
_MOST_LINKS = 20


@dataclass(frozen=True, kw_only=True)
class FactSheet:
    """The facts of one mosaic; ``value`` is the answer of docs/protocol.md."""

    value: Mapping[str, Any]
    title: str
    """Where the mosaic has no name of its own."""

    @property
    def name(self) -> str:
        """What people call it."""
        return redacted(str(self.value["name"] or self.title))

    def text(self) -> str:
        """Lines ``what: value``, then the bands and what is odd."""
        lines = [self.name, *(f"{label}: {value}" for label, value in self._facts())]
        lines += [f"{_band_name(number, band)}: {', '.join(_band_facts(band))}" for number, band in self._bands()]
        lines += [redacted(str(warning["message"])) for warning in self.value["warnings"]]
        return "\n".join(lines)

    def page(self) -> str:
        """A page for people."""
        value = self.value
        parts = [f"<h1>{escape(self.name)}</h1>"]
        if value["description"]:
            parts.append(f'<p class="soft">{escape(redacted(value["description"]))}</p>')
        parts += [f'<p class="note">{escape(redacted(str(each["message"])))}</p>' for each in value["warnings"]]
        numbers = (
            (tr("images"), value["images"]),
            (tr("tiles in the index"), value["tiles"]),
            (tr("images per tile at most"), value["most_per_tile"]),
            (tr("bands"), len(value["bands"])),
        )
        cards = (f"<div><b>{_count(number)}</b>{escape(label)}</div>" for label, number in numbers)
        parts.append(f'<div class="tiles">{"".join(cards)}</div>')
        rows = (f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in self._facts())
        parts.append(f'<h2>{escape(tr("Facts"))}</h2><table class="facts">{"".join(rows)}</table>')
        parts += [self._band_table(), self._zoom_bars(), self._links()]
        return page_of(self.name, "\n".join(part for part in parts if part), _STYLE)

    def _facts(self) -> Iterable[tuple[str, str]]:
        """What is told in one line each, without what the mosaic does not say."""
        value = self.value
        west, south, east, north = value["bounds_geographic"]
        temporal = value["temporal"] or {}
        span = f"{temporal.get('begin') or '…'} – {temporal.get('end') or '…'}" if temporal else ""
        size = f"{_count(value['width'])} × {_count(value['height'])}" if value["width"] else ""
        mean = value["entries"] / value["tiles"] if value["tiles"] else 0.0
        finest = value["resolutions"][0] if value["resolutions"] else None
        facts = (
            (tr("Address"), redacted(value["document_uri"])),
            (tr("Store"), value["store"]),
            (tr("Version"), tr("MosaicJSON {version}, document {document}").format(
                version=value["mosaicjson_version"], document=value["version"])),
            (tr("Attribution"), redacted(value["attribution"])),
            (tr("Licence"), redacted(value["licence"] or "")),
            (tr("Images were taken"), span),
            (tr("Bounds (west, south, east, north)"), f"{west:.6f}, {south:.6f}, {east:.6f}, {north:.6f}"),
            (tr("CRS of the tiles"), " ".join(filter(None, (value["crs"]["authority"], f"({value['tms']})")))),
            (tr("Zooms"), f"{value['minzoom']} – {value['maxzoom']}"),
            (tr("Zoom of the index"), f"{value['quadkey_zoom']}"),
            (tr("Finest pixel"), "" if finest is None else f"{finest:.6g}"),
            (tr("Size in pixels"), size),
            (tr("Images"), _count(value["images"])),
            (tr("Tiles in the index"), _count(value["tiles"])),
            (tr("Images per tile"), tr("{mean} on average, {most} at most").format(
                mean=f"{mean:.3g}", most=_count(value["most_per_tile"]))),
            (tr("Further keys of the document"), ", ".join(value["further_keys"])),
        )  # fmt: skip
        return [(label, text) for label, text in facts if text]

    def _bands(self) -> Iterable[tuple[int, Mapping[str, Any]]]:
        return enumerate(self.value["bands"], start=1)

    def _band_table(self) -> str:
        if not self.value["bands"]:
            return ""
        labels = (tr("Band"), tr("Type"), tr("Nodata"), tr("Scale"), tr("Offset"), tr("Unit"), tr("Colour"))
        heads = "".join(
            f"<th{' class=n' if 2 <= at <= 4 else ''}>{escape(label)}</th>" for at, label in enumerate(labels)
        )
        rows = []
        for number, band in self._bands():
            cells = (
                f"<td>{escape(_band_name(number, band))}</td><td>{escape(band['dtype'])}</td>",
                *(f'<td class="n">{_number(band[key])}</td>' for key in ("nodata", "scale", "offset")),
                f"<td>{escape(band['unit'])}</td><td>{escape('' if band['color'] == 'undefined' else band['color'])}</td>",
            )
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f'<h2>{escape(tr("Bands"))}</h2><table class="bands"><tr>{heads}</tr>{"".join(rows)}</table>'

    def _zoom_bars(self) -> str:
        zooms = self.value["tiles_by_zoom"]
        if len(zooms) < 2:
            return ""
        most = max(zooms.values())
        bars = "".join(
            f"<tr><th>{escape(tr('Zoom {zoom}').format(zoom=zoom))}</th>"
            f'<td><div class="bar" style="width:{100 * count / most:.1f}%"></div></td><td>{_count(count)}</td></tr>'
            for zoom, count in zooms.items()
        )
        return f'<h2>{escape(tr("Tiles by zoom"))}</h2><table class="zooms">{bars}</table>'

    def _links(self) -> str:
        links = [link for link in self.value["links"] if str(link["href"]).lower().startswith(("https://", "http://"))]
        if not links:
            return ""
        rows = (
            f'<li><a href="{escape(redacted(link["href"]))}" rel="noreferrer">{escape(link["title"] or link["href"])}</a>'
            f' <span class="soft">{escape(link["rel"])}</span></li>'
            for link in links[:_MOST_LINKS]
        )
        return f"<h2>{escape(tr('Links'))}</h2><ul>{''.join(rows)}</ul>"


def _band_name(number: int, band: Mapping[str, Any]) -> str:
    words = redacted(band["description"])
    return f"{number} {band['name']}" + (f" – {words}" if words and words != band["name"] else "")


def _band_facts(band: Mapping[str, Any]) -> Iterable[str]:
    yield band["dtype"]
    if band["nodata"] is not None:
        yield f"nodata {_number(band['nodata'])}"
    if (band["scale"], band["offset"]) != (1.0, 0.0):
        yield f"× {_number(band['scale'])} + {_number(band['offset'])}"
    if band["unit"]:
        yield band["unit"]


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return "nan" if math.isnan(value) else f"{value:.10g}"
