"""Mosaics of images that somebody points at: finds them, looks at them, writes the document. Runs in the ENGINE; blocks on I/O.

The looking is done in tasks, here or on a cluster; the result does not depend on where, nor on their order.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy
import shapely

from ..backends import scheme_of
from ..backends.gathered_mosaic import Wanted, write_gathered
from ..backends.image_folders import MOST_IMAGES, ImageFolder, images_in
from ..backends.logins import credentials_for
from ..backends.making import MadeMosaic, MakingCancelled, Report, check, check_free, named
from ..backends.named_images import images_named_in
from ..backends.naming import ImageNames
from ..mosaic.errors import BadAssetError, BadRequestError, NoAssetFoundError
from ..mosaic.gathered import MOST_NOTICES, GatheredFootprints
from ..mosaic.notices import Notice
from ..mosaic.recipe import ImageKinds
from ..mosaic.shapes import Shapes
from ..reading.pool import is_remote
from .image_looks import ImageTask, look_at_images, size_of_tasks, tasks_of, withdraw
from .runner import WorkCancelled, runner_for

_FOUND, _LOOKED = 0.05, 0.8
"""How far it is when it is known which images there are, and when all of them have been looked at."""
_LOOK_EVERY = 5000
"""Names between two looks whether it was withdrawn."""
_LOCAL_AT_ONCE, _REMOTE_AT_ONCE = 8, 96
_TASKS_AT_ONCE = 3
"""On this machine: while one waits for its last images, the others go on."""


@dataclass(frozen=True, kw_only=True)
class Making:
    """A mosaic that somebody wants of images."""

    wanted: Wanted
    files: Sequence[str] = ()
    """Absolute paths or URIs of images, topmost first."""
    lists: Sequence[str] = ()
    """Text or CSV files that name images; they come after ``files``."""
    folders: Sequence[ImageFolder] = ()
    """They come last."""
    login: Mapping[str, Any] | None = field(default=None, repr=False)
    """For the images and the folders, as QGIS has it."""
    threads: int = 0
    """Images that are looked at at the same time; 0: as many as is good."""
    cluster: str = ""
    """The address of a Dask scheduler; empty: this machine."""


def make_mosaic(making: Making, *, report: Report, cancelled: Callable[[], bool]) -> MadeMosaic:
    """Make a mosaic of images and write it. All of it or nothing.

    Raises:
        NoAssetFoundError: a list or a folder holds no image.
        BadAssetError: no image can be read, or they do not fit together.
        MosaicError: as ``images_in``, ``images_named_in``, ``runner_for`` and ``write_gathered``.
    """
    wanted = making.wanted
    check_free(wanted.target, wanted.credentials, overwrite=wanted.overwrite)
    names = _found(making, report, cancelled)
    with GatheredFootprints() as gathered:
        looked = _look(making, names, gathered, report, cancelled)
        zooms = wanted.recipe.zooms_for(looked.kinds)
        skipped = looked.skipped()
        made = write_gathered(
            gathered,
            numpy.argsort(looked.places, kind="stable").tolist(),
            wanted,
            zooms=zooms,
            report=lambda fraction, text: report(
                None if fraction is None else _LOOKED + (1 - _LOOKED) * fraction, text
            ),
            cancelled=cancelled,
        )
        notes = (*made.notes, *_about_unlisted(len(gathered) - made.images - made.skipped_count))
        # In the order in which tasks ended, so far.
        outside = sorted(made.skipped, key=lambda notice: notice.asset or "")
        return replace(
            made,
            skipped=(*skipped, *outside)[:MOST_NOTICES],
            skipped_count=looked.skipped_count + made.skipped_count,
            notes=notes,
        )


def _found(making: Making, report: Report, cancelled: Callable[[], bool]) -> list[str]:
    """The addresses of the images, each once. Raises as ``make_mosaic``."""
    report(None, "finding the images")
    names = dict.fromkeys(making.files)
    for file in making.lists:
        check(cancelled)
        names |= dict.fromkeys(images_named_in(file))
    for folder in making.folders:
        credentials = credentials_for(scheme_of(folder.uri), making.login)
        found = images_in(folder, credentials, report=lambda text: report(None, text), cancelled=cancelled)
        names |= dict.fromkeys(found)
    if not names:
        raise NoAssetFoundError("A mosaic needs at least one image, got none")
    if len(names) > MOST_IMAGES:
        raise BadRequestError(f"There may be at most {MOST_IMAGES} images, got {len(names)}; make several mosaics")
    return list(names)


class _Looked:
    """What was found of the images, in whatever order it came."""

    def __init__(self) -> None:
        self.kinds = ImageKinds()
        self.places: list[int] = []
        """Where each gathered image stands among those that were asked for."""
        self.skipped_count = 0
        self._skipped: list[tuple[int, Notice]] = []

    def skip(self, skipped: Iterable[tuple[int, Notice]]) -> None:
        """Keep the first of those that cannot be used, and count all."""
        before = len(self._skipped)
        self._skipped += skipped
        self.skipped_count += len(self._skipped) - before
        if len(self._skipped) > 2 * MOST_NOTICES:
            self._trim()

    def skipped(self) -> tuple[Notice, ...]:
        """The first ones, in the order of the images."""
        self._trim()
        return tuple(notice for _, notice in self._skipped)

    def _trim(self) -> None:
        self._skipped = sorted(self._skipped, key=lambda each: each[0])[:MOST_NOTICES]


def _look(
    making: Making,
    images: Sequence[str],
    gathered: GatheredFootprints,
    report: Report,
    cancelled: Callable[[], bool],
) -> _Looked:
    wanted = making.wanted
    names, prefix = ImageNames(wanted.target), wanted.recipe.asset_prefix
    # Before anything is looked at: what must not be named, or is not called so, is no reason to wait.
    written = []
    for number, image in enumerate(images):
        if number % _LOOK_EVERY == 0:
            check(cancelled)
        written.append(named(image, names, prefix).removeprefix(prefix))
    at_once = making.threads or (_REMOTE_AT_ONCE if any(map(is_remote, images)) else _LOCAL_AT_ONCE)
    tasks_at_once = min(_TASKS_AT_ONCE, at_once)
    whole = ImageTask(
        images=tuple(images),
        document=wanted.target,
        login=making.login,
        tms=wanted.recipe.tms,
        at_once=at_once if making.cluster else at_once // tasks_at_once,
        work=secrets.token_hex(8),
    )
    looked, size, done = _Looked(), size_of_tasks(len(images)), 0
    report(_FOUND, f"{len(images)} images")
    try:
        with runner_for(making.cluster, tasks_at_once, report=report) as runner:
            for outcome in runner.run(look_at_images, tasks_of(whole), cancelled=cancelled):
                if outcome.error is not None:
                    raise outcome.error
                first = outcome.number * size
                found = outcome.value or []
                _take(found, first, images, written, gathered, looked)
                done += len(found)
                report(_FOUND + (_LOOKED - _FOUND) * done / len(images), f"{done} of {len(images)} images")
    except WorkCancelled as error:
        raise MakingCancelled from error
    finally:
        withdraw(whole.work)
    check(cancelled)
    if not looked.places:
        first_one = looked.skipped()[0]
        raise BadAssetError(
            f"None of the {len(images)} images can be read, the first one because: {first_one.message}",
            asset=first_one.asset,
        )
    return looked


def _take(
    found: Sequence[Mapping[str, Any]],
    first: int,
    images: Sequence[str],
    written: Sequence[str],
    gathered: GatheredFootprints,
    looked: _Looked,
) -> None:
    """Take what a task has found of the images from number ``first`` on."""
    placed = [number for number, each in enumerate(found, start=first) if "outline" in each]
    outlines = shapely.from_wkb([found[number - first]["outline"] for number in placed])
    gathered.add(
        [written[number] for number in placed],
        Shapes(geometries=numpy.asarray(outlines, dtype=object), features=numpy.arange(len(placed)), notices=()),
    )
    looked.places += placed
    for number in placed:
        each = found[number - first]
        looked.kinds.add(each["minzoom"], each["maxzoom"], each["data_type"], images[number])
    looked.skip(
        (number, Notice(code=each["code"], message=each["message"], asset=each["asset"]))
        for number, each in enumerate(found, start=first)
        if "code" in each
    )


def _about_unlisted(count: int) -> tuple[Notice, ...]:
    if count <= 0:
        return ()
    text = f"{count} of the images are in no tile: they cover too little of each, or others come first"
    return (Notice(code="empty", message=text),)
