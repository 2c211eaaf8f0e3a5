"""Draws maps of one layer in a fresh QGIS process and prints how long each took, as JSON.

Run by QGIS's own Python: `qgis_map.py PROVIDER SOURCE FRACTION [ENGINE-FOLDER]`. The map is 1536 x 1024 in Web Mercator:
the layer's extent fitted into it, scaled by FRACTION about its centre.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QEventLoop, QSize
from qgis.PyQt.QtGui import QColor, QImage

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 1536, 1024
MERCATOR = "EPSG:3857"


def cpu_s() -> float:
    """Processor time of this process, without the engine's."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def draw(layer: QgsRasterLayer, extent: QgsRectangle) -> tuple[dict[str, float], QImage]:
    """One map, from nothing but the layer."""
    settings = QgsMapSettings()
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(MERCATOR))
    settings.setLayers([layer])
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    job = QgsMapRendererParallelJob(settings)
    done = QEventLoop()
    job.finished.connect(done.quit)
    used_s, started_s = cpu_s(), time.perf_counter()
    job.start()
    done.exec()
    times = {"wall_s": time.perf_counter() - started_s, "cpu_s": cpu_s() - used_s}
    return times, job.renderedImage()


def drawn_share(image: QImage) -> float:
    """Share of the map that is not transparent, from every eighth pixel."""
    small = image.scaled(WIDTH // 8, HEIGHT // 8)
    opaque = sum(small.pixelColor(x, y).alpha() > 0 for x in range(small.width()) for y in range(small.height()))
    return opaque / (small.width() * small.height())


def main(provider: str, source: str, fraction: float, engine: str | None) -> None:
    app = QgsApplication([], False)
    app.initQgis()
    plugin = None
    if provider == "mosaicjson":
        os.environ["MOSAIC_QGIS_ENGINE_ENVIRONMENT"] = str(engine)
        sys.path.insert(0, str(ROOT))
        from mosaic_qgis.plugin import MosaicPlugin

        plugin = MosaicPlugin(None)
        plugin.initProcessing()
    started_s = time.perf_counter()
    layer = QgsRasterLayer(source, "bench", provider)
    opened_s = time.perf_counter() - started_s
    if not layer.isValid():
        sys.exit(f"{source} cannot be opened with {provider}: {layer.error().summary()}")
    change = QgsCoordinateTransform(
        layer.crs(), QgsCoordinateReferenceSystem(MERCATOR), QgsProject.instance().transformContext()
    )
    full = change.transformBoundingBox(layer.extent())
    pixel = max(full.width() / WIDTH, full.height() / HEIGHT) * fraction
    centre = full.center()

    def view(shift_px: float) -> QgsRectangle:
        x, y = centre.x() + shift_px * pixel, centre.y()
        return QgsRectangle(
            x - WIDTH / 2 * pixel, y - HEIGHT / 2 * pixel, x + WIDTH / 2 * pixel, y + HEIGHT / 2 * pixel
        )

    cold, image = draw(layer, view(0))
    warm, _ = draw(layer, view(0))
    pan, _ = draw(layer, view(WIDTH / 4))
    result = {"open": {"wall_s": opened_s}, "cold": cold, "warm": warm, "pan": pan, "drawn": drawn_share(image)}
    print("RESULT " + json.dumps(result), flush=True)
    del layer
    if plugin is not None:
        plugin.unload()
    app.exitQgis()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
