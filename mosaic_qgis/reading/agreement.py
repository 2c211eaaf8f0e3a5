"""What the first images of a mosaic agree on, and so what bands its layer has. Runs in the ENGINE; pure.

Decides from values alone; looking at images is done by the caller. Never reads pixels.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..mosaic.errors import BadRequestError
from .band_math import BandMath
from .bands import ALPHA, RGB_COUNT, BandDescription, Colormap, LayerModel
from .expression import KnownBands
from .images import ImageInfo, MaskKind, fits
from .options import LAYER_TYPES, ReadingOptions
from .rescaling import range_of
from .selection import outcome
from .values import BandRange, Failure

WIDER = {"int64": "float64", "uint64": "float64", "float16": "float32"}
"""What QGIS has no raster type for."""

LARGE_WITHOUT_OVERVIEWS_PX = 2048
"""Longest side of an image that may lack overviews without a word: so much is read in a moment."""

COLORS = frozenset({"red", "green", "blue", "alpha", "gray", "palette"})

RULES_OF_IMAGE_VALUES = frozenset({"first", "highest", "lowest", "lastbandhigh", "lastbandlow"})
"""Rules by which every value is one of an image."""

RULES_OF_OTHER_VALUES = frozenset({"stdev", "sum", "count"})
"""Rules whose results are not comparable with the values of an image."""


@dataclass(frozen=True, kw_only=True)
class LayerFacts:
    """What is known beside the images and the options; each may be None or empty."""

    data_type: str | None = None
    """The key of a 0.0.3 document, as are the following."""
    colormap: Mapping[int, tuple[int, int, int, int]] | None = None
    layers: Mapping[str, Any] | None = None
    aliases: Mapping[str, int] = field(default_factory=dict)
    """Further names of the images' data bands, and their positions from 0."""


def layer_model(
    infos: Sequence[ImageInfo], options: ReadingOptions, facts: LayerFacts
) -> tuple[LayerModel, tuple[Failure, ...], ImageInfo]:
    """Decide what the layer's bands are, from a sample of images in mosaic order.

    The layer has the bands of most of them; it is described by the first image that has those. Its type holds the
    values of all. Returns the model, notes about what differs, and that first image.

    Raises:
        BadRequestError: an option names a band that the images do not have, or a type that cannot hold their values.
    """
    info, band_math, positions = _yardstick(infos, options, facts)
    needed = max(positions) + 1
    fitting = [
        other
        for other in infos
        if (other.colormap is None) == (info.colormap is None)
        and (len(other.data_bands) >= needed or _is_grey(other, options))
    ]
    dtype, notes = _source_dtype(fitting, positions, options, facts)
    notes = (
        *notes,
        *_note_on_counts(infos, needed, options),
        *_note_on_scales(fitting, positions, options),
        *_note_on_overviews(infos),
    )
    if band_math is not None:
        dtype = np.dtype("float32")
    nodata, with_alpha = _nodata(fitting, positions, options, dtype)
    rule = options.pixel_selection
    fed_count = len(positions) if band_math is None else len(band_math)
    result_count, result_dtype = outcome(rule, fed_count, dtype)
    if result_count < 1:
        raise BadRequestError(f"The pixel selection {rule} shows all bands but the last; there is only one.")
    result_dtype = np.dtype(WIDER.get(result_dtype.name, result_dtype.name))
    if rule == "count":
        nodata, with_alpha = 0.0, False
    elif nodata is not None and result_dtype.kind == "f" and dtype.kind != "f":
        nodata = math.nan
    bands = _bands(info, band_math, positions, options, facts, result_count, result_dtype, nodata)
    is_shown_in_colours = bands[0].colormap is not None and not facts.colormap
    model = LayerModel(
        bands=(*bands, ALPHA) if with_alpha else bands,
        with_alpha=with_alpha,
        nodata=nodata,
        source_bands=positions,
        source_dtype=dtype.name,
        math=band_math,
        takes_any_type=options.unscale or band_math is not None or rule == "count",
        is_palette=info.colormap is not None,
        colormap=info.colormap if is_shown_in_colours else None,
        grey_as_rgb=options.grey_as_rgb,
    )
    return model, notes, info


def _is_grey(info: ImageInfo, options: ReadingOptions) -> bool:
    """Whether one band stands for three."""
    return options.grey_as_rgb and len(info.data_bands) == 1


def _yardstick(
    infos: Sequence[ImageInfo], options: ReadingOptions, facts: LayerFacts
) -> tuple[ImageInfo, BandMath | None, tuple[int, ...]]:
    """The image that the layer is described by, and which of its bands are read."""
    if options.expression is None and options.indexes is None:
        counts = [len(info.data_bands) for info in infos]
        has_colour = any(count >= RGB_COUNT for count in counts)
        kinds = [
            None if has_colour and _is_grey(info, options) else (count, info.colormap is not None)
            for info, count in zip(infos, counts, strict=True)
        ]
        usual = Counter(kind for kind in kinds if kind is not None).most_common(1)[0][0]
        return infos[kinds.index(usual)], None, tuple(range(usual[0]))
    refusal: BadRequestError | None = None
    for info in infos:
        try:
            return info, *_asked_bands(info, options, facts)
        except BadRequestError as error:
            refusal = refusal or error
    raise refusal or BadRequestError("A layer needs an image, none was given.")


def _asked_bands(
    info: ImageInfo, options: ReadingOptions, facts: LayerFacts
) -> tuple[BandMath | None, tuple[int, ...]]:
    count = len(info.data_bands)
    if options.expression is not None:
        names = tuple(info.descriptions[band - 1] for band in info.data_bands)
        aliases = {name: position for name, position in facts.aliases.items() if position < count}
        band_math = options.expression.bind(KnownBands(count=count, names=names, aliases=aliases))
        return band_math, band_math.positions
    positions = tuple(index - 1 for index in options.indexes or ())
    if max(positions) >= count:
        raise BadRequestError(f"The images have {count} bands, indexes asks for band {max(positions) + 1}.")
    return None, positions


def _source_dtype(
    infos: Sequence[ImageInfo], positions: Sequence[int], options: ReadingOptions, facts: LayerFacts
) -> tuple[np.dtype[Any], tuple[Failure, ...]]:
    """The type that holds the values of all images, and a note when theirs differ."""
    if options.unscale or options.expression is not None:
        return np.dtype("float32"), ()
    own = [np.result_type(*(np.dtype(info.dtypes[info.file_band(p) - 1]) for p in positions)) for info in infos]
    dtype = np.result_type(*own)
    if options.data_type is not None:
        if not np.can_cast(dtype, options.data_type, "safe"):
            raise BadRequestError(f"The option data_type={options.data_type} cannot hold the images' {dtype.name}.")
        dtype = np.dtype(options.data_type)
    elif facts.data_type in LAYER_TYPES and np.can_cast(dtype, facts.data_type, "safe"):
        dtype = np.dtype(facts.data_type)
    dtype = np.dtype(WIDER.get(dtype.name, dtype.name))
    different = list(dict.fromkeys(kind.name for kind in own))
    if len(different) < 2:
        return dtype, ()
    text = f"{', '.join(different[:-1])} and {different[-1]} images: the layer is {dtype.name}."
    return dtype, (Failure(code="promoted", message=text),)


def _note_on_counts(infos: Sequence[ImageInfo], needed: int, options: ReadingOptions) -> tuple[Failure, ...]:
    fewer = [info for info in infos if len(info.data_bands) < needed and not _is_grey(info, options)]
    if not fewer:
        return ()
    grey = any(len(info.data_bands) == 1 for info in fewer) and needed == RGB_COUNT
    way_out = "; the option grey_as_rgb=true shows those of one band in grey" if grey else ""
    text = f"Of {len(infos)} images looked at, {len(fewer)} have fewer than the {needed} bands of the layer and are left out{way_out}."
    return (Failure(code="bad_asset", message=text),)


def _note_on_overviews(infos: Sequence[ImageInfo]) -> tuple[Failure, ...]:
    without = [
        info for info in infos if len(info.levels) == 1 and max(info.width, info.height) > LARGE_WITHOUT_OVERVIEWS_PX
    ]
    if not without:
        return ()
    text = (
        f"Of {len(infos)} images looked at, {len(without)} have no overviews: they are drawn, but slowly when far out. "
        "Make overviews with gdaladdo, or convert the images to COGs."
    )
    return (Failure(code="no_overviews", message=text),)


def _note_on_scales(
    infos: Sequence[ImageInfo], positions: Sequence[int], options: ReadingOptions
) -> tuple[Failure, ...]:
    if options.unscale:
        return ()
    bands = ([info.file_band(position) - 1 for position in positions] for info in infos)
    scales = {
        tuple((info.scales[band], info.offsets[band]) for band in chosen)
        for info, chosen in zip(infos, bands, strict=True)
    }
    if len(scales) < 2:
        return ()
    text = (
        f"The {len(infos)} images looked at have {len(scales)} different scales or offsets, the layer has those of the "
        "first. The option unscale=true applies to each image its own."
    )
    return (Failure(code="scales", message=text),)


def _nodata(
    infos: Sequence[ImageInfo], positions: Sequence[int], options: ReadingOptions, dtype: np.dtype[Any]
) -> tuple[float | None, bool]:
    """The layer's nodata value, or None and an alpha band.

    An alpha band it is where images have masks, or no value is free because they disagree about it.
    """
    if options.expression is not None or (options.unscale and options.nodata is not None):
        return math.nan, False
    if options.nodata is not None:
        return (options.nodata, False) if fits(options.nodata, dtype) else (None, True)
    kinds = {info.mask_kind for info in infos}
    if kinds & {MaskKind.MASK, MaskKind.ALPHA}:
        return None, True
    if not options.unscale and kinds == {MaskKind.NODATA}:
        declared = {str(value): value for value in (_declared(info, positions) for info in infos)}
        (value, *others) = declared.values()
        if not others and value is not None and fits(value, dtype):
            return value, False
    return (math.nan, False) if dtype.kind == "f" else (None, True)


def _declared(info: ImageInfo, positions: Sequence[int]) -> float | None:
    """The nodata value of an image, that of its first band that has one."""
    values = (info.nodata[info.file_band(position) - 1] for position in positions)
    return next((value for value in values if value is not None), None)


def _bands(
    info: ImageInfo,
    band_math: BandMath | None,
    positions: Sequence[int],
    options: ReadingOptions,
    facts: LayerFacts,
    count: int,
    dtype: np.dtype[Any],
    nodata: float | None,
) -> tuple[BandDescription, ...]:
    rule = options.pixel_selection
    made = []
    for place in range(count):
        if rule == "count" or band_math is not None:
            name = _name_by_rule(band_math.texts[place] if band_math is not None else "", rule)
            color = "gray" if count == 1 else "undefined"
            made.append(
                BandDescription(
                    name=name,
                    description="",
                    dtype=dtype.name,
                    nodata=nodata,
                    scale=1.0,
                    offset=0.0,
                    unit="",
                    color=color,
                )
            )
        else:
            made.append(_image_band(info, positions[place], count, options, facts, dtype, nodata))
    return tuple(made)


def _name_by_rule(name: str, rule: str) -> str:
    if rule == "count":
        return "count"
    return f"{rule} of {name}" if rule in RULES_OF_OTHER_VALUES else name


def _image_band(
    info: ImageInfo,
    position: int,
    count: int,
    options: ReadingOptions,
    facts: LayerFacts,
    dtype: np.dtype[Any],
    nodata: float | None,
) -> BandDescription:
    """A band of the images as a band of the layer."""
    band, rule = info.file_band(position) - 1, options.pixel_selection
    scale, offset = (1.0, 0.0) if options.unscale else (info.scales[band], info.offsets[band])
    if rule == "stdev":
        offset = 0.0
    elif rule == "sum" and offset:
        scale, offset = 1.0, 0.0
    colormap: Colormap | None = info.colormap if rule in RULES_OF_IMAGE_VALUES and position == 0 else None
    color = info.colors[band] if info.colors[band] in COLORS else "undefined"
    if rule in RULES_OF_OTHER_VALUES:
        color = "gray" if count == 1 else "undefined"
    elif color == "palette" and colormap is None:
        color = "gray"
    if facts.colormap and count == 1 and dtype.kind in "ui" and rule in RULES_OF_IMAGE_VALUES:
        color, colormap = "palette", tuple(sorted(facts.colormap.items()))
    return BandDescription(
        name=_name_by_rule(info.descriptions[band] or f"b{position + 1}", rule),
        description=info.descriptions[band],
        dtype=dtype.name,
        nodata=nodata,
        scale=scale,
        offset=offset,
        unit=info.units[band],
        color=color,
        colormap=colormap,
        statistics=_statistics(info, position, options, facts),
    )


def _statistics(info: ImageInfo, position: int, options: ReadingOptions, facts: LayerFacts) -> BandRange | None:
    """What the image's own metadata tell of the values, else the document's styles."""
    if options.unscale or options.pixel_selection in RULES_OF_OTHER_VALUES:
        return None
    band = info.file_band(position)
    own = info.statistics[band - 1] if info.statistics else None
    return own or range_of(facts.layers, position + 1)
