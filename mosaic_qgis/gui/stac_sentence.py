"""What is said above found images: how many there are, what the limit cuts off, what was done here. QGIS side, pure but for words."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QLocale

from ..host.translation import tr
from .stac_found import Found


def state_of(found: Found | None, *, is_fresh: bool) -> tuple[str, str]:
    """The title of the results' tab, and what stands above them. `is_fresh`: the fields still say what was asked."""
    if found is None:
        text = tr("Nothing was searched yet. Choose a catalog, a collection and a place, then press Search.")
        return tr("Results"), text
    count = len(found.value["items"])
    text = sentence_of(
        count,
        found.matched,
        truncated=bool(found.value["truncated"]),
        filtered_here=found.value["filtered_here"],
        sort=found.asked.search.sort,
    )
    if not is_fresh:
        text += " " + tr("The search was changed since: press Search to see what it finds now.")
    return tr("Results ({count})").format(count=count), text


def sentence_of(count: int, matched: int | None, *, truncated: bool, filtered_here: Sequence[str], sort: str) -> str:
    """How many were found, what the limit cuts off, and what was filtered here."""
    locale = QLocale()
    shown = locale.toString(count)
    cut = {
        "newest": tr("the limit cuts the older ones off"),
        "oldest": tr("the limit cuts the newer ones off"),
        "clearest": tr("the limit cuts off those with more clouds"),
    }.get(sort, tr("the limit cuts the others off"))
    if not count:
        text = tr("Nothing matches. Search a larger place, more days, or more clouds.")
    elif truncated and matched is not None and matched > count:
        text = tr("{shown} of {matched} images are shown; {cut}.").format(
            shown=shown, matched=locale.toString(matched), cut=cut
        )
    elif truncated:
        text = tr("{shown} images are shown, and there are more; {cut}.").format(shown=shown, cut=cut)
    else:
        text = tr("{shown} images match; all are shown.").format(shown=shown)
    names = ", ".join(name for name in filtered_here if name != "sort")
    if names:
        note = tr("The catalog cannot filter by {names}; that was done here, with what it gave.")
        text += " " + note.format(names=names)
    if "sort" in filtered_here:
        text += " " + tr("The catalog cannot sort; that was done here, with what it gave.")
    return text
