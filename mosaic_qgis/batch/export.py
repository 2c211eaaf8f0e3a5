"""An export from end to end: planned, drawn in tasks, kept block by block, put together. Runs in the ENGINE; writes files.

What is finished is kept beside the target until all is; another run of the same export goes on with it. The target appears whole or
not at all. Results do not depend on the order in which tasks end, nor on where they run.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..backends.locking import writing_in
from ..mosaic.errors import (
    BadAssetError,
    MosaicAuthError,
    MosaicError,
    MosaicTimeoutError,
    UnreachableError,
)
from ..reading.values import Failure
from .export_blocks import BlockTask, DrawnBlock, draw_block, withdraw
from .export_file import ExportFile, FilePart
from .export_mask import Mask
from .export_plan import ExportPlan, Wish, check_absent, check_folder, check_target, planned
from .export_store import Report, Unfinished, disk_errors
from .export_vrt import vrt_of
from .mosaics import Source, forget, opened
from .runner import Outcome, Runner, WorkCancelled, runner_for

TRANSIENT = frozenset({"unreachable", "timeout"})
"""Codes of what may pass."""
PAUSES_S = (6.0, 12.0)
"""Before what may have passed is tried again: as long as the images that failed are not asked for."""
MOST_IN_A_ROW = 8
"""Blocks that fail one after the other before the network is taken for lost."""
ALONE_S = 0.5
"""For so long another run of the same export may take to end."""
_LOOK_S = 0.1
_DRAWING_SHARE = 0.95
_ERRORS: dict[str, type[MosaicError]] = {
    "auth": MosaicAuthError,
    "unreachable": UnreachableError,
    "timeout": MosaicTimeoutError,
}


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written."""

    path: Path
    """The GeoTIFF, or the VRT over several."""
    width: int
    height: int
    files: int
    """GeoTIFFs; 0 where there was nothing at all in any of several."""
    blocks: int
    resumed: int
    """Blocks that an earlier run had finished."""
    began_anew: bool
    """Whether there was an unfinished export of something else, which is gone."""
    skipped: tuple[Failure, ...]
    """Images that were left out."""


def export_mosaic(
    source: Source,
    wish: Wish,
    *,
    mask: Mask | None = None,
    cluster: str = "",
    threads: int = 0,
    report: Report,
    cancelled: Callable[[], bool],
    pauses_s: tuple[float, ...] = PAUSES_S,
) -> Exported:
    """Write an export, cut along a mask.

    Raises:
        WorkCancelled: the caller withdrew; what is finished is kept.
        MosaicExistsError: the target is there and may not be replaced.
        MosaicError: an image cannot be read, or the file not be written; what is finished is kept.
    """
    check_target(wish)
    report(None, "opening the mosaic")
    try:
        with opened(source, cancelled) as layer:
            plan = planned(layer, source, wish, mask)
        if cancelled():
            raise WorkCancelled("The export was cancelled before it began.")
        with runner_for(cluster, threads, report=report) as runner:
            return _Export(plan, runner, report, cancelled, pauses_s).run()
    finally:
        forget(source)


@dataclass(eq=False)
class _Progress:
    report: Report
    total: int
    done: int = 0
    skipped: dict[str, Failure] = field(default_factory=dict)

    def tell(self) -> None:
        self.report(_DRAWING_SHARE * self.done / max(self.total, 1), f"block {self.done} of {self.total}")


class _Export:
    """One run."""

    def __init__(
        self,
        plan: ExportPlan,
        runner: Runner,
        report: Report,
        cancelled: Callable[[], bool],
        pauses_s: tuple[float, ...],
    ) -> None:
        self._plan = plan
        self._runner = runner
        self._cancelled = cancelled
        self._pauses_s = pauses_s
        self._name = uuid.uuid4().hex
        self._unfinished = Unfinished(plan.wish.target)
        self._folder = self._unfinished.folder
        self._files = [
            ExportFile(grid=plan.grid, plan=file, output=plan.output, block_px=plan.block_px, tags=plan.tags)
            for file in plan.files
        ]
        self._parts: dict[int, FilePart] = {}
        self._left = {file.plan.number: file.block_count for file in self._files}
        self._whole: dict[int, str | None] = {}
        self._progress = _Progress(report, sum(self._left.values()))

    def run(self) -> Exported:
        """All of it."""
        with disk_errors(self._folder):
            self._folder.mkdir(exist_ok=True)
        with disk_errors(self._folder), writing_in(self._folder, timeout_s=ALONE_S):
            had_one = self._unfinished.is_there
            goes_on = self._unfinished.begin(self._plan.what, resume=self._plan.wish.resume)
            try:
                resumed = self._recall() if goes_on else 0
                self._draw()
                path, count = self._publish()
            finally:
                withdraw(self._name)
                for part in self._parts.values():
                    part.close()
            self._unfinished.remove()
        self._progress.report(1.0, "done")
        return Exported(
            path=path,
            width=self._plan.grid.width,
            height=self._plan.grid.height,
            files=count,
            blocks=self._progress.total,
            resumed=resumed,
            began_anew=had_one and not goes_on,
            skipped=tuple(self._progress.skipped.values()),
        )

    # What there is already

    def _recall(self) -> int:
        """Take in what an earlier run has finished; how many blocks."""
        self._progress.report(0.0, "looking at what an earlier run has finished")
        self._whole = {
            number: name for number, name in self._unfinished.finished_files().items() if number in self._left
        }
        for number in self._whole:
            self._progress.done += self._left[number]
            self._left[number] = 0
        for file in self._files:
            number = file.plan.number
            if self._left[number] and file.has_begun(self._folder):
                self._check()
                found = len(self._part(number).finished)
                self._left[number] -= found
                self._progress.done += found
        resumed = self._progress.done
        self._progress.report(None, f"going on after {resumed} of {self._progress.total} blocks")
        return resumed

    def _part(self, number: int) -> FilePart:
        part = self._parts.get(number)
        if part is None:
            part = self._parts[number] = FilePart(self._files[number], self._folder, self._check)
        return part

    # Drawing

    def _draw(self) -> None:
        self._end_whole_files()
        left = self._pass(self._every_block(), is_last=not self._pauses_s)
        for turn, pause_s in enumerate(self._pauses_s, 1):
            if not left:
                break
            self._wait(pause_s)
            again = (self._task(file, number) for file, number in sorted(left))
            left = self._pass((task for task in again if task is not None), is_last=turn == len(self._pauses_s))
        self._end_whole_files()

    def _every_block(self) -> Iterator[BlockTask]:
        for file in self._files:
            number = file.plan.number
            if number in self._whole:
                continue
            finished = self._part(number).finished
            for block in range(file.block_count):
                if block in finished:
                    continue
                task = self._task(number, block)
                if task is not None:
                    yield task
                else:
                    self._count(number)

    def _task(self, number: int, block: int) -> BlockTask | None:
        """The task of a block; None where the mask leaves nothing of it."""
        plan, file = self._plan, self._files[number]
        rect = file.block(block)
        extent = plan.grid.extent(file.in_grid(rect))
        polygons = None if plan.mask is None else plan.mask.of(extent)
        if polygons == ():
            return None
        return BlockTask(
            run=self._name,
            source=plan.source,
            file=number,
            number=block,
            col=rect.col,
            row=rect.row,
            extent=extent,
            width=rect.width,
            height=rect.height,
            crs_wkt=plan.grid.crs_wkt,
            resampling=plan.wish.resampling,
            time=plan.wish.time,
            output=plan.output,
            levels=file.own_levels,
            has_rest=file.has_rests,
            mask=polygons,
        )

    def _pass(self, tasks: Iterable[BlockTask], *, is_last: bool) -> list[tuple[int, int]]:
        """Draw blocks; those that failed by what may pass, as (file, block)."""
        asked: dict[int, tuple[int, int]] = {}

        def noted() -> Iterator[BlockTask]:
            for number, task in enumerate(tasks):
                asked[number] = task.file, task.number
                yield task

        again: list[tuple[int, int]] = []
        in_a_row = 0
        for outcome in self._runner.run(draw_block, noted(), cancelled=self._cancelled):
            place = asked.pop(outcome.number)
            failures = _failures(outcome)
            passing = [failure for failure in failures if failure.code in TRANSIENT]
            if passing and not is_last:
                again.append(place)
                in_a_row += 1
                if in_a_row >= MOST_IN_A_ROW:
                    raise self._stopped(passing[0])
                continue
            in_a_row = 0
            if outcome.value is None or (failures and not self._plan.wish.leaves_out):
                raise self._stopped(failures[0])
            self._take(outcome.value)
        return again

    def _take(self, block: DrawnBlock) -> None:
        for failure in block.skipped:
            self._progress.skipped.setdefault(failure.asset or failure.message, failure)
        # What lacks images is drawn again by a later run, which may find them.
        self._part(block.file).take(block, is_kept=not block.skipped)
        self._count(block.file)
        self._end_whole_files(block.file)

    def _count(self, number: int) -> None:
        self._left[number] -= 1
        self._progress.done += 1
        self._progress.tell()

    def _stopped(self, failure: Failure) -> MosaicError:
        share = 100 * self._progress.done // max(self._progress.total, 1)
        text = (
            f"{failure.message} The export stopped at {share} %; what is finished is kept in {self._folder}, the same export goes on "
            "with it."
        )
        return _ERRORS.get(failure.code, BadAssetError)(text, asset=failure.asset)

    def _wait(self, seconds: float) -> None:
        self._progress.report(None, "some images did not answer, waiting before they are asked again")
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._check()
            time.sleep(_LOOK_S)

    def _check(self) -> None:
        if self._cancelled():
            raise WorkCancelled(f"The export was cancelled; what is finished is kept in {self._folder}.")

    # Files

    def _end_whole_files(self, only: int | None = None) -> None:
        """Put together files all of whose blocks are there."""
        for number in range(len(self._files)) if only is None else (only,):
            if self._left[number] == 0 and number not in self._whole:
                self._end_file(number)

    def _end_file(self, number: int) -> None:
        part = self._part(number)
        file = self._files[number]
        done = self._progress.done / max(self._progress.total, 1)

        def moved(share: float) -> None:
            self._check()
            if len(self._files) == 1:
                self._progress.report(_DRAWING_SHARE + (1 - _DRAWING_SHARE) * share, "writing the file")
            else:
                self._progress.report(_DRAWING_SHARE * done, f"writing file {number + 1} of {len(self._files)}")

        name: str | None = f"{file.plan.name}.tif"
        if part.is_empty and self._plan.has_vrt:
            name = None
        else:
            part.write(self._folder / f"{file.plan.name}.tif", moved)
        if not self._progress.skipped:
            self._unfinished.finish_file(number, name)
        self._whole[number] = name
        self._parts.pop(number).remove()

    def _publish(self) -> tuple[Path, int]:
        """Put the files in their place; the path that was asked for and how many there are."""
        self._check()
        plan = self._plan
        check_absent(plan.wish, plan.path)
        names = {number: name for number, name in sorted(self._whole.items()) if name is not None}
        if not plan.has_vrt:
            os.replace(self._folder / names[0], plan.path)
            _drop_side_files(plan.path)
            return plan.path, 1
        check_folder(plan.wish, plan.folder)
        if plan.folder.exists():
            shutil.rmtree(plan.folder)
        plan.folder.mkdir()
        for name in names.values():
            os.replace(self._folder / name, plan.folder / name)
        files = [(f"{plan.folder.name}/{name}", plan.files[number].rect) for number, name in names.items()]
        vrt = self._folder / "whole.vrt"
        vrt.write_bytes(vrt_of(plan.grid, plan.output, files))
        os.replace(vrt, plan.path)
        _drop_side_files(plan.path)
        return plan.path, len(files)


def _failures(outcome: Outcome[DrawnBlock]) -> list[Failure]:
    """Why a block is not as it should be."""
    if outcome.error is not None:
        error = outcome.error
        return [Failure(code=error.code, message=str(error), asset=error.asset)]
    return [] if outcome.value is None else list(outcome.value.skipped)


def _drop_side_files(path: Path) -> None:
    """What GDAL and QGIS noted of a file that was replaced is no longer true."""
    for name in (f"{path.name}.aux.xml", f"{path.name}.ovr", f"{path.name}.msk"):
        path.with_name(name).unlink(missing_ok=True)
