"""One read for all bands, shared, bounded, cancellable; gaps are tried again; rows are read ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy
import pytest
from fake_engine import READ_RESULT, FakePending, FakeRemote, band, description

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.provider.bands import layer_bands
from mosaic_qgis.provider.frames import Frame, FrameCache, Grid
from mosaic_qgis.provider.source import Limits, MosaicSource, StatisticsKey

MB = 1024 * 1024


def grid(west: float = 0.0, width_px: int = 100, height_px: int = 80) -> Grid:
    return Grid(extent=(west, 0.0, west + 1000.0, 800.0), width_px=width_px, height_px=height_px, resampling="nearest")


class Setup:
    """A source over a fake remote and what it reported."""

    def __init__(self, remote: FakeRemote, *, cache_bytes: int = 64 * MB, stall_timeout_s: float = 5.0) -> None:
        self.remote = remote
        self.settled: list[Frame] = []
        self.cache = FrameCache(cache_bytes)
        limits = Limits(stall_timeout_s=stall_timeout_s, statistics_timeout_s=0.2, point_timeout_s=0.2)
        self.source = MosaicSource(
            remote,
            frames=self.cache,
            limits=limits,
            on_frame_settled=self.settled.append,  # type: ignore[arg-type]
        )

    @property
    def reads(self) -> int:
        return len(self.remote.asked("read"))


def test_one_read_serves_all_bands_and_later_drawings() -> None:
    setup = Setup(FakeRemote())
    for _ in range(2):
        for number in (1, 2, 3):
            assert (setup.source.read(grid(), number).arrays[number] == 20 * number).all()
    assert setup.reads == 1
    assert setup.remote.asked("read")[0].arguments["bands"] is None
    setup.source.forget_pixels()
    setup.source.read(grid(), 1)
    assert setup.reads == 2


def test_many_bands_are_read_as_they_are_drawn() -> None:
    setup = Setup(FakeRemote(description(bands=tuple(band(n, color="undefined") for n in range(1, 13)))))
    for view in (grid(0), grid(1000), grid(2000)):
        for number in (4, 3, 2):
            assert (setup.source.read(view, number).arrays[number] == 20 * number).all()
    assert [request.arguments["bands"] for request in setup.remote.asked("read")] == [
        (4,), (3,), (2,),  # nothing is known yet
        (2, 3, 4), (2, 3, 4),
    ]  # fmt: skip


def test_the_cache_is_bounded_in_bytes_over_all_layers() -> None:
    one = Setup(FakeRemote(), cache_bytes=100_000)
    two = MosaicSource(
        FakeRemote(), frames=one.cache, limits=Limits(stall_timeout_s=1, statistics_timeout_s=1, point_timeout_s=1),  # type: ignore[arg-type]
        on_frame_settled=lambda frame: None,
    )  # fmt: skip
    for west in range(10):
        one.source.read(grid(west), 1)
        two.read(grid(west), 1)
        assert one.cache.size_bytes <= 100_000
    one.source.read(grid(9), 2)
    assert one.reads == 10
    held = one.cache.size_bytes
    one.cache.set_limit(held // 2)
    assert 0 < one.cache.size_bytes <= held // 2, "another bound counts at once"


def test_a_frame_larger_than_the_cache_still_serves_its_other_bands() -> None:
    setup = Setup(FakeRemote(), cache_bytes=1000)
    for number in (1, 2, 3):
        setup.source.read(grid(), number)
    assert setup.reads == 1


def test_a_source_that_nobody_holds_leaves_the_cache() -> None:
    setup = Setup(FakeRemote())
    setup.source.read(grid(), 1)
    assert setup.cache.size_bytes > 0
    setup.settled.clear()
    del setup.source
    assert setup.cache.size_bytes == 0


def test_an_absurd_size_is_refused_without_asking_the_engine() -> None:
    setup = Setup(FakeRemote())
    with pytest.raises(ValueError, match="100000 x 100000"):
        setup.source.read(grid(width_px=100_000, height_px=100_000), 1)
    assert setup.reads == 0


def test_cancelling_is_seen_within_50_ms_and_reaches_the_engine(waits_s: list[float]) -> None:
    remote = FakeRemote(on_read=lambda request, on_patch: None)
    setup = Setup(remote)
    answers = iter((False, False, True))
    frame = setup.source.read(grid(), 1, is_cancelled=lambda: next(answers))
    assert len(waits_s) == 3, "asked after each wait"
    assert max(waits_s) <= 0.05
    assert not frame.is_settled
    assert remote.asked("read")[0].pending.cancelled.is_set()
    setup.source.read(grid(), 1, is_cancelled=lambda: True)
    assert setup.reads == 2, "a cancelled frame is not kept"


def test_a_read_that_others_wait_for_is_not_cancelled() -> None:
    started = threading.Event()
    remote = FakeRemote(on_read=lambda request, on_patch: started.set())
    setup = Setup(remote)
    frames: list[Frame] = []
    waiter = threading.Thread(target=lambda: frames.append(setup.source.read(grid(), 2)))
    waiter.start()
    assert started.wait(5)
    setup.source.read(grid(), 1, is_cancelled=lambda: True)
    request = remote.asked("read")[0]
    assert setup.reads == 1 and not request.pending.cancelled.is_set()
    request.pending.succeed(READ_RESULT)
    waiter.join(5)
    assert frames[0].is_whole


def test_a_stalled_read_is_given_up() -> None:
    remote = FakeRemote(on_read=lambda request, on_patch: None)
    setup = Setup(remote, stall_timeout_s=0.1)
    frame = setup.source.read(grid(), 1)
    assert frame.failure is not None and frame.failure.code == "timeout"
    assert remote.asked("read")[0].pending.cancelled.is_set()
    assert setup.settled == [frame]


def test_patches_are_shown_while_the_read_goes_on() -> None:
    shown: list[int] = []
    looked = threading.Event()
    remote = FakeRemote()

    def slowly(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        def work() -> None:
            on_patch(remote.patch(request, 7, (0, 0, 50, 80)))
            looked.wait(10)
            on_patch(remote.patch(request, 9, (50, 0, 50, 80)))
            request.pending.succeed(READ_RESULT)

        threading.Thread(target=work).start()

    remote.on_read = slowly
    setup = Setup(remote)

    def on_partial() -> None:
        frame = setup.source.peek(grid())
        assert frame is not None
        if not looked.is_set():
            shown.extend((int((frame.arrays[1] == 7).sum()), int(frame.arrays[1][:, 50:].max())))
        looked.set()

    frame = setup.source.read(grid(), 1, on_partial=on_partial)
    assert shown == [50 * 80, 0], "what is not there yet is nodata"
    assert (frame.arrays[1][:, 50:] == 9).all()


def test_a_moved_map_begins_with_what_it_has_in_common() -> None:
    remote = FakeRemote()
    setup = Setup(remote)
    setup.source.read(grid(), 1)
    remote.on_read = lambda request, on_patch: None
    began: list[numpy.ndarray] = []

    def stop() -> bool:
        frame = setup.source.peek(grid(300.0))
        assert frame is not None
        began.append(frame.arrays[2].copy())
        return True

    setup.source.read(grid(300.0), 1, is_cancelled=stop)
    assert (began[0][:, :70] == 40).all() and (began[0][:, 70:] == 0).all()


@pytest.mark.parametrize(
    "other",
    [
        grid(5.0),
        grid(0.0, width_px=200, height_px=160),
        grid(1000.0),
        Grid(extent=(0.0, 0.0, 1000.0, 800.0), width_px=100, height_px=80, resampling="cubic"),
    ],
    ids=["between the pixels", "another scale", "elsewhere", "another resampling"],
)
def test_nothing_is_borrowed_from_what_does_not_fit(other: Grid) -> None:
    setup = Setup(FakeRemote())
    lender = setup.source.read(grid(), 1)
    assert lender.is_whole and not Frame(other, setup.source.bands).borrow(lender)


def test_nothing_is_borrowed_from_what_is_not_whole() -> None:
    remote = FakeRemote(
        on_read=lambda request, on_patch: request.pending.succeed({**READ_RESULT, "complete": False}) and None
    )
    lender = Setup(remote).source.read(grid(), 1)
    assert not Frame(grid(300.0), layer_bands((band(1),))).borrow(lender)


@pytest.mark.parametrize("how", ["skipped", "failed"])
def test_a_frame_with_gaps_serves_each_band_once(how: str) -> None:
    remote = FakeRemote()
    failure = {"code": "bad_asset", "message": "broken", "asset": "a.tif"}

    def with_gaps(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        if how == "failed":
            request.pending.fail("crashed")
        else:
            on_patch(remote.patch(request))
            request.pending.succeed({**READ_RESULT, "complete": False, "skipped": (failure,)})

    remote.on_read = with_gaps
    setup = Setup(remote)
    for number in (1, 2, 3):
        setup.source.read(grid(), number)
    assert setup.reads == 1 and len(setup.settled) == 1
    remote.on_read = None
    assert (setup.source.read(grid(), 1).arrays[1] == 20).all()
    assert setup.reads == 2


def test_patches_outside_the_grid_do_no_harm() -> None:
    frame = Frame(grid(width_px=10, height_px=10), layer_bands((band(1),)))
    remote = FakeRemote()
    request = remote.read((0, 0, 1, 1), 30, 30, (1, 7), on_patch=lambda patch: None) and remote.asked("read")[0]
    frame.paint(remote.patch(request, 5, (8, 8, 30, 30)))
    frame.paint(remote.patch(request, 6, (30, 30, 5, 5)))
    assert (frame.arrays[1][8:, 8:] == 5).all() and frame.arrays[1].sum() == 20


def test_walking_row_by_row_reads_strips_ahead() -> None:
    remote = FakeRemote()

    def rows(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        patch = remote.patch(request)
        top = (8000.0 - request.arguments["extent"][3]) / 10.0
        patch.array[:] = ((numpy.arange(patch.array.shape[1]) + round(top)) % 251)[None, :, None]
        on_patch(patch)
        request.pending.succeed({**READ_RESULT, "complete": False})

    remote.on_read = rows
    setup = Setup(remote)
    for row in range(800):
        extent = (0.0, 8000.0 - 10.0 * (row + 1), 10000.0, 8000.0 - 10.0 * row)
        asked = Grid(extent=extent, width_px=1000, height_px=1, resampling="nearest")
        for number in (1, 3):
            strip, index = setup.source.strip_for_row(asked)
            pixels = setup.source.read(strip, number, part=index).arrays[number][index]
            assert (pixels == row % 251).all()
    assert setup.reads <= 6


def test_a_late_statistic_is_asked_for_once_and_used_later() -> None:
    remote = FakeRemote(statistics_come=False)
    setup = Setup(remote)
    key = StatisticsKey(extent=None, sample_size=1000, percentiles=(2.0, 98.0))
    for _ in range(2):
        with pytest.raises(EngineFailure) as late:
            setup.source.statistics(key)
        assert late.value.code == "timeout"
    assert not setup.source.has_statistics(key)
    remote.asked("statistics")[0].pending.succeed({"bands": ({"band": 1},)})
    assert setup.source.statistics(key) == ({"band": 1},)
    assert setup.source.has_statistics(key) and len(remote.asked("statistics")) == 1


def test_who_cancels_statistics_takes_nothing_from_others_that_wait() -> None:
    remote = FakeRemote(statistics_come=False)
    key = StatisticsKey(extent=None, sample_size=1000, percentiles=())
    others: list[str] = []

    def wait(pending: FakePending, timeout_s: float, is_cancelled: Callable[[], bool]) -> bool:
        if not is_cancelled():
            # While this one waits, another comes and cancels.
            with pytest.raises(EngineFailure) as failure:
                source.statistics(key, is_cancelled=lambda: True)
            others.append(failure.value.code)
            pending.succeed({"bands": ({"band": 1},)})
        return pending.wait(0)

    limits = Limits(stall_timeout_s=1, statistics_timeout_s=1, point_timeout_s=1)
    source = MosaicSource(
        remote, frames=FrameCache(MB), limits=limits, on_frame_settled=lambda frame: None, wait=wait  # type: ignore[arg-type]
    )  # fmt: skip
    assert source.statistics(key) == ({"band": 1},)
    assert others == ["cancelled"]
    (asked,) = remote.asked("statistics")
    assert not asked.pending.cancelled.is_set()


def test_statistics_that_nobody_waits_for_any_more_are_cancelled_and_asked_anew() -> None:
    remote = FakeRemote(statistics_come=False)
    setup = Setup(remote)
    key = StatisticsKey(extent=None, sample_size=1000, percentiles=())
    for _ in range(2):
        with pytest.raises(EngineFailure, match="cancelled"):
            setup.source.statistics(key, is_cancelled=lambda: True)
    assert [request.pending.cancelled.is_set() for request in remote.asked("statistics")] == [True, True]


def test_points_fail_within_their_time_and_are_asked_once_for_all_bands() -> None:
    setup = Setup(FakeRemote())
    assert setup.source.sample(1, 2) == setup.source.sample(1, 2) == (10.0, 20.0, 30.0)
    assert len(setup.remote.asked("sample")) == 1
    setup.remote.point_failure = "timeout"
    with pytest.raises(EngineFailure):
        setup.source.identify(1, 2)
