"""Several images that were dropped at once: one mosaic or a layer each? Asks, remembers the answer, makes the mosaic.

QGIS side, main thread. The engine looks at the images and writes the document; nothing here opens one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsSettings

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.settings import GROUP
from ..host.translation import tr
from ..provider import uri as uris
from . import mosaic_work, tasks
from .services import GuiServices

SUFFIX = ".mosaicjson"
MAKING_S = 3600.0
_KEY = f"{GROUP}/dropped_images"


class Answer(Enum):
    """What becomes of several images."""

    ASK = "ask"
    MOSAIC = "mosaic"
    LAYERS = "layers"


def remembered() -> Answer:
    """What a person has decided for good."""
    try:
        return Answer(str(QgsSettings().value(_KEY, Answer.ASK.value)))
    except ValueError:
        return Answer.ASK


def remember(decision: Answer) -> None:
    """Decide for good, or to be asked again."""
    if decision is Answer.ASK:
        QgsSettings().remove(_KEY)
    else:
        QgsSettings().setValue(_KEY, decision.value)


def decided(is_turned: bool) -> Answer:
    """What to do without asking. With the key held down it is a mosaic, or the other thing than what was decided."""
    decision = remembered()
    if not is_turned:
        return decision
    return Answer.LAYERS if decision is Answer.MOSAIC else Answer.MOSAIC


def are_separate(is_turned: bool) -> bool:
    """Whether images are QGIS's own business."""
    return decided(is_turned) is Answer.LAYERS


def take(services: GuiServices, images: Sequence[str], *, is_turned: bool) -> None:
    """Do what was decided, or ask."""
    if decided(is_turned) is Answer.MOSAIC:
        make(services, images, target_for(images))
        return
    from .drop_dialog import DropDialog

    dialog = DropDialog(services, images)
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()


def add_separately(services: GuiServices, images: Sequence[str]) -> None:
    """As QGIS would."""
    for image in images:
        services.iface.addRasterLayer(image, Path(image).stem)


def make(services: GuiServices, images: Sequence[str], target: str, *, overwrite: bool = False) -> None:
    """Make a mosaic of images in the background, and add it."""
    from ..engine.client.questions import Create

    request = Create(files=tuple(images), target=target, overwrite=overwrite)
    name = uris.LayerUri(mosaic=target).name

    def done(made: Mapping[str, Any]) -> None:
        skipped = made["skipped"]
        if skipped:
            text = tr("{subject}: {count} of {total} images could not be used.")
            services.notes.post(
                text.format(subject=failures.quoted(name), count=len(skipped), total=len(images)),
                "warning",
                detail="\n".join(str(each["message"]) for each in skipped),
                is_news=True,
            )
        services.add(uris.LayerUri(mosaic=str(made["uri"])), "")

    def failed(failure: EngineFailure) -> None:
        if failure.code != "bad_asset":
            mosaic_work.tell(services, failure, name)
            return
        # Images that are there and can be read may not fit together: which rule they break, only the engine says.
        text = tr("{subject} cannot be made of these images.").format(subject=failures.quoted(name))
        services.notes.post(failures.with_detail(text, failure.message), "error", detail=failure.message, is_news=True)

    tasks.start(
        tr("Making a mosaic of {count} images").format(count=len(images)),
        lambda task: services.engine.ask(request, MAKING_S, task.isCanceled, task.report),
        done,
        failed,
        None,
    )


def target_for(images: Sequence[str]) -> str:
    """Where the mosaic of images is written: beside them, else beside the project, else among temporary files."""
    beside = Path(images[0]).absolute().parent
    project = QgsProject.instance().absolutePath()
    folders = [beside, *([Path(project)] if project else [])]
    folder = next((each for each in folders if os.access(each, os.W_OK)), Path(tempfile.gettempdir()))
    return str(free_path(folder, beside.name or "mosaic"))


def free_path(folder: Path, name: str) -> Path:
    """A document of that name that is not there yet."""
    number, path = 1, folder / f"{name}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{name}_{number}{SUFFIX}"
    return path
