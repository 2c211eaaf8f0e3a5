"""Translated sentences: `tr` and the translator that is installed while the plugin is loaded. QGIS side.

`tr` takes a literal, values are filled in by `.format` afterwards, so that every text can be found in the source.
"""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .about import PLUGIN_FOLDER

CONTEXT = "mosaic_qgis"


def tr(text: str) -> str:
    """`text` in the language of QGIS, or as it is. Thread-safe."""
    return QCoreApplication.translate(CONTEXT, text)


def install() -> QTranslator | None:
    """Load the translation for QGIS's language; None when there is none. Give the result to `uninstall`."""
    locale = QgsApplication.locale()
    translator = QTranslator()
    for name in dict.fromkeys((locale, locale.split("_")[0])):
        if translator.load(str(PLUGIN_FOLDER / "i18n" / f"mosaic_qgis_{name}.qm")):
            QCoreApplication.installTranslator(translator)
            return translator
    return None


def uninstall(translator: QTranslator | None) -> None:
    """Take a translation out of use."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
