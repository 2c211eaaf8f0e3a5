"""The overview image of a mosaic, drawn in tasks. Runs in the ENGINE.

What the file is and how the document comes to name it is `reading.overview_making`'s; here its blocks go to a runner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..mosaic.errors import BadRequestError, MosaicError
from ..reading.overview_making import DrawnBlock, MadeOverview, draw_block, make_overview
from ..reading.values import ReadRequest
from .mosaics import Source, forget, opened, shared_resources
from .new_files import check_file, written_to
from .runner import Runner

KEPT_OPTIONS = ("signing",)
"""An overview shows the mosaic as the document has it, for whoever opens it."""

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class OverviewWish:
    """What was asked for."""

    file: str
    """Where to write the image, a GeoTIFF."""
    overwrite: bool = False
    href: str = ""
    """What the document shall call it; empty: its path, seen from a document that is a file."""
    maxzoom: int | None = None
    """The zoom whose resolution it has; None: the one above the mosaic's minzoom."""
    skips_broken: bool = False
    """Whether images that cannot be read are left out; else the first of them ends the work."""

    def __post_init__(self) -> None:
        if not self.file.lower().endswith((".tif", ".tiff")):
            raise BadRequestError(f"An overview image ends in .tif, not {Path(self.file).name!r}")


@dataclass(frozen=True, kw_only=True)
class OverviewTask:
    """One block."""

    source: Source
    number: int
    request: ReadRequest


def draw_overview_block(task: OverviewTask) -> DrawnBlock:
    """The task. Raises what reading raises."""
    with opened(task.source) as layer:
        return draw_block(layer, task.number, task.request)


def create_overview(
    source: Source,
    wish: OverviewWish,
    runner: Runner,
    *,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> MadeOverview:
    """Draw the overview image of a mosaic, write it, and name it in the document.

    Raises:
        BadRequestError: the document is no file and no href was given, or a zoom at which the image is too large.
        UnsupportedError: the store cannot take further keys; before anything is drawn.
        MosaicExistsError: something is there that may not be replaced.
        MosaicConflictError: somebody else kept changing the document; the file is there, the document does not name it.
        WorkCancelled, Cancelled: the caller withdrew; nothing is left behind.
        MosaicError: an image cannot be read and must not be left out; the disk.
    """
    path = Path(wish.file)
    check_file(path, overwrite=wish.overwrite)
    options = {key: value for key, value in source.options.items() if key in KEPT_OPTIONS}
    plain = Source(uri=source.uri, options=options, login=source.login, images_login=source.images_login)

    def draw(requests: Sequence[ReadRequest]) -> Iterator[DrawnBlock]:
        tasks = (OverviewTask(source=plain, number=number, request=request) for number, request in enumerate(requests))
        for outcome in runner.run(draw_overview_block, tasks, cancelled=cancelled):
            if outcome.error is not None:
                raise outcome.error
            if outcome.value is None:
                raise MosaicError(f"Block {outcome.number} of the overview was drawn without a result")
            yield outcome.value

    report(None, "opening the mosaic")
    try:
        with opened(plain, cancelled) as layer, written_to(path):
            return make_overview(
                layer.backend,
                path,
                shared_resources(),
                href=wish.href or None,
                maxzoom=wish.maxzoom,
                progress=report,
                cancelled=cancelled,
                draw=draw,
                skips_broken=wish.skips_broken,
            )
    finally:
        forget(plain)
