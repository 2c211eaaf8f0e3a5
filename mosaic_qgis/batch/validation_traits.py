"""What the images of a mosaic are like, one by one and together: failures, layout, outliers. Runs in the ENGINE; pure.

Takes the facts of all images that were looked at, in the order of the index, so that nothing depends on when each came.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import shapely
from morecantile import TileMatrixSet

from ..mosaic.findings import Finding, Findings, pointer
from ..mosaic.index_rules import TileIndex, shown
from ..reading.examining import ImageFacts
from ..reading.plan import zoom_for
from .validation_ground import geojson

RULE_OF_CODE = {
    "not_found": "image_missing",
    "auth": "image_refused",
    "unreachable": "image_unreachable",
    "timeout": "image_unreachable",
    "untrusted": "asset_untrusted",
}
"""By the code of the failure; others are ``image_unreadable``."""
DEAD = frozenset({"image_missing", "image_unreadable", "asset_untrusted"})
"""What a repair takes out. Who is not let in, or meets no answer, may be tomorrow."""
_LARGE_PX = 2048
_OTHER_SCALE = 4.0
"""Times the usual resolution, or its part."""
_FEW = 0.05
"""Share of the images up to which a CRS of theirs is odd."""
_ENOUGH = 10
"""Images from which on there is a usual CRS."""
_UTM = re.compile(r"EPSG:32[67]\d\d|.*UTM zone.*")
_ROUNDED = 1.5
"""Images are shown up to the zoom nearest to their resolution."""
_MOST_VALUES = 12
"""Different values of one trait in the report."""

Facts = Sequence[ImageFacts | None]
"""One for each image of the index; ``None`` for those that were not looked at."""


def rule_of(facts: ImageFacts) -> str:
    """The rule that an image breaks that cannot be read; empty for one that can."""
    return RULE_OF_CODE.get(facts.code, "image_unreadable") if facts.code else ""


def check_each(index: TileIndex, facts: Facts, place: Callable[[int], Any], findings: Findings) -> None:
    """Tell what is wrong with each image by itself. ``place`` says where the tiles lie that list it."""
    for number, each in enumerate(facts):
        if each is None:
            continue
        name = shown(index.names[number])
        where = index.place_of(number)
        if each.code:
            findings.add(
                Finding(
                    rule=rule_of(each), place=where, message=each.message, asset=name, geometry=geojson(place(number))
                )
            )
            continue
        ground = _ground(each)
        if not each.outline:
            findings.tell(
                "image_without_place",
                where,
                f"{name} has no place on the mosaic’s earth",
                asset=name,
                geometry=geojson(place(number)),
            )
        if each.has_overviews_beside:
            findings.tell(
                "overviews_beside",
                where,
                f"The overviews of {name} are in a file beside it",
                asset=name,
                geometry=ground,
            )
        problems = [
            text for text in each.problems if not (each.has_overviews_beside and text == "it has no overviews inside")
        ]
        if problems:
            findings.tell(
                "not_cog",
                where,
                f"{name} is no Cloud-Optimized GeoTIFF: {'; '.join(problems)}",
                asset=name,
                geometry=ground,
            )
        if not each.levels and max(each.width, each.height) > _LARGE_PX:
            findings.tell(
                "no_overviews",
                where,
                f"{name} has {each.width} × {each.height} pixels and no overviews; it is slow to draw from afar",
                asset=name,
                geometry=ground,
            )


def _ground(facts: ImageFacts) -> Any:
    return geojson(shapely.from_wkb(facts.outline)) if facts.outline else None


def check_together(
    index: TileIndex, facts: Facts, values: Mapping[str, Any], tms: TileMatrixSet, findings: Findings
) -> None:
    """Tell which images are other than most of them, and other than the document says."""
    readable = [(number, each) for number, each in enumerate(facts) if each is not None and not each.code]
    if not readable:
        return
    outlier = _Outliers(index, readable, findings)
    outlier.check("other_type", lambda each: each.data_type, "has the data type {own}, most images have {usual}")
    outlier.check("other_bands", lambda each: str(each.bands), "has {own} bands, most images have {usual}")
    outlier.check(
        "other_nodata",
        lambda each: f"nodata {each.nodata}" if each.nodata else each.mask,
        "says what is data by {own}, most images by {usual}",
    )
    _check_crs(readable, outlier, findings)
    told = values.get("data_type")
    if isinstance(told, str) and told != "other":
        outlier.check(
            "not_data_type", lambda each: each.data_type, "has the data type {own}, the document says {usual}", told
        )
    _check_resolutions(readable, outlier, values.get("maxzoom"), tms, findings)


class _Outliers:
    def __init__(self, index: TileIndex, readable: Sequence[tuple[int, ImageFacts]], findings: Findings) -> None:
        self._index, self._readable, self._findings = index, readable, findings

    def check(self, rule: str, trait: Callable[[ImageFacts], str], words: str, usual: str | None = None) -> None:
        """Tell of the images whose trait is not the usual one, which is that of most."""
        if usual is None:
            usual = Counter(trait(each) for _, each in self._readable).most_common(1)[0][0]
        for number, each in self._readable:
            own = trait(each)
            if own != usual:
                self.tell(rule, number, each, words.format(own=own or "none", usual=usual or "none"))

    def tell(self, rule: str, number: int, facts: ImageFacts, words: str) -> None:
        name = shown(self._index.names[number])
        self._findings.tell(rule, self._index.place_of(number), f"{name} {words}", asset=name, geometry=_ground(facts))


def _check_crs(readable: Sequence[tuple[int, ImageFacts]], outlier: _Outliers, findings: Findings) -> None:
    counts = Counter(each.crs for _, each in readable)
    if len(counts) < 2:
        return
    told = ", ".join(f"{name} ({count})" for name, count in counts.most_common(_MOST_VALUES))
    findings.tell("several_crs", "", f"The images have {len(counts)} coordinate reference systems: {told}")
    usual = counts.most_common(1)[0][0]
    if len(readable) < _ENOUGH:
        return
    for number, each in readable:
        # Zones of one series beside each other are what a large mosaic is made of.
        is_series = _UTM.fullmatch(each.crs) and _UTM.fullmatch(usual)
        if counts[each.crs] <= _FEW * len(readable) and not is_series:
            outlier.tell("other_crs", number, each, f"is in {each.crs}, most images are in {usual}")


def _check_resolutions(
    readable: Sequence[tuple[int, ImageFacts]], outlier: _Outliers, maxzoom: Any, tms: TileMatrixSet, findings: Findings
) -> None:
    known = [each.resolution for _, each in readable if each.resolution]
    if not known:
        return
    usual = statistics.median(known)
    for number, each in readable:
        if each.resolution and not 1 / _OTHER_SCALE <= each.resolution / usual <= _OTHER_SCALE:
            words = f"has pixels of {each.resolution:.4g} units, those of most images have about {usual:.4g}"
            outlier.tell("other_resolution", number, each, words)
    finest = zoom_for(tms, usual * _ROUNDED)
    if isinstance(maxzoom, int) and not isinstance(maxzoom, bool) and 0 <= maxzoom < finest:
        findings.tell(
            "maxzoom_coarse",
            pointer("maxzoom"),
            f"Most images have detail up to zoom {finest}, maxzoom {maxzoom} keeps programs from showing it",
        )


def distributions(facts: Facts) -> dict[str, list[list[Any]]]:
    """How many images there are of each kind, the most frequent first: ``{trait: [[value, count] …]}``."""
    readable = [each for each in facts if each is not None and not each.code]
    traits: dict[str, Callable[[ImageFacts], str]] = {
        "format": lambda each: "COG" if not each.problems and each.driver else each.driver or "stack",
        "data_type": lambda each: each.data_type,
        "bands": lambda each: str(each.bands),
        "crs": lambda each: each.crs,
        "size": lambda each: f"{each.width} × {each.height}",
        "overviews": lambda each: str(each.levels),
        "nodata": lambda each: each.nodata or each.mask,
    }
    found = {}
    for trait, value_of in traits.items():
        counts = Counter(map(value_of, readable)).most_common()
        rest = sum(count for _, count in counts[_MOST_VALUES:])
        found[trait] = [[value, count] for value, count in counts[:_MOST_VALUES]] + ([["…", rest]] if rest else [])
    return found
