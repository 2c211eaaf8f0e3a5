"""Checking a mosaic: its document, its tiles, its images, and how they fit together. Runs in the ENGINE; blocks on stores and images.

Owns the order of the steps and what comes of them; each step is a module of its own. Images are looked at in tasks, here or on a
cluster, and no pixel of them is read.
"""

from __future__ import annotations

import math
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from pydantic import ValidationError
from rasterio.enums import WktVersion

from ..backends import scheme_of
from ..backends.base import MosaicJSONBackend
from ..backends.file import path_of
from ..backends.opening import open_backend
from ..backends.saving import check_target, save_mosaic
from ..backends.stored import StoredMosaic, stored_mosaic
from ..mosaic.errors import BadRequestError, MosaicError, UnsupportedError
from ..mosaic.findings import Finding, Findings, pointer
from ..mosaic.index_rules import TileIndex, check_tiles, shown
from ..mosaic.model import MosaicJSON
from ..mosaic.rules import SEVERITIES
from ..mosaic.specification import check_head
from ..reading.examining import ImageFacts
from ..reading.options import with_assets
from ..reading.overview import overview_of
from ..reading.plan import zoom_for
from . import validation_cover, validation_ground, validation_traits
from .cluster_waiting import patiently
from .runner import WorkCancelled, runner_for
from .validation_images import ImageBatch, forget, keep, look_at_images
from .validation_picture import picture
from .validation_repair import NothingLeft, repaired
from .validation_terms import Check, Checked, Target

_SMALLEST_BATCH, _LARGEST_BATCH, _STEPS = 16, 256, 50
"""Images that are looked at together: about a fiftieth of all, so that progress is seen."""
_READ, _LISTED, _LOOKED = 0.05, 0.1, 0.85
"""How far it is when the document is there, its tiles are checked, the images are looked at."""
_LOOK_EVERY = 256
"""Findings between two looks whether the check was withdrawn."""
_SHARP = 1.1
"""Times the usual resolution that a repaired maxzoom may be coarser."""
Report = Callable[[float | None, str], None]


def validate(
    check: Check,
    *,
    on_finding: Callable[[Finding], None] = lambda _finding: None,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Checked:
    """Check a mosaic. What is wrong with it is a finding, never an error.

    Raises:
        MosaicError: the mosaic is not there or cannot be reached; the repaired document cannot be written; the caller withdrew.
    """
    run = _Run(check, on_finding, report, cancelled)
    try:
        return run.checked()
    finally:
        forget(run.name)


class _Run:
    """One check."""

    def __init__(
        self, check: Check, on_finding: Callable[[Finding], None], report: Report, cancelled: Callable[[], bool]
    ) -> None:
        self.name = secrets.token_hex(8)
        self._check = check
        self._worst: dict[str, str] = {}
        self._heard_count = 0
        self._findings = Findings(self._heard(on_finding))
        self._report = report
        self._cancelled = cancelled
        self._left_out: list[str] = []
        self._crs_wkt = ""

    def _heard(self, on_finding: Callable[[Finding], None]) -> Callable[[Finding], None]:
        def hear(finding: Finding) -> None:
            if finding.asset:
                known = self._worst.get(finding.asset, SEVERITIES[-1])
                self._worst[finding.asset] = min(known, finding.severity, key=SEVERITIES.index)
            on_finding(finding)
            self._heard_count += 1
            if self._heard_count % _LOOK_EVERY == 0:
                self._look()

        return hear

    def _look(self) -> None:
        if self._cancelled():
            raise WorkCancelled("the check was stopped, nothing was written")

    def checked(self) -> Checked:
        check, findings = self._check, self._findings
        if check.target is not None:
            check_target(check.target.uri, overwrite=check.target.overwrite)
        self._report(None, "reading the document")
        source = check.source
        # However long a store keeps silent, whoever withdraws need not wait for it.
        stored = patiently(
            partial(
                stored_mosaic,
                source.uri,
                with_assets(source.options),
                source.login,
                source.images_login,
                findings,
                self._cancelled,
            ),
            "Reading the document",
            cancelled=self._cancelled,
            limit_s=math.inf,
            too_late=lambda _stored: None,
        )
        if check.target is not None:
            _check_apart(source.uri, stored, check.target)
        self._look()
        values = stored.values
        if values is None:
            return self._result(stored, TileIndex(), [], None, [], "")
        if stored.is_document:
            check_head(values, findings)
        self._report(_READ, "checking the tiles")
        head = _head_of(values)
        index = self._index_of(stored, values, head)
        backend = stored.backend or self._backend_of(head, stored.place)
        if backend is not None:
            self._crs_wkt = backend.crs.to_wkt(version=WktVersion.WKT2_2019)
        facts: list[ImageFacts | None] = [None] * len(index.names)
        placed = None
        wrong: set[tuple[int, int]] = set()
        if backend is None or head is None:
            self._left_out.append("Images were not looked at, as the document cannot be opened")
        else:
            self._check_own_keys(head, backend, stored)
            if not check.looks_at_images:
                self._left_out.append("Images were not looked at, as that was not wanted")
            else:
                keep(self.name, backend)
                facts = self._looked(index, stored, head)
            self._report(_LOOKED, "comparing images and tiles")
            placed, wrong = self._compared(index, facts, values, backend)
        self._look()
        repairs, uri = self._repaired(stored, index, facts, placed, wrong, backend)
        worst = self._worst_of_images(index)
        drawn = None if backend is None or not index.names else picture(index, placed, worst, backend._grid)
        return self._result(stored, index, facts, drawn, repairs, uri)

    def _index_of(self, stored: StoredMosaic, values: Mapping[str, Any], head: MosaicJSON | None) -> TileIndex:
        total = stored.tile_count

        def report(done: int) -> None:
            share = None if not total else _READ + (_LISTED - _READ) * done / total
            self._report(share, f"{done} tiles" if total is None else f"{done} of {total} tiles")

        prefix = values.get("asset_prefix")
        return check_tiles(
            stored.tiles(),
            self._findings,
            key_zoom=None if head is None else head.key_zoom,
            prefix=prefix if isinstance(prefix, str) else "",
            report=report,
            check_cancelled=self._look,
        )

    def _backend_of(self, head: MosaicJSON | None, place: str) -> MosaicJSONBackend | None:
        """The mosaic as far as its head goes; ``None`` where that cannot be opened, which was told."""
        if head is None:
            return None
        source = self._check.source
        return open_backend(
            source.uri,
            with_assets(source.options),
            source.login,
            images_login=source.images_login,
            mosaic_def=head,
            place=place,
        )

    def _check_own_keys(self, head: MosaicJSON, backend: MosaicJSONBackend, stored: StoredMosaic) -> None:
        if not stored.is_document:
            return
        overview, failure = overview_of(head.model_extra)
        if failure is not None:
            self._findings.tell("own_key", pointer("overview"), failure.message)
        elif overview is not None:
            try:
                backend.resolve_beside(overview.href)
            except MosaicError as error:
                self._findings.tell("own_key", pointer("overview", "href"), str(error))
        for notice in backend._stack_notices:
            self._findings.tell("own_key", pointer("stacks"), notice.message, asset=notice.asset or "")

    def _looked(self, index: TileIndex, stored: StoredMosaic, head: MosaicJSON) -> list[ImageFacts | None]:
        """The facts of the images, in the order of the index."""
        chosen = _spread(len(index.names), self._check.most_images)
        if len(chosen) < len(index.names):
            self._left_out.append(
                f"{len(chosen)} of {len(index.names)} images were looked at, from all over the mosaic"
            )
        facts: list[ImageFacts | None] = [None] * len(index.names)
        size = min(_LARGEST_BATCH, max(_SMALLEST_BATCH, len(chosen) // _STEPS))
        text = head.model_dump_json(exclude_none=True) if stored.is_document else ""
        groups = [chosen[start : start + size] for start in range(0, len(chosen), size)]
        batches = (
            ImageBatch(
                source=self._check.source,
                head=text,
                place=stored.place,
                run=self.name,
                names=tuple(index.names[number] for number in group),
            )
            for group in groups
        )
        done = 0
        self._report(_LISTED, f"0 of {len(chosen)} images")
        with runner_for(self._check.cluster, report=self._report) as runner:
            for outcome in runner.run(look_at_images, batches, cancelled=self._cancelled):
                group = groups[outcome.number]
                if outcome.error is not None:
                    # Not of an image, which would be a finding: the mosaic itself.
                    raise outcome.error
                for number, each in zip(group, outcome.value or (), strict=True):
                    facts[number] = each
                done += len(group)
                share = _LISTED + (_LOOKED - _LISTED) * done / len(chosen)
                self._report(share, f"{done} of {len(chosen)} images")
        return facts

    def _compared(
        self, index: TileIndex, facts: list[ImageFacts | None], values: Mapping[str, Any], backend: MosaicJSONBackend
    ) -> tuple[validation_cover.Placed | None, set[tuple[int, int]]]:
        findings, grid = self._findings, backend._grid
        wrong: set[tuple[int, int]] = set()
        bounds = backend.mosaic_def.bounds
        has_bounds = "bounds" in backend.mosaic_def.model_fields_set and values.get("bounds") is not None
        if has_bounds:
            validation_ground.check_bounds_of_tiles(index, grid, bounds, findings)
        place = validation_ground.places_of_images(index, grid)
        validation_traits.check_each(index, facts, place, findings)
        self._look()
        validation_traits.check_together(index, facts, values, grid.tms, findings)
        placed = validation_cover.placed_images(
            [b"" if each is None else each.outline for each in facts],
            [() if each is None else each.boxes for each in facts],
        )
        if not len(placed.images):
            return None, wrong
        wrong, left_out = validation_cover.check_listings(index, placed, grid, findings, self._look)
        self._left_out += left_out
        if has_bounds:
            validation_cover.check_bounds_of_images(index, placed, bounds, findings)
        if any(each is None for each in facts):
            self._left_out.append("Gaps between images were not looked for, as not all images were looked at")
        else:
            geod = grid.tms.geographic_crs.get_geod()
            told = validation_ground.check_gaps(placed.outlines, geod, findings, self._look) if geod else ""
            self._left_out += [told] if told else []
        return placed, wrong

    def _worst_of_images(self, index: TileIndex) -> dict[int, str]:
        return {number: self._worst[name] for number, name in enumerate(map(shown, index.names)) if name in self._worst}

    def _repaired(
        self,
        stored: StoredMosaic,
        index: TileIndex,
        facts: Sequence[ImageFacts | None],
        placed: validation_cover.Placed | None,
        wrong: set[tuple[int, int]],
        backend: MosaicJSONBackend | None,
    ) -> tuple[list[str], str]:
        """What was put right, and where the document is."""
        target = self._check.target
        if target is None or stored.values is None:
            return [], ""
        if backend is None:
            return ["The document cannot be opened as it is; nothing was written."], ""
        self._report(0.95, "writing the repaired document")
        known = [each for each in facts if each is not None and not each.code]
        resolutions = [each.resolution for each in known if each.resolution]
        finest = zoom_for(backend._grid.tms, float(np.median(resolutions)) * _SHARP) if resolutions else None
        dead = {
            number: each.message
            for number, each in enumerate(facts)
            if each is not None and validation_traits.rule_of(each) in validation_traits.DEAD
        }
        try:
            mosaic, done = repaired(
                stored.values,
                index,
                self._findings,
                dead=dead,
                wrong=wrong,
                placed=placed if all(each is not None for each in facts) else None,
                finest_zoom=finest,
                data_types={each.data_type for each in known} if len(known) == len(facts) - len(dead) else (),
                grid=backend._grid,
            )
        except NothingLeft as nothing:
            return [str(nothing)], ""
        source = self._check.source
        with open_backend(
            source.uri, {}, source.login, images_login=source.images_login, mosaic_def=mosaic, place=stored.place
        ) as written:
            saved = save_mosaic(
                written,
                target.uri,
                credentials=target.credentials,
                overwrite=target.overwrite,
                cancelled=self._cancelled,
            )
        return done, saved.uri

    def _result(
        self,
        stored: StoredMosaic,
        index: TileIndex,
        facts: Sequence[ImageFacts | None],
        drawn: dict[str, Any] | None,
        repairs: list[str],
        uri: str,
    ) -> Checked:
        values = stored.values or {}
        looked = [each for each in facts if each is not None]
        findings = self._findings
        return Checked(
            uri=stored.uri,
            crs_wkt=self._crs_wkt,
            name=_text(values.get("name")),
            version=_text(values.get("mosaicjson")),
            errors=findings.count("error"),
            warnings=findings.count("warning"),
            notes=findings.count("note"),
            tiles=index.tiles,
            images=len(index.names),
            images_looked_at=len(looked),
            images_failed=sum(1 for each in looked if each.code),
            rules=findings.summary(),
            kinds=validation_traits.distributions(facts),
            left_out=self._left_out,
            picture=drawn,
            repairs=repairs,
            repaired_uri=uri,
        )


def _head_of(values: Mapping[str, Any]) -> MosaicJSON | None:
    """The document without its tiles; ``None`` where it cannot be opened, which was told."""
    version = values.get("mosaicjson")
    told = {**values, "mosaicjson": version if isinstance(version, str) else "0.0.3", "tiles": {}}
    try:
        return MosaicJSON.model_validate(told)
    except (ValidationError, UnsupportedError):
        return None


def _check_apart(uri: str, stored: StoredMosaic, target: Target) -> None:
    """Raises BadRequestError where the repaired document would replace the one that is checked, or there is none to repair."""
    if scheme_of(uri).startswith("stac+"):
        raise BadRequestError("A STAC search has no document that could be repaired; copy it to one first")
    if _plain(target.uri) == _plain(stored.uri):
        raise BadRequestError(
            f"The repaired document must be written to another place than the checked one, got {stored.uri!r}"
        )


def _plain(uri: str) -> str:
    """One way to write where a document is."""
    return os.path.realpath(path_of(uri)) if scheme_of(uri) in ("", "file") else uri.rstrip("/")


def _spread(count: int, most: int) -> list[int]:
    """So many of ``count`` numbers, evenly; all of them where ``most`` is 0."""
    if not most or most >= count:
        return list(range(count))
    return np.unique(np.linspace(0, count - 1, most).astype(np.int64)).tolist()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
