"""What the options of a source can be, in words for people. QGIS side, no widgets.

The engine is who takes or refuses a value; a test keeps these lists equal to its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..host.translation import tr

RESAMPLINGS: Final = (
    "nearest", "bilinear", "cubic", "cubic_spline", "lanczos", "average", "mode", "max", "min", "med", "q1", "q3", "rms",
)  # fmt: skip
DATA_TYPES: Final = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
TILE_MATRIX_SETS: Final = (
    "WebMercatorQuad", "WGS1984Quad", "WorldCRS84Quad", "WorldMercatorWGS84Quad", "EuropeanETRS89_LAEAQuad",
    "NZTM2000Quad", "LINZAntarticaMapTilegrid", "CanadianNAD83_LCC", "UTM31WGS84Quad", "UPSArcticWGS84Quad",
    "UPSAntarcticWGS84Quad", "CDB1GlobalGrid", "GNOSISGlobalGrid",
)  # fmt: skip
PIXEL_SELECTIONS: Final = (
    "first", "highest", "lowest", "mean", "median", "stdev", "sum", "count", "lastbandhigh", "lastbandlow",
)  # fmt: skip

Choice = tuple[str, str]
"""The value of an option ("": it is left out) and its name for people."""


def pixel_selections() -> list[Choice]:
    """The rules for overlaps."""
    names: dict[str, str] = {
        "first": tr("First image"),
        "highest": tr("Highest value"),
        "lowest": tr("Lowest value"),
        "mean": tr("Mean"),
        "median": tr("Median"),
        "stdev": tr("Standard deviation"),
        "sum": tr("Sum"),
        "count": tr("Number of images"),
        "lastbandhigh": tr("Image with the highest last band"),
        "lastbandlow": tr("Image with the lowest last band"),
    }
    return [("" if value == "first" else value, names[value]) for value in PIXEL_SELECTIONS]


def about_pixel_selection(value: str) -> str:
    """What a rule does, in one sentence; empty for one that nobody knows."""
    words: dict[str, Callable[[], str]] = {
        "": lambda: tr("The image that is listed first lies on top; the quickest rule."),
        "highest": lambda: tr("Each band has its highest value of all images, which leaves dark shadows out."),
        "lowest": lambda: tr("Each band has its lowest value of all images, which leaves bright clouds out."),
        "mean": lambda: tr("The average of all images, in floating-point numbers."),
        "median": lambda: tr("The middle value of all images, which leaves clouds and shadows out."),
        "stdev": lambda: tr("How much the images differ: large where something has changed."),
        "sum": lambda: tr("The values of all images added up, in floating-point numbers."),
        "count": lambda: tr("One band with the number of images that have data there."),
        "lastbandhigh": lambda: tr(
            "All bands but the last, of the image whose last band is highest, such as a quality score."
        ),
        "lastbandlow": lambda: tr(
            "All bands but the last, of the image whose last band is lowest, such as a cloud mask."
        ),
    }
    return words[value]() if value in words else ""


def resamplings() -> list[Choice]:
    """The ways of resampling."""
    names: dict[str, str] = {
        "nearest": tr("Nearest neighbour"),
        "bilinear": tr("Bilinear"),
        "cubic": tr("Cubic"),
        "cubic_spline": tr("Cubic spline"),
        "lanczos": tr("Lanczos"),
        "average": tr("Average"),
        "mode": tr("Most frequent value"),
        "max": tr("Maximum"),
        "min": tr("Minimum"),
        "med": tr("Median"),
        "q1": tr("First quartile"),
        "q3": tr("Third quartile"),
        "rms": tr("Root mean square"),
    }
    return [("", tr("Automatic (nearest neighbour)")), *((value, names[value]) for value in RESAMPLINGS)]


def signings() -> list[Choice]:
    """How images in stores are got at."""
    return [
        ("", tr("As the machine and the login say")),
        ("none", tr("Public, without signing in")),
        ("planetary_computer", tr("Planetary Computer: links are signed")),
    ]


def data_types() -> list[Choice]:
    """The types of a layer."""
    return [("", tr("Automatic")), *((value, value) for value in DATA_TYPES)]


def tile_matrix_sets() -> list[Choice]:
    """The grids of tiles."""
    return [("", tr("As the document says")), *((value, value) for value in TILE_MATRIX_SETS)]
