"""The first look at a mosaic: a few of its images, from all over it, that its bands are decided from. Runs in the ENGINE.

They are opened in parallel by the workers, where maps find them open. The layer waits for the first that can be read
and, for a moment only, for the others: what comes later than that has no say. Reads no pixels.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ..mosaic.errors import MosaicError, MosaicTimeoutError
from .images import ImageInfo, ranges_of_tags
from .looks import Looks
from .pool import ImageSource, tags_beside
from .resources import ReadingResources, failure_of
from .values import Failure

MOST_IMAGES = 12
"""Images that are looked at, at most; as many as may fail before a mosaic counts as unreadable."""

IMAGES_AT_ONCE = 8
"""Images that are opened at first; the others only when none of these can be read."""

LONGEST_S = 120.0
"""Time for the first image to come or to fail; reading has its own limits, which are shorter."""

FAILED_S = 20.0
"""Time after which no further images are tried when none can be read so far."""

FIRST_S = 5.0
"""Time that the first image in order has when a later one is known: a slow server must not hold up the layer."""

OTHERS_S = 0.25
"""Time that the others on a network have when the first is known; images of one place take about the same time."""

LOCAL_OTHERS_S = 2.0
"""The same for local ones, which are a matter of milliseconds unless the machine is busy."""

URGENCY = (0, 0)

AHEAD_AFTER_S = 0.015
"""So long the first images have to send their questions, before threads that ask for further ones take Python's lock from
theirs."""

AHEAD_URGENCY = (4, 0)
"""Of images that are looked at before a map asks: after all maps, before statistics."""


@dataclass(frozen=True, kw_only=True)
class FirstImages:
    """What was found."""

    infos: tuple[ImageInfo, ...]
    """In mosaic order; empty when none can be read."""
    failures: tuple[Failure, ...]
    """Of those that cannot be read."""
    errors: tuple[MosaicError, ...]
    """The same as errors."""

    def refusal(self) -> MosaicError:
        """Why there can be no layer, when there is no image."""
        if not self.errors:
            return MosaicTimeoutError(
                f"None of the first images of the mosaic came within {LONGEST_S:.0f} s; try again."
            )
        first, count = self.errors[0], len(self.errors)
        subject = (
            "The first image of the mosaic cannot"
            if count == 1
            else f"None of the first {count} images of the mosaic can"
        )
        error = type(first)(f"{subject} be read. {first}", asset=first.asset)
        error.__cause__ = first
        return error


class _FirstLooks(Looks):
    """Waits for the first images."""

    def __init__(self) -> None:
        super().__init__()
        self.local: set[str] = set()
        """Those that are files of this machine."""


class _Nobody:
    """Waits for images that a map may need soon."""

    has_left = False

    def deliver(self, key: Hashable, result: Any, error: Exception | None) -> None:
        """The image is known now, or is asked for again by the map."""


_NOBODY = _Nobody()


def look_at_first(
    hrefs: Sequence[str],
    identify: Callable[[str], ImageSource],
    resources: ReadingResources,
    *,
    find_ahead: Callable[[], Sequence[str]] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> FirstImages:
    """Look at images, of which at least one is waited for until it is known or has failed.

    `find_ahead` names further ones on a network, which are looked at meanwhile and not waited for; it may itself wait
    for a network.

    Never raises for an image: an unforeseen error is a failure with the code `internal`.
    """
    looks = _FirstLooks()
    found: dict[str, ImageInfo | MosaicError] = {}
    started_s = clock()
    try:
        for start in range(0, len(hrefs), IMAGES_AT_ONCE):
            batch = hrefs[start : start + IMAGES_AT_ONCE]
            _ask(batch, identify, resources, looks, found)
            if find_ahead is not None and start == 0:
                work = partial(_look_ahead, find_ahead, frozenset(hrefs), identify, resources)
                resources.workers.submit(("look ahead", looks), work, _NOBODY, AHEAD_URGENCY, remote=True)
            _wait(batch, looks, found, started_s, clock)
            if any(isinstance(look, ImageInfo) for look in found.values()) or clock() - started_s > FAILED_S:
                break
    finally:
        looks.leave()
    known = [found[href] for href in hrefs if href in found]
    errors = {href: look for href, look in found.items() if isinstance(look, MosaicError)}
    return FirstImages(
        infos=tuple(_with_statistics(look) for look in known if isinstance(look, ImageInfo)),
        failures=tuple(failure_of(errors[href], href) for href in hrefs if href in errors),
        errors=tuple(errors[href] for href in hrefs if href in errors),
    )


def _ask(
    hrefs: Sequence[str],
    identify: Callable[[str], ImageSource],
    resources: ReadingResources,
    looks: _FirstLooks,
    found: dict[str, ImageInfo | MosaicError],
) -> None:
    for href in hrefs:
        try:
            source = identify(href)
        except MosaicError as error:
            found[href] = error
            continue
        info = resources.known_info(source)
        if info is not None:
            found[href] = info
        else:
            if not source.is_remote:
                looks.local.add(href)
            work = partial(resources.look, source)
            resources.workers.submit(("open", source), work, looks, URGENCY, remote=source.is_remote)


def _look_ahead(
    find: Callable[[], Sequence[str]],
    first: frozenset[str],
    identify: Callable[[str], ImageSource],
    resources: ReadingResources,
) -> None:
    """Have images opened but the first ones; what fails is told when a map needs it."""
    time.sleep(AHEAD_AFTER_S)
    for href in find():
        if href in first:
            continue
        try:
            source = identify(href)
        except MosaicError:
            continue
        if source.is_remote and resources.known_info(source) is None:
            work = partial(resources.look, source)
            resources.workers.submit(("open", source), work, _NOBODY, AHEAD_URGENCY, remote=True)


def _wait(
    hrefs: Sequence[str],
    looks: _FirstLooks,
    found: dict[str, ImageInfo | MosaicError],
    started_s: float,
    clock: Callable[[], float],
) -> None:
    """Wait until the first image in order that can be read is known, and a moment longer for the rest."""
    deadline_s = started_s + LONGEST_S
    is_any_known = is_first_known = False
    while any(href not in found for href in hrefs):
        if not is_any_known and any(isinstance(look, ImageInfo) for look in found.values()):
            is_any_known, deadline_s = True, min(deadline_s, clock() + FIRST_S)
        if not is_first_known and _first_is_known(hrefs, found):
            is_first_known = True
            is_local = any(href in looks.local for href in hrefs if href not in found)
            deadline_s = min(deadline_s, clock() + (LOCAL_OTHERS_S if is_local else OTHERS_S))
        try:
            source, info, error = looks.events.get(timeout=max(0.0, deadline_s - clock()))
        except queue.Empty:
            return
        href = source.href
        if info is not None:
            found[href] = info
        else:
            found[href] = error if isinstance(error, MosaicError) else _unforeseen(error, href)


def _first_is_known(hrefs: Sequence[str], found: dict[str, ImageInfo | MosaicError]) -> bool:
    """Whether all images before one that can be read have failed."""
    for href in hrefs:
        look = found.get(href)
        if look is None:
            return False
        if isinstance(look, ImageInfo):
            return True
    return False


def _with_statistics(info: ImageInfo) -> ImageInfo:
    """With the statistics that GDAL or QGIS left beside a local image, where it has none in itself."""
    if info.statistics:
        return info
    try:
        return replace(info, statistics=ranges_of_tags(tags_beside(info.href)))
    except MosaicError:  # told when a map needs the image
        return info


def _unforeseen(error: Exception | None, href: str) -> MosaicError:
    failure = failure_of(error or RuntimeError("nothing came back"), href)
    return MosaicError(failure.message, asset=failure.asset)
