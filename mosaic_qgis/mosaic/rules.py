"""The rules that a mosaic is checked against: how grave a breach is, and where the specification says so. Runs in the ENGINE; pure.

Codes are stable: tables and scripts of people have them. What is said of a rule to people is made on the QGIS side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""From grave to light. error: it breaks the specification, or an image cannot be shown; warning: it works, but not as it
should; note: worth knowing."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that is checked."""

    code: str
    severity: Severity
    section: str = ""
    """Of the specification 0.0.3, such as "3.9 bounds"; empty for what it does not speak of."""

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES or not self.code:
            raise ValueError(f"A rule has a code and one of {SEVERITIES}, got {self!r}")


def _rules(*rows: tuple[str, Severity, str]) -> dict[str, Rule]:
    return {code: Rule(code=code, severity=severity, section=section) for code, severity, section in rows}


RULES: Final[dict[str, Rule]] = _rules(
    # The document
    ("unreadable", "error", "2 File format"),
    ("not_mosaicjson", "error", "3 Structure"),
    ("not_json", "error", "2 File format"),
    ("key_twice", "warning", "2 File format"),
    ("key_missing", "error", "3 Structure"),
    ("bounds_missing", "note", "3.9 bounds"),
    ("wrong_type", "error", "3 Structure"),
    ("unknown_key", "note", "3 Structure"),
    ("spec_version", "error", "3.1 mosaicjson"),
    ("spec_version_unknown", "warning", "3.1 mosaicjson"),
    ("newer_key", "note", "3.1 mosaicjson"),
    ("version", "error", "3.4 version"),
    ("active_attribution", "warning", "3.5 attribution"),
    ("zoom", "error", "3.6–3.8 minzoom, maxzoom, quadkey_zoom"),
    ("zoom_order", "error", "3.7 maxzoom"),
    ("quadkey_zoom", "error", "3.8 quadkey_zoom"),
    ("bounds", "error", "3.9 bounds"),
    ("bounds_across", "note", "3.9 bounds"),
    ("bounds_cut", "warning", "3.9 bounds"),
    ("bounds_too_large", "note", "3.9 bounds"),
    ("center", "error", "3.10 center"),
    ("data_type", "error", "3.14 data_type"),
    ("colormap", "error", "3.15 colormap"),
    ("tilematrixset", "error", "3.16 tilematrixset"),
    ("tilematrixset_old", "note", "3.16 tilematrixset"),
    ("layers", "error", "3.17 layers"),
    ("own_key", "warning", ""),
    # Its tiles
    ("no_tiles", "warning", "3.11 tiles"),
    ("quadkey", "error", "3.11 tiles"),
    ("quadkey_length", "error", "3.11 tiles"),
    ("tile_list", "error", "3.11 tiles"),
    ("empty_list", "warning", "3.11 tiles"),
    ("asset_name", "error", "3.11 tiles"),
    ("asset_spaces", "warning", "3.11 tiles"),
    ("asset_twice", "warning", "3.11 tiles"),
    ("asset_secret", "warning", "3.11 tiles"),
    ("asset_prefix_twice", "warning", "3.13 asset_prefix"),
    ("asset_untrusted", "error", "3.11 tiles"),
    # Its images
    ("image_missing", "error", ""),
    ("image_refused", "error", ""),
    ("image_unreachable", "error", ""),
    ("image_unreadable", "error", ""),
    ("image_without_place", "error", ""),
    ("not_cog", "warning", "1 Purpose"),
    ("no_overviews", "warning", ""),
    ("overviews_beside", "note", ""),
    ("other_type", "warning", ""),
    ("other_bands", "warning", ""),
    ("other_crs", "warning", ""),
    ("several_crs", "note", ""),
    ("other_nodata", "note", ""),
    ("other_resolution", "note", ""),
    ("not_data_type", "error", "3.14 data_type"),
    ("maxzoom_coarse", "note", "3.7 maxzoom"),
    # How they and the tiles fit
    ("outside_tile", "error", "3.11 tiles"),
    ("beside_tile", "note", "3.11 tiles"),
    ("tile_missing", "warning", "3.11 tiles"),
    ("image_not_listed", "note", "3.11 tiles"),
    ("image_outside_bounds", "warning", "3.9 bounds"),
    ("gap", "note", ""),
)
"""All rules by their code, in the order in which a report has them."""
