"""Whether a TIFF is laid out as a Cloud-Optimized GeoTIFF is. Runs in the ENGINE; pure.

What a reader over the network gains from: all directories at the beginning, tiles, overviews inside, small levels before large ones.
Looks at the head alone, never at pixels.
"""

from __future__ import annotations

from itertools import pairwise

from .tiff import Directory, Layout

SMALL_PX = 512
"""Images up to this size need neither tiles nor overviews."""
_FIRST_DIRECTORY_BYTES = 300
"""How far from the beginning the first directory may lie: behind the note that GDAL puts there."""


def problems_of_layout(layout: Layout) -> list[str]:
    """What keeps a file from being a COG, as parts of a sentence; empty for one that is."""
    whole, *others = layout.directories
    images = [whole, *(each for each in others if each.is_reduced and not each.is_mask)]
    is_small = max(whole.width, whole.height) <= SMALL_PX
    found = []
    if whole.position > _FIRST_DIRECTORY_BYTES:
        found.append("its first directory is not at the beginning of the file")
    if not is_small and not whole.is_tiled:
        found.append("it is stored in strips instead of tiles")
    if not is_small and len(images) == 1:
        found.append("it has no overviews inside")
    if any(not each.is_tiled and max(each.width, each.height) > SMALL_PX for each in images[1:]):
        found.append("overviews are stored in strips instead of tiles")
    if any(one.width < two.width or one.height < two.height for one, two in pairwise(images)):
        found.append("its overviews are not in order, from large to small")
    if any(one.position > two.position for one, two in pairwise(images)):
        found.append("its directories are not in order")
    if not _is_in_order(layout, images):
        found.append("pixels of overviews lie behind those of larger levels")
    return found


def _is_in_order(layout: Layout, images: list[Directory]) -> bool:
    """Whether the smallest level comes first in the file, and the whole image last."""
    firsts = []
    for image in images:
        starts = layout.starts(image)
        present = starts[starts > 0]
        if len(present):
            firsts.append(int(present.min()))
    return all(one > two for one, two in pairwise(firsts))
