"""Words of strangers where Qt and QGIS would take them for HTML: message bars, tooltips. QGIS side.

What is in a mosaic's name or an item's id stays to be read as it is: it is no link, and no picture that Qt would load.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt


def escaped(text: str) -> str:
    """For where HTML is shown in any case, such as QGIS's message bar."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def tip(text: str) -> str:
    """For a tooltip, where HTML is what looks like it."""
    return escaped(text).replace("\n", "<br>") if Qt.mightBeRichText(text) else text
