"""What the rules of a check are called for people, and what to do where one is broken. QGIS side.

The codes are the engine's (`mosaic/rules.py`); a test sees to it that each has its words.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP

from ..host.translation import tr

SEVERITIES = {
    "error": QT_TRANSLATE_NOOP("mosaic_qgis", "Error"),
    "warning": QT_TRANSLATE_NOOP("mosaic_qgis", "Warning"),
    "note": QT_TRANSLATE_NOOP("mosaic_qgis", "Note"),
}

TITLES = {
    "unreadable": QT_TRANSLATE_NOOP("mosaic_qgis", "The document cannot be read"),
    "not_mosaicjson": QT_TRANSLATE_NOOP("mosaic_qgis", "The document is something else"),
    "not_json": QT_TRANSLATE_NOOP("mosaic_qgis", "Numbers that JSON does not have"),
    "key_twice": QT_TRANSLATE_NOOP("mosaic_qgis", "A key stands more than once"),
    "key_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "A required key is missing"),
    "bounds_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "The bounds are missing"),
    "wrong_type": QT_TRANSLATE_NOOP("mosaic_qgis", "A value of the wrong type"),
    "unknown_key": QT_TRANSLATE_NOOP("mosaic_qgis", "Keys that the specification does not know"),
    "spec_version": QT_TRANSLATE_NOOP("mosaic_qgis", "The version of the specification is none"),
    "spec_version_unknown": QT_TRANSLATE_NOOP("mosaic_qgis", "An unknown version of the specification"),
    "newer_key": QT_TRANSLATE_NOOP("mosaic_qgis", "Keys of a later version"),
    "version": QT_TRANSLATE_NOOP("mosaic_qgis", "The version of the mosaic is none"),
    "active_attribution": QT_TRANSLATE_NOOP("mosaic_qgis", "The attribution holds active content"),
    "zoom": QT_TRANSLATE_NOOP("mosaic_qgis", "A zoom that does not exist"),
    "zoom_order": QT_TRANSLATE_NOOP("mosaic_qgis", "Zooms in the wrong order"),
    "quadkey_zoom": QT_TRANSLATE_NOOP("mosaic_qgis", "The zoom of the index is too large"),
    "bounds": QT_TRANSLATE_NOOP("mosaic_qgis", "Wrong bounds"),
    "bounds_across": QT_TRANSLATE_NOOP("mosaic_qgis", "Bounds across the antimeridian"),
    "bounds_cut": QT_TRANSLATE_NOOP("mosaic_qgis", "Tiles outside the bounds"),
    "bounds_too_large": QT_TRANSLATE_NOOP("mosaic_qgis", "Bounds far larger than the tiles"),
    "center": QT_TRANSLATE_NOOP("mosaic_qgis", "A wrong center"),
    "data_type": QT_TRANSLATE_NOOP("mosaic_qgis", "An unknown data type"),
    "colormap": QT_TRANSLATE_NOOP("mosaic_qgis", "A wrong colormap"),
    "tilematrixset": QT_TRANSLATE_NOOP("mosaic_qgis", "A wrong tile matrix set"),
    "tilematrixset_old": QT_TRANSLATE_NOOP("mosaic_qgis", "A tile matrix set of the old standard"),
    "layers": QT_TRANSLATE_NOOP("mosaic_qgis", "Wrong layers"),
    "own_key": QT_TRANSLATE_NOOP("mosaic_qgis", "A key of this plugin that makes no sense"),
    "no_tiles": QT_TRANSLATE_NOOP("mosaic_qgis", "The document lists no tiles"),
    "quadkey": QT_TRANSLATE_NOOP("mosaic_qgis", "Keys that are no quadkeys"),
    "quadkey_length": QT_TRANSLATE_NOOP("mosaic_qgis", "Quadkeys of another zoom"),
    "tile_list": QT_TRANSLATE_NOOP("mosaic_qgis", "Tiles without a list of images"),
    "empty_list": QT_TRANSLATE_NOOP("mosaic_qgis", "Tiles with an empty list"),
    "asset_name": QT_TRANSLATE_NOOP("mosaic_qgis", "Names of images that are none"),
    "asset_spaces": QT_TRANSLATE_NOOP("mosaic_qgis", "Names of images with spaces around them"),
    "asset_twice": QT_TRANSLATE_NOOP("mosaic_qgis", "Images listed twice in a tile"),
    "asset_secret": QT_TRANSLATE_NOOP("mosaic_qgis", "Addresses with logins or signatures"),
    "asset_prefix_twice": QT_TRANSLATE_NOOP("mosaic_qgis", "A prefix before whole addresses"),
    "asset_untrusted": QT_TRANSLATE_NOOP("mosaic_qgis", "Images that the document must not name"),
    "image_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "Images that are not there"),
    "image_refused": QT_TRANSLATE_NOOP("mosaic_qgis", "Images to which access is refused"),
    "image_unreachable": QT_TRANSLATE_NOOP("mosaic_qgis", "Images that cannot be reached"),
    "image_unreadable": QT_TRANSLATE_NOOP("mosaic_qgis", "Images that cannot be read"),
    "image_without_place": QT_TRANSLATE_NOOP("mosaic_qgis", "Images without a place on the earth"),
    "not_cog": QT_TRANSLATE_NOOP("mosaic_qgis", "Images that are no Cloud-Optimized GeoTIFFs"),
    "no_overviews": QT_TRANSLATE_NOOP("mosaic_qgis", "Large images without overviews"),
    "overviews_beside": QT_TRANSLATE_NOOP("mosaic_qgis", "Overviews in files of their own"),
    "other_type": QT_TRANSLATE_NOOP("mosaic_qgis", "Images of another data type than most"),
    "other_bands": QT_TRANSLATE_NOOP("mosaic_qgis", "Images with other bands than most"),
    "other_crs": QT_TRANSLATE_NOOP("mosaic_qgis", "Images in an odd coordinate reference system"),
    "several_crs": QT_TRANSLATE_NOOP("mosaic_qgis", "Several coordinate reference systems"),
    "other_nodata": QT_TRANSLATE_NOOP("mosaic_qgis", "Images with another nodata value than most"),
    "other_resolution": QT_TRANSLATE_NOOP("mosaic_qgis", "Images of another resolution than most"),
    "not_data_type": QT_TRANSLATE_NOOP("mosaic_qgis", "Images of another data type than the document says"),
    "maxzoom_coarse": QT_TRANSLATE_NOOP("mosaic_qgis", "The images have more detail than the document shows"),
    "outside_tile": QT_TRANSLATE_NOOP("mosaic_qgis", "Tiles list images that lie elsewhere"),
    "beside_tile": QT_TRANSLATE_NOOP("mosaic_qgis", "Tiles list images that do not reach into them"),
    "tile_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "Images lie in tiles that are not listed"),
    "image_not_listed": QT_TRANSLATE_NOOP("mosaic_qgis", "Tiles do not list all their images"),
    "image_outside_bounds": QT_TRANSLATE_NOOP("mosaic_qgis", "Images outside the bounds"),
    "gap": QT_TRANSLATE_NOOP("mosaic_qgis", "Gaps between the images"),
}

ADVICE = {
    "unreadable": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "Download or copy it again; a document that was cut off cannot be repaired."
    ),
    "key_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "The repaired document has the zooms of its tiles and images."),
    "bounds_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "The repaired document has the bounds of its images."),
    "active_attribution": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "Edit the attribution by hand: plain text or links will do."
    ),
    "bounds_cut": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "Programs may not show what is outside. The repaired document has other bounds."
    ),
    "bounds_too_large": QT_TRANSLATE_NOOP("mosaic_qgis", "The repaired document has bounds that fit."),
    "asset_secret": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "Give the layer a login instead, and renew what was readable. The repaired document has plain addresses.",
    ),
    "asset_untrusted": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "A document from elsewhere may name images on the web only. Trust the place under Settings > Options > MosaicJSON, or copy "
        "the document to where the images are.",
    ),
    "image_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "The repaired document does not list them."),
    "image_refused": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "Choose a login for the images and check again; a repair leaves them in."
    ),
    "image_unreachable": QT_TRANSLATE_NOOP("mosaic_qgis", "Check again later; a repair leaves them in."),
    "image_unreadable": QT_TRANSLATE_NOOP("mosaic_qgis", "The repaired document does not list them."),
    "not_cog": QT_TRANSLATE_NOOP(
        "mosaic_qgis",
        "Convert them, for example with gdal_translate -of COG; over a network they are slow as they are.",
    ),
    "no_overviews": QT_TRANSLATE_NOOP("mosaic_qgis", "Make overviews with gdaladdo, or convert them to COGs."),
    "other_type": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "The layer takes a type that holds all values; other programs may fail."
    ),
    "other_bands": QT_TRANSLATE_NOOP("mosaic_qgis", "Images with too few bands are left out of the layer."),
    "other_crs": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "They are drawn all the same. Check that they lie where they should."
    ),
    "other_nodata": QT_TRANSLATE_NOOP("mosaic_qgis", "The layer gets an alpha band where they do not agree."),
    "maxzoom_coarse": QT_TRANSLATE_NOOP("mosaic_qgis", "Raise maxzoom when the mosaic is made again."),
    "outside_tile": QT_TRANSLATE_NOOP("mosaic_qgis", "The repaired document does not list them there."),
    "tile_missing": QT_TRANSLATE_NOOP("mosaic_qgis", "Make the mosaic again from its images, or update it with them."),
    "image_not_listed": QT_TRANSLATE_NOOP(
        "mosaic_qgis", "This is meant where a mosaic was made with a minimum cover or a maximum per tile."
    ),
    "gap": QT_TRANSLATE_NOOP("mosaic_qgis", "Nothing is shown there."),
}

TRAITS = {
    "format": QT_TRANSLATE_NOOP("mosaic_qgis", "Format"),
    "data_type": QT_TRANSLATE_NOOP("mosaic_qgis", "Data type"),
    "bands": QT_TRANSLATE_NOOP("mosaic_qgis", "Bands"),
    "crs": QT_TRANSLATE_NOOP("mosaic_qgis", "Coordinate reference system"),
    "size": QT_TRANSLATE_NOOP("mosaic_qgis", "Size in pixels"),
    "overviews": QT_TRANSLATE_NOOP("mosaic_qgis", "Overviews"),
    "nodata": QT_TRANSLATE_NOOP("mosaic_qgis", "Nodata or mask"),
}


def title_of(rule: str) -> str:
    """What a rule is called; its code where nobody knows it."""
    return tr(TITLES[rule]) if rule in TITLES else rule


def advice_on(rule: str) -> str:
    """What to do where it is broken; empty where that goes without saying."""
    return tr(ADVICE[rule]) if rule in ADVICE else ""
