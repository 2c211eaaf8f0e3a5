"""Every request, reply and result of docs/protocol.md, to JSON and back."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy
import pytest

from mosaic_qgis.engine.wire import (
    creating,
    editing,
    exporting,
    gathering,
    images,
    inspecting,
    overviews,
    probing,
    replies,
    requests,
    results,
    saving,
    stac_requests,
    stac_results,
    tiles,
    twins,
    validating,
)
from mosaic_qgis.engine.wire.arrays import pack_array, unpack_array
from mosaic_qgis.engine.wire.codec import FieldError, from_json, plain, to_json
from mosaic_qgis.engine.wire.failures import MEANINGS, EngineFailure
from mosaic_qgis.engine.wire.messages import (
    UnknownOp,
    decode_reply,
    decode_request,
    encode_reply,
    encode_request,
    request_id_of,
)
from mosaic_qgis.engine.wire.numbers import number_from_json, number_to_json
from mosaic_qgis.engine.wire.replies import PatchReply

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
EXTENT = (0.5, -1e300, 2.5, 4.0)

SPAN = ("2024-05-31T00:00:00Z", "2024-06-30T23:59:59.999Z")

REQUESTS = [
    exporting.Export(uri="/m.json", target="/o.tif"),
    exporting.Export(
        uri="s3://b/m.json",
        options={"pixel_selection": "mean"},
        credentials=requests.Credentials(document={"token": "s3cret"}),
        target="/o.vrt",
        crs="PROJCRS[…]",
        extent=(0.0, 1.0, 2.5, 3.0),
        extent_crs="GEOGCRS[…]",
        resolution=(0.5, 0.25),
        bands=(4, 3, 2),
        resampling="cubic",
        time=("2024-01-01T00:00:00Z", None),
        mask="/tmp/lines.jsonl",
        mask_crs="GEOGCRS[…]",
        nodata=math.nan,
        compression="webp",
        quality=100,
        largest_px=4096,
        leaves_out=True,
        overwrite=True,
        resume=False,
        cluster="tcp://scheduler:8786",
        threads=2,
    ),
    tiles.WriteTiles(uri="/m.json", folder="/tiles"),
    tiles.WriteTiles(
        uri="s3://b/m.json",
        options={"maxzoom": "14"},
        credentials=requests.Credentials(document={"token": "s3cret"}),
        file="/t.pmtiles",
        overwrite=True,
        extent=(0.0, 1.0, 2.5, 3.0),
        minzoom=0,
        maxzoom=14,
        tile_px=512,
        format="webp",
        quality=100,
        bands=(4, 3, 2),
        stretch="minmax",
        ranges=((0.0, 3000.0), (0.5, 1.0)),
        resampling="cubic",
        background=(255, 128, 0),
        keeps_empty=True,
        skips_broken=True,
        name="n",
        description="d",
        attribution="a",
        cluster="tcp://scheduler:8786",
    ),
    twins.WriteTwin(uri="/m.json", file="/t.vrt"),
    twins.WriteTwin(
        uri="/m.json",
        options={"indexes": "1"},
        credentials=requests.Credentials(assets={"token": "s3cret"}),
        file="/t.gti.gpkg",
        overwrite=True,
        crs="EPSG:25832",
        resolution=0.5,
        skips_broken=True,
    ),
    overviews.MakeOverview(uri="/m.json", file="/o.tif"),
    overviews.MakeOverview(
        uri="s3://b/m.json",
        credentials=requests.Credentials(document={"token": "s3cret"}),
        file="/o.tif",
        overwrite=True,
        href="s3://b/o.tif",
        maxzoom=6,
        skips_broken=True,
        cluster="tcp://scheduler:8786",
    ),
    requests.Hello(protocol=1, plugin_version="0.1.0"),
    requests.Open(
        uri="s3://bucket/möbel.json",
        options={"tms": "WebMercatorQuad"},
        credentials=requests.Credentials(document={"token": "s3cret", "n": [1, None]}, assets=None),
    ),
    requests.Open(uri="/data/mosaic.json"),
    requests.Close(handle="m1"),
    requests.Read(handle="m1", extent=EXTENT, width=3, height=4, bands=(1, 3), resampling="bilinear"),
    requests.Read(handle="m1", extent=EXTENT, width=1, height=1, time=SPAN, sketch=True, is_whole=True),
    requests.Identify(handle="m1", x=1.0, y=-2.0),
    requests.Identify(handle="m1", x=1.0, y=-2.0, time=(None, "2024-06-30T23:59:59.999+02:00")),
    requests.Sample(handle="m1", points=((1.0, 2.0), (3.0, 4.0)), time=(SPAN[0], None)),
    requests.Statistics(handle="m1", bands=(1,), extent=EXTENT, sample_size=9, percentiles=(2.0, 98.0), bins=256),
    requests.Statistics(handle="m1", bands=(2, 1), time=(None, None)),
    requests.Assets(handle="m1", extent=EXTENT, limit=5),
    requests.Assets(handle="m1"),
    requests.Status(handle="m1"),
    requests.Footprints(handle="m1", extent=EXTENT, limit=5, exact=True),
    requests.Footprints(handle="m1"),
    requests.Mosaics(uri="sqlite:////m.db", credentials=requests.Credentials(document={"token": "s3cret"})),
    probing.Renew(logins=(probing.RenewedHeaders(id="a1b2c3d", headers={"Authorization": "Bearer s3cret"}),)),
    requests.Probe(
        uri="s3://b/m.json", options={"signing": "none"}, credentials=requests.Credentials(assets={"method": "AWSS3"})
    ),
    creating.Create(files=("/a.tif", "https://host/b.tif"), target="/m.mosaicjson", overwrite=True),
    creating.Create(
        lists=("/list.csv",),
        folders=(creating.Folder(uri="s3://bucket/scenes/", pattern="*.jp2", is_recursive=False),),
        target="s3://bucket/m.json.gz",
        target_credentials={"method": "AWSS3", "config": {"password": "s3cret"}},
        images_credentials={"method": "AWSS3", "config": {"password": "s3cret"}},
        recipe=creating.Recipe(minzoom=3, minimum_tile_cover=0.5, tms="WebMercatorQuad", name="town"),
        threads=4,
        cluster="tcp://host:8786",
    ),
    gathering.CreateFromFeatures(
        rows="/tmp/rows.jsonl",
        count=3,
        crs="WKT",
        descending=True,
        target="/data/m.json",
        images_credentials={"token": "s3cret"},
        recipe=creating.Recipe(minzoom=3, tms="WebMercatorQuad"),
    ),
    gathering.CreateFromStac(
        uri="https://host/stac",
        query={"collections": ["s2"]},
        where=(stac_requests.Condition(property="eo:cloud_cover", operator="<=", value=20),),
        sort=stac_requests.SortKey(property="datetime", descending=True),
        max_items=7,
        asset="visual",
        names="item",
        credentials=requests.Credentials(document={"token": "s3cret"}),
        target="s3://bucket/m.json",
        target_credentials={"token": "s3cret"},
        overwrite=True,
    ),
    gathering.CreateFromStac(uri="/data/items.parquet", target="/data/m.json"),
    requests.StacCollections(uri="https://host/stac", credentials=requests.Credentials(document={"token": "s3cret"})),
    requests.StacQueryables(uri="stac+https://host/search", collections=("s2",)),
    requests.StacQueryables(uri="https://host"),
    requests.StacSearch(
        uri="https://host/stac",
        query={"collections": ["s2"], "bbox": [1.5, 2, 3, 4]},
        where=(
            stac_requests.Condition(property="eo:cloud_cover", operator="<", value=20),
            stac_requests.Condition(property="platform", operator="in", value=["a", "b"]),
            stac_requests.Condition(property="gsd", operator="is null"),
        ),
        sort=(stac_requests.SortKey(property="datetime", descending=True),),
        max_items=7,
    ),
    requests.StacSearch(uri="https://host/stac"),
    requests.FetchPicture(href="https://host/a.png", home="https://host/stac", max_bytes=9),
    requests.Save(handle="m1", target="/data/new.json"),
    requests.Save(
        uri="stac+https://host/search",
        options={"query": "{}"},
        target="s3://bucket/new.json.gz",
        target_credentials={"token": "s3cret"},
        overwrite=True,
        name="n",
        description="d",
        attribution="",
    ),
    editing.Update(uri="/m.json", files=("/a.tif",), is_first=False),
    editing.Update(
        uri="s3://b/m.json",
        credentials=requests.Credentials(document={"token": "s3cret"}),
        lists=("/l.txt",),
        folders=(creating.Folder(uri="/f", pattern="*.tif", is_recursive=False),),
        rows="/r.jsonl",
        count=9,
        crs="EPSG:4326",
        descending=True,
        minimum_tile_cover=0.5,
        tile_cover_sort=True,
        maximum_items_per_tile=3,
    ),
    editing.Remove(uri="/m.json", names=("a.tif", "*_b.tif")),
    editing.Remove(
        uri="s3://b/m.json",
        credentials=requests.Credentials(assets={"token": "s3cret"}),
        area="AQ==",
        crs="EPSG:3857",
        how="tiles",
        exact=False,
        dead=True,
        is_trial=True,
    ),
    editing.Merge(
        sources=(
            editing.MergedSource(uri="/a.json", options={"exclude": "a.tif"}),
            editing.MergedSource(uri="s3://b/b.json", credentials=requests.Credentials(document={"token": "s3cret"})),
        ),
        target="gs://b/c.json",
        target_credentials={"token": "s3cret"},
        overwrite=True,
        quadkey_zoom=9,
        name="n",
        description="d",
        attribution="",
    ),
    inspecting.Info(uri="s3://b/m.json", credentials=requests.Credentials(document={"token": "s3cret"})),
    inspecting.FootprintLines(uri="/m.json", target="/t.jsonl", extent=EXTENT, crs_wkt="WKT", exact=False),
    inspecting.FootprintLines(uri="/m.json", options={"exclude": "a.tif"}, target="/t.jsonl"),
    inspecting.QuadkeyLines(uri="/m.json", target="/t.jsonl", extent=EXTENT, crs_wkt="WKT", zoom=5),
    inspecting.QuadkeyLines(uri="/m.json", target="/t.jsonl"),
    inspecting.PointLines(
        uri="/m.json", points="/p.jsonl", target="/t.jsonl", crs_wkt="WKT", time=SPAN, with_values=False
    ),
    inspecting.TimeSeriesLines(
        uri="stac+https://host",
        places="/p.jsonl",
        target="/t.jsonl",
        crs_wkt="WKT",
        time=SPAN,
        by_day=True,
        resolution=9.5,
    ),
    inspecting.TimeSeriesLines(uri="stac+https://host", places="/p.jsonl", target="/t.jsonl", crs_wkt="WKT"),
    validating.Validate(uri="/m.json"),
    validating.Validate(
        uri="/m.json",
        options={"minzoom": "3"},
        credentials=requests.Credentials(document={"token": "s3cret"}),
        looks_at_images=False,
        most_images=5,
        lines="/rows.jsonl",
        target="s3://b/fixed.json",
        target_credentials={"token": "s3cret"},
        overwrite=True,
        cluster="tcp://scheduler:8786",
    ),
    requests.Cancel(target=7),
    requests.Stop(),
]
REPLIES = [
    replies.PatchReply(col=0, row=5, width=2, height=3, bands=(1, 2), dtype="float32", complete=False),
    replies.ProgressReply(fraction=0.5, text="half"),
    replies.ProgressReply(fraction=None, text=""),
    replies.PartReply(name="items", entries=({"a": [1, None]}, "b")),
    replies.ResultReply(value={"a": [1, "nan", None]}),
    replies.ErrorReply(code="auth", message="No.", detail={"asset": "a.tif"}),
]
SKIPPED = results.Skipped(code="bad_asset", message="It is broken.", asset="a.tif")
NOTE = results.Skipped(code="budget", message="More than fits.", detail={"shown": 3, "scale": 1e5})
DESCRIPTION = results.Description(
    handle="m1", name="n", description="d", attribution="a", document_uri="/m.json", mosaicjson_version="0.0.3",
    crs=results.CrsDescription(authority=None, wkt="WKT"), tms="WebMercatorQuad", extent=EXTENT,
    bounds_geographic=(-180.0, -90.0, 180.0, 90.0), geographic_crs_wkt="WKT", minzoom=1, maxzoom=2, quadkey_zoom=1,
    tile_size=256, width=10, height=20, resolutions=(1.0, 2.0),
    bands=(
        results.Band(
            name="b1", description="", dtype="float32", nodata=-math.inf, scale=1.0, offset=0.0, unit="m", color="gray",
            colormap={"1": (1, 2, 3, 255)},
            statistics=results.KnownStatistics(minimum=-math.inf, maximum=2.0, mean=1.0, stdev=None),
        ),
        results.Band(
            name="a", description="", dtype="uint8", nodata=None, scale=1.0, offset=0.0, unit="", color="alpha",
            colormap=None,
        ),
    ),
    mask="alpha", tile_count=None, warnings=(SKIPPED,), sample_asset=None,
    temporal=results.Temporal(begin="2024-05-31T00:00:00Z", end=None), licence="CC-BY-4.0",
    links=(results.Link(title="", href="https://host/license", rel="license"),),
)  # fmt: skip
RESULTS = [
    exporting.ExportResult(
        path="/o.vrt", width=9, height=8, files=2, blocks=7, resumed=3, began_anew=False, skipped=(SKIPPED,), skipped_count=1
    ),
    tiles.TilesResult(tiles=7, minzoom=3, maxzoom=4, extent=(0.0, 1.0, 2.0, 3.0), skipped=(SKIPPED,), skipped_count=1),
    twins.TwinResult(
        file="/t.vrt",
        images=2,
        crs="EPSG:3857",
        width=10,
        height=20,
        resolution=0.5,
        notes=("order", "login"),
        skipped=(SKIPPED,),
        skipped_count=1,
    ),
    overviews.OverviewResult(file="/o.tif", href="o.tif", maxzoom=6, skipped=(SKIPPED,), skipped_count=1),
    results.Empty(),
    results.HelloResult(protocol=1, plugin_version="0.1.0", python="3.11.2", pid=42, packages={"numpy": "2.4"}),
    DESCRIPTION,
    results.ReadResult(
        complete=False, skipped=(SKIPPED,), notes=(NOTE,), tiles=4, cached_tiles=1, assets=3, elapsed_ms=12.25
    ),
    results.IdentifyResult(
        values=(1.0, None, math.inf),
        assets=(
            results.IdentifiedAsset(
                rank=1, name="a", href="a.tif", used=True, values=(1.0, None), datetime="2024-05-31T10:20:30Z"
            ),
            results.IdentifiedAsset(rank=2, name="b", href="b.tif", used=False, values=None),
        ),
        skipped=(SKIPPED,),
    ),
    results.SampleResult(values=((1.0, None), (2.0, 3.0))),
    results.StatisticsResult(
        bands=(
            results.BandStatistics(
                band=1, minimum=0.0, maximum=9.0, mean=4.5, stdev=1.0, sum=45.0, count=10, percentiles=(0.5,),
                histogram=(5, 5),
            ),
        )
    ),
    results.AssetsResult(assets=(results.ListedAsset(name="a", href="a.tif", rank=1),), total=None, truncated=True),
    results.StatusResult(
        cache=results.CacheFigures(
            tile_bytes=1, tile_limit_bytes=2, disk_bytes=3, disk_limit_bytes=0, open_datasets=4
        ),
        assets_known=5, skipped=(SKIPPED,), complete_resolution=math.inf,
    ),
    stac_results.StacCollectionsResult(
        title="t", description="d", conforms_to=("c",), search_uri=None, has_query=True, has_filter=False,
        has_sortby=True, truncated=False,
        collections=(
            stac_results.ListedCollection(
                id="s2", title="", description="", licence="CC-0", bbox=(170.0, -1.0, -170.0, 1.0), begin=SPAN[0],
                end=None, keywords=("k",),
                assets={
                    "B04": stac_results.CollectionAsset(title="r", roles=("data",), common_names=("red",), type="t")
                },
            ),
        ),
    ),
    stac_results.StacQueryablesResult(
        properties=(
            stac_results.Queryable(
                name="p", title="", type="string", enum=("a", 1), minimum=None, maximum=9.5, format=""
            ),
        )
    ),
    stac_results.StacSearchResult(
        items=(
            stac_results.FoundItem(
                id="i", collection="s2", datetime=SPAN[0], begin=None, end=None, cloud_cover=3.5, platform=None,
                outline="AQMAAAAAAAAA", bbox=None, thumbnail=None, properties={"a": 1}, assets=0,
            ),
        ),
        assets=({"B04": stac_results.FoundAsset(title="", roles=(), common_name="red", type="")},),
        matched=None, truncated=True, filtered_here=("platform",), query={"limit": 9},
    ),
    stac_results.PictureResult(media_type="image/png", base64="AA=="),
    saving.SaveResult(uri="/data/new.json", images=3, tiles=4),
    editing.UpdateResult(uri="/m.json", added=2, tiles=3, skipped=(SKIPPED,), skipped_count=1),
    editing.RemoveResult(
        uri="/m.json", removed=2, names=("a.tif", "b.tif"), images=7, tiles=3, skipped=(SKIPPED,), skipped_count=1
    ),
    images.FootprintsResult(
        features=(
            images.Footprint(
                name="a", key="x/a.tif", href="/x/a.tif", rank=1, datetime=None, properties={"cloud": 1.5},
                geometry={"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]},
            ),
        ),
        total=None, truncated=True, skipped=(SKIPPED,),
    ),
    images.MosaicsResult(mosaics=(images.ListedMosaic(name="m", uri="sqlite:////m.db:m"),)),
    probing.ProbeResult(
        steps=(
            probing.ProbeStep(
                subject="document", name="s3://b/m.json", message="It was read.",
                facts=probing.ProbeFacts(quadkeys=12, with_login=True),
            ),
            probing.ProbeStep(subject="images", name="s3://b/a.tif", code="auth", message="It is refused."),
        )
    ),
    inspecting.InfoResult(
        name="n", description="d", attribution="", document_uri="/m.json", store="File", mosaicjson_version="0.0.3",
        version="1.0.0", crs=results.CrsDescription(authority=None, wkt="WKT"), tms="WebMercatorQuad",
        bounds_geographic=(170.0, -1.0, -170.0, 1.0), extent=EXTENT, minzoom=1, maxzoom=2, quadkey_zoom=1,
        resolutions=(), width=None, height=None, tiles=3, tiles_by_zoom={"1": 3}, images=2, entries=4, most_per_tile=2,
        bands=DESCRIPTION.bands, mask=None, temporal=results.Temporal(begin=SPAN[0], end=None), licence=None,
        links=DESCRIPTION.links, further_keys=("overview",), warnings=(SKIPPED,),
    ),
    inspecting.FootprintLinesResult(
        count=1, total=2, geographic_crs_wkt="WKT", fields={"width": "whole", "crs": "text"}, skipped=(SKIPPED,),
        skipped_count=1,
    ),
    inspecting.QuadkeyLinesResult(
        count=1, tiles=2, images=3, most_images=2, crs=results.CrsDescription(authority="EPSG:3857", wkt="WKT"), zoom=None
    ),
    inspecting.PointLinesResult(points=1, images=2, bands=DESCRIPTION.bands, skipped=(SKIPPED,), skipped_count=1),
    inspecting.TimeSeriesResult(
        rows=1, images=2, bands=DESCRIPTION.bands, skipped=(), skipped_count=0, coarsened=1
    ),
    creating.CreateResult(
        uri="/m.mosaicjson", images=1, tiles=2, minzoom=3, maxzoom=4, skipped=(SKIPPED,), skipped_count=1
    ),
    validating.ValidateResult(
        uri="/m.json",
        crs_wkt="WKT",
        name="",
        version="0.0.3",
        errors=1,
        warnings=0,
        notes=0,
        tiles=1,
        images=2,
        images_looked_at=2,
        images_failed=1,
        rules=(
            validating.BrokenRule(
                rule="zoom",
                severity="error",
                section="3.6",
                count=1,
                examples=(
                    validating.FoundBreach(
                        rule="zoom", severity="error", place="/minzoom", message="m", asset="", count=1, geometry=None
                    ),
                ),
            ),
        ),
        kinds={"crs": (("EPSG:32631", 1),)},
        left_out=("Gaps",),
        picture=validating.CheckPicture(
            width=10.5,
            height=2.0,
            shapes=(validating.PictureShape(severity="", points=((0.5, 1.0),), title="a.tif", is_tile=False),),
        ),
        repairs=(),
        repaired_uri="",
    ),
]  # fmt: skip


def through_json(value: object) -> Any:
    return json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.op)
def test_requests_round_trip(request_: requests.Request) -> None:
    header = through_json(encode_request(7, request_))
    assert (header["id"], header["op"]) == (7, request_.op)
    assert request_id_of(header) == 7
    decoded = decode_request(header)
    assert type(decoded) is type(request_)
    # As tuples, in which NaN equals itself; in dataclasses it does not, from Python 3.13 on.
    assert dataclasses.astuple(decoded) == dataclasses.astuple(request_)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.kind)
def test_replies_round_trip(reply: replies.AnyReply) -> None:
    header = through_json(encode_reply(7, reply))
    assert (header["id"], header["kind"]) == (7, reply.kind)
    assert decode_reply(header) == reply


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_results_round_trip(result: Any) -> None:
    assert from_json(type(result), through_json(to_json(result))) == result


def test_every_message_is_tried_above() -> None:
    assert {type(request) for request in REQUESTS} == set(requests.REQUESTS.values())
    assert {type(reply) for reply in REPLIES} == set(replies.REPLIES.values())
    assert {type(result) for result in RESULTS} == {kind.result for kind in requests.REQUESTS.values()} - {None}


def test_nan_travels() -> None:
    value = results.SampleResult(values=((math.nan,),))
    back = from_json(results.SampleResult, through_json(to_json(value)))
    assert isinstance(back.values[0][0], float) and math.isnan(back.values[0][0])
    assert math.isnan(plain(back)["values"][0][0])


@pytest.mark.parametrize("number", [0.0, -1.5, 1e308, 5e-324, math.inf, -math.inf, math.nan])
def test_numbers_round_trip(number: float) -> None:
    back = number_from_json(through_json(number_to_json(number)))
    assert back == number or (math.isnan(back) and math.isnan(number))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "", None, True, [], {}, "1", 10**400])
def test_other_things_are_no_numbers(value: object) -> None:
    with pytest.raises(ValueError, match="must"):
        number_from_json(value)


READ = encode_request(1, requests.Read(handle="m1", extent=(0.0, 0.0, 1.0, 1.0), width=1, height=1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"extent": [0, 0, 1]}, "extent must be an array of 4"),
        ({"extent": [1, 0, 0, 1]}, "finite and with an area"),
        ({"extent": [0, 0, 1, "inf"]}, "finite and with an area"),
        ({"extent": [0, 0, 1, "one"]}, r"extent\[3\] must be a number"),
        ({"width": 0}, "width must be at least 1 pixel, got 0"),
        ({"width": 1.0}, "width must be an integer, got 1.0"),
        ({"width": True}, "width must be an integer, got True"),
        ({"bands": []}, "at least one number from 1 on"),
        ({"bands": [0]}, "from 1 on"),
        ({"bands": "1"}, "bands must be an array"),
        ({"handle": None}, "handle must be text, got None"),
        ({"resampling": 3}, "resampling must be text"),
        ({"colour": "red"}, "Read has no field 'colour'"),
        ({"time": "2024"}, "time must be an array of 2"),
        ({"time": ["2024-05-31T00:00:00Z"]}, "time must be an array of 2"),
        ({"time": [1717113600, None]}, r"time\[0\] must be text"),
        ({"time": ["yesterday", None]}, "A moment is ISO 8601 with a time zone.* got 'yesterday'"),
        ({"time": ["2024-05-31T00:00:00", None]}, "with a time zone"),
        ({"time": ["2024-02-30T00:00:00Z", None]}, "A moment is ISO 8601"),
        ({"time": [None, "9999-12-31T23:59:59-12:00"]}, "years 1 to 9999"),
        ({"time": ["2024-05-31T00:00:00Z", "2024-05-30T23:59:59Z"]}, "must not end before it begins"),
        ({"time": ["2024-05-31T00:00:00Z" * 9999, None]}, "A moment is ISO 8601"),
    ],
)
def test_bad_reads_are_refused(change: Mapping[str, Any], words: str) -> None:
    with pytest.raises(FieldError, match=words):
        decode_request({**READ, **change})


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"op": "identify", "handle": "m1", "x": "nan", "y": 0}, "A point must be finite"),
        ({"op": "identify", "handle": "m1", "x": 0}, "Identify needs the field 'y'"),
        ({"op": "sample", "handle": "m1", "points": [[0, 0], [0]]}, r"points\[1\] must be an array of 2"),
        ({"op": "sample", "handle": "m1", "points": [[0, 0], [0, "inf"]]}, "as number 1"),
        ({"op": "open", "uri": ""}, "uri must not be empty"),
        ({"op": "open", "uri": "x", "options": {"tms": 1}}, "options.tms must be text, got 1"),
        ({"op": "open", "uri": "x", "credentials": {"asset": {}}}, "credentials has no field 'asset'"),
        ({"op": "assets", "handle": "m1", "limit": 0}, "limit must be at least 1"),
        ({"op": "assets", "handle": "m1", "extent": [2, 2, 1, 1]}, "An extent is"),
        ({"op": "statistics", "handle": "m1", "bands": [1], "percentiles": [101]}, "from 0 to 100"),
        ({"op": "statistics", "handle": "m1", "bands": [1], "bins": -1}, "bins must be 0 or more"),
        ({"op": "cancel", "target": "7"}, "target must be an integer"),
        ({"op": "identify", "handle": "m1", "x": 0, "y": 0, "time": ["", None]}, "A moment is ISO 8601"),
        ({"op": "sample", "handle": "m1", "points": [], "time": [None, 5]}, r"time\[1\] must be text"),
        ({"op": "statistics", "handle": "m1", "bands": [1], "time": {}}, "time must be an array of 2"),
        ({"op": "footprints", "handle": "m1", "limit": 0}, "limit must be at least 1"),
        ({"op": "footprints", "handle": "m1", "extent": [2, 2, 1, 1]}, "An extent is"),
        ({"op": "mosaics", "uri": ""}, "uri must not be empty"),
        ({"op": "probe", "uri": ""}, "uri must not be empty"),
        ({"op": "create", "files": [], "target": "/m"}, "at least one image"),
        ({"op": "create", "files": ["a"], "target": ""}, "target must not be empty"),
        ({"op": "status"}, "Status needs the field 'handle'"),
    ],
)
def test_bad_requests_are_refused(header: Mapping[str, Any], words: str) -> None:
    with pytest.raises(FieldError, match=words):
        decode_request({"id": 1, **header})


@pytest.mark.parametrize("op", ["fly", "", None, 7, ["read"]])
def test_unknown_ops(op: object) -> None:
    with pytest.raises(UnknownOp, match="op must be one of hello, open"):
        decode_request({"id": 1, "op": op})


@pytest.mark.parametrize("request_id", [0, -1, 1.0, "1", None, True])
def test_bad_ids(request_id: object) -> None:
    with pytest.raises(FieldError, match="id must be a positive integer"):
        request_id_of({"id": request_id})


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"kind": "gift"}, "kind must be one of patch, progress, part, result, error"),
        ({"kind": None}, "kind must be one of"),
        ({"kind": "result"}, "ResultReply needs the field 'value'"),
        ({"kind": "result", "value": []}, "value must be a JSON object"),
        ({"kind": "error", "code": "", "message": ""}, "An error has a code"),
        ({"kind": "progress", "fraction": 1.5, "text": ""}, "from 0 to 1"),
        ({**encode_reply(1, REPLIES[0]), "dtype": "object"}, "dtype must be one of 'uint8'"),
        ({**encode_reply(1, REPLIES[0]), "col": -1}, "column and row 0 or more"),
        ({**encode_reply(1, REPLIES[0]), "height": 0}, "has an area"),
    ],
)
def test_bad_replies_are_refused(header: Mapping[str, Any], words: str) -> None:
    with pytest.raises(FieldError, match=words):
        decode_reply({"id": 1, **header})


def test_a_result_names_the_path_of_what_is_wrong() -> None:
    value = to_json(DESCRIPTION)
    value["bands"][1]["nodata"] = "none"
    with pytest.raises(FieldError, match=r"bands\[1\].nodata must be a number"):
        from_json(results.Description, value)


@pytest.mark.parametrize("value", [{1: 2}, {"x": {1}}, {"x": numpy.int64(1)}, {"x": numpy.float32(1)}, object()])
def test_what_has_no_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_json(value)


def test_no_repr_shows_credentials() -> None:
    opening = REQUESTS[1]
    assert "s3cret" not in repr(opening)
    assert "s3cret" not in repr(opening.credentials)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        (inspecting.Info, {"uri": ""}, "uri must not be empty"),
        (inspecting.FootprintLines, {"target": ""}, "target must not be empty"),
        (inspecting.FootprintLines, {"extent": (0.0, 0.0, 0.0, 1.0), "crs_wkt": "WKT"}, "with an area"),
        (inspecting.FootprintLines, {"extent": (0.0, 0.0, math.inf, 1.0), "crs_wkt": "WKT"}, "finite"),
        (inspecting.FootprintLines, {"extent": (0.0, 0.0, 1.0, 1.0)}, "must have a CRS"),
        (inspecting.QuadkeyLines, {"zoom": 31}, "from 0 to 30, got 31"),
        (inspecting.PointLines, {"points": "", "crs_wkt": "WKT"}, "must not be empty"),
        (inspecting.TimeSeriesLines, {"places": "/p", "crs_wkt": ""}, "must not be empty"),
        (inspecting.TimeSeriesLines, {"places": "/p", "crs_wkt": "WKT", "resolution": math.nan}, "above 0, got nan"),
    ],
)
def test_looking_into_a_mosaic_is_asked_sensibly(kind: Any, wrong: dict[str, Any], words: str) -> None:
    given = {"uri": "/m.json", **({} if kind is inspecting.Info else {"target": "/t.jsonl"}), **wrong}
    with pytest.raises(ValueError, match=words):
        kind(**given)


# Failures


def test_codes_are_those_of_the_page() -> None:
    table = re.findall(r"^\| `(\w+)` \| (.+?) \|$", PAGE.partition("## Codes")[2], re.MULTILINE)
    assert len(table) == len({code for code, _ in table})
    assert dict(table) == dict(MEANINGS)


def test_ops_are_those_of_the_page() -> None:
    documented = re.findall(r"^\*\*`(\w+)`\*\*", PAGE, re.MULTILINE)
    assert documented == list(requests.REQUESTS)


def test_reply_kinds_are_those_of_the_page() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Header")[2].partition("## Requests")[0], re.MULTILINE)
    assert documented == list(replies.REPLIES)


def objects_in(text: str) -> list[dict[str, str]]:
    """The outermost ``{name: words, …}`` of a passage, names and words."""
    found: list[dict[str, str]] = []
    while "{" in text:
        text = text[text.index("{") :]
        depth, start, parts = 0, 1, []
        for end, letter in enumerate(text):
            depth += (letter in "{[") - (letter in "}]")
            if depth == 0 or (depth == 1 and letter == ","):
                parts.append(text[start:end].strip())
                start = end + 1
            if depth == 0:
                break
        fields = [re.split(r"[:|=\s]", part, maxsplit=1) for part in parts if part]
        found.append({name: "".join(words) for name, *words in fields})
        text = text[end + 1 :]
    return found


def passage(start: str) -> str:
    return PAGE[PAGE.index(start) :].partition("\n\n")[0]


def names_of(kind: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize("kind", requests.REQUESTS.values(), ids=lambda kind: kind.op)
def test_fields_are_those_of_the_page(kind: Any) -> None:
    """Of requests, their defaults, and results."""
    objects = objects_in(passage(f"**`{kind.op}`**"))
    asked = objects.pop(0) if names_of(kind) else {}
    assert set(asked) == names_of(kind)
    for field in dataclasses.fields(kind):
        is_optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        assert is_optional == bool(re.search(r"= \S+$", asked[field.name])), field.name
    if kind.result not in {None, results.Description}:
        assert set(objects.pop(0)) == names_of(kind.result)
    if kind is requests.Read:
        assert set(objects.pop(0)) == names_of(PatchReply) | {"kind"}
    if kind is requests.Open:
        assert set(objects.pop(0)) == {
            "method",
            "config",
            "uri",
            "id",
            "headers",
            "certificate",
        }  # a login, which the wire does not look into
    assert objects == []


def test_descriptions_are_those_of_the_page() -> None:
    (description,) = objects_in(passage("`{handle, name"))
    assert set(description) == names_of(results.Description)
    assert set(objects_in(passage("A band:"))[0]) == names_of(results.Band)
    assert set(objects_in(passage("A failure"))[0]) == names_of(results.Skipped)
    assert set(objects_in(passage("A *recipe*"))[0]) == names_of(creating.Recipe)


@pytest.mark.parametrize("code", MEANINGS)
def test_failures_round_trip(code: str) -> None:
    """Each code survives the wire, with its message and detail, and stays the code that it was."""
    reply = replies.ErrorReply(code=code, message=f"{code}: Ä", detail={"asset": "a.tif"})
    back = decode_reply(through_json(encode_reply(3, reply)))
    assert isinstance(back, replies.ErrorReply)
    failure = EngineFailure(back.code, back.message, back.detail)
    assert (failure.code, failure.message, failure.detail) == (code, f"{code}: Ä", {"asset": "a.tif"})
    assert str(failure) == failure.message


# Arrays


def patch_for(array: numpy.ndarray[Any, Any], dtype: Any) -> PatchReply:
    bands, height, width = array.shape
    return PatchReply(
        col=0, row=0, width=width, height=height, bands=tuple(range(1, bands + 1)), dtype=dtype, complete=True
    )


DTYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64", "complex64"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", ["as it is", "big-endian", "transposed", "every other"])
def test_arrays_round_trip(dtype: str, layout: str) -> None:
    array = numpy.arange(2 * 6 * 4).reshape(2, 6, 4).astype(dtype)
    if layout == "big-endian":
        array = array.astype(array.dtype.newbyteorder(">"))
    elif layout == "transposed":
        array = array.transpose(0, 2, 1)
    elif layout == "every other":
        array = array[:, ::2]
    name, payload = pack_array(array)
    back = unpack_array(patch_for(array, name), bytearray(payload))
    assert name == dtype
    assert (back.dtype.name, back.dtype.isnative, back.flags.writeable) == (dtype, True, True)
    numpy.testing.assert_array_equal(back, array)


def test_the_payload_is_little_endian_band_row_column() -> None:
    array = numpy.arange(12, dtype=">u2").reshape(2, 2, 3)
    assert bytes(pack_array(array)[1]) == b"".join(value.to_bytes(2, "little") for value in range(12))


def test_arrays_are_not_copied() -> None:
    array = numpy.zeros((1, 512, 512), "float32")
    _, payload = pack_array(array)
    assert numpy.shares_memory(array, numpy.frombuffer(payload, "u1"))
    buffer = bytearray(payload)
    assert numpy.shares_memory(unpack_array(patch_for(array, "float32"), buffer), numpy.frombuffer(buffer, "u1"))


@pytest.mark.parametrize("size", [0, 23, 25])
def test_a_payload_of_another_size_is_refused(size: int) -> None:
    patch = patch_for(numpy.zeros((1, 2, 3), "float32"), "float32")
    with pytest.raises(ValueError, match=f"has 24 bytes, not {size}"):
        unpack_array(patch, bytes(size))


def test_a_patch_has_three_axes() -> None:
    with pytest.raises(ValueError, match="band, row, column"):
        pack_array(numpy.zeros((2, 2)))
