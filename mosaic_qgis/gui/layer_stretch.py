"""Which values a raster layer shows from black to white: set once, by whoever adds the layer. QGIS side, main thread."""

from __future__ import annotations

from qgis.core import (
    QgsContrastEnhancement,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
    QgsSingleBandGrayRenderer,
)


def set_stretch(layer: QgsRasterLayer, black: float, white: float) -> bool:
    """Show values from `black` to `white`, in the colours that QGIS has chosen. Whether the layer has such colours."""
    renderer = layer.renderer().clone() if layer.renderer() is not None else None
    types = layer.dataProvider().dataType if layer.isValid() else None

    def enhancement(band: int) -> QgsContrastEnhancement:
        made = QgsContrastEnhancement(types(band))
        made.setMinimumValue(black, False)
        made.setMaximumValue(white, False)
        made.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum, True
        )
        return made

    if types is None:
        return False
    if isinstance(renderer, QgsMultiBandColorRenderer):
        for band, setter in (
            (renderer.redBand(), renderer.setRedContrastEnhancement),
            (renderer.greenBand(), renderer.setGreenContrastEnhancement),
            (renderer.blueBand(), renderer.setBlueContrastEnhancement),
        ):
            if band > 0:
                setter(enhancement(band))
    elif isinstance(renderer, QgsSingleBandGrayRenderer):
        renderer.setContrastEnhancement(enhancement(renderer.grayBand()))
    else:
        return False
    # No origin: QGIS must not work the limits out anew for each view.
    renderer.setMinMaxOrigin(QgsRasterMinMaxOrigin())
    layer.setRenderer(renderer)
    layer.triggerRepaint()
    return True
