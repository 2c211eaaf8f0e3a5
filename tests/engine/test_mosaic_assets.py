"""Assets: the same name in documents of different places, local and from elsewhere."""

from __future__ import annotations

import pytest

from mosaic_qgis.mosaic.assets import AssetResolver, account_of_asset, folder_of, redacted, split_azure
from mosaic_qgis.mosaic.errors import UntrustedReferenceError

REFUSED = None

FILE = AssetResolver(place="/data/m o/", is_remote=False)
WEB = AssetResolver(place="https://host/a/b/", is_remote=True)
S3 = AssetResolver(place="s3://bucket/p/", is_remote=True)
AZURE = AssetResolver(place="az://account.blob.core.windows.net/container/f/", is_remote=True)
NOWHERE = AssetResolver(place=None, is_remote=True)
MEMORY = AssetResolver(place=None, is_remote=False)

TABLE: dict[str, tuple[str | None, str | None, str | None, str | None, str | None]] = {
    # asset: in a file, on the web, in S3, in Azure, in a database elsewhere
    "x.tif": ("/data/m o/x.tif", "https://host/a/b/x.tif", "s3://bucket/p/x.tif", "az://container/f/x.tif", "x.tif"),
    "./c/../x.tif": (
        "/data/m o/x.tif",
        "https://host/a/b/x.tif",
        "s3://bucket/p/x.tif",
        "az://container/f/x.tif",
        REFUSED,
    ),
    "../ü #1.tif": (
        "/data/ü #1.tif",
        "https://host/a/%C3%BC%20%231.tif",
        "/vsis3/bucket/ü #1.tif",
        "/vsiaz/container/ü #1.tif",
        REFUSED,
    ),
    "../../../../x.tif": ("/x.tif", "https://host/x.tif", "s3://bucket/x.tif", "az://container/x.tif", REFUSED),
    "/abs/x.tif": (
        "/abs/x.tif",
        "https://host/abs/x.tif",
        "s3://bucket/abs/x.tif",
        "az://container/abs/x.tif",
        REFUSED,
    ),
    "x.tif?sig=a%2Fb": (
        "/data/m o/x.tif?sig=a%2Fb",
        "https://host/a/b/x.tif?sig=a%2Fb",
        "s3://bucket/p/x.tif?sig=a%2Fb",
        "az://container/f/x.tif?sig=a%2Fb",
        "x.tif?sig=a%2Fb",
    ),
    "a%20b.tif": (
        "/data/m o/a%20b.tif",
        "https://host/a/b/a%20b.tif",
        "s3://bucket/p/a%20b.tif",
        "az://container/f/a%20b.tif",
        "a%20b.tif",
    ),
    "//other/x.tif": (
        "//other/x.tif",
        "https://other/x.tif",
        "s3://bucket/other/x.tif",
        "az://container/other/x.tif",
        REFUSED,
    ),
    "GTIFF_DIR:2:x.tif": (
        "GTIFF_DIR:2:x.tif",
        "https://host/a/b/GTIFF_DIR:2:x.tif",
        "s3://bucket/p/GTIFF_DIR:2:x.tif",
        "az://container/f/GTIFF_DIR:2:x.tif",
        REFUSED,
    ),
    "12:30.tif": (
        "/data/m o/12:30.tif",
        "https://host/a/b/12:30.tif",
        "s3://bucket/p/12:30.tif",
        "az://container/f/12:30.tif",
        "12:30.tif",
    ),
    **{
        untouched: (untouched,) * 5
        for untouched in (
            "https://other/x y.tif?sig=a&b=%20",
            "http://other/x.tif",
            "s3://other/k.tif",
            "gs://other/k.tif",
            "az://container2/k.tif",
            "zip+https://host/x.zip!a.tif",
        )
    },
    "s3://other/k#1.tif": ("/vsis3/other/k#1.tif",) * 5,
    "az://account2.blob.core.windows.net/c/k.tif": ("az://c/k.tif#account2",) * 5,
    "az://account2.blob.core.windows.net/c/k #1.tif": ("https://account2.blob.core.windows.net/c/k%20%231.tif",) * 5,
    "az://Account.blob.core.windows.net/c/k.tif": (
        "az://c/k.tif#account",
        "az://c/k.tif#account",
        "az://c/k.tif#account",
        "az://c/k.tif",
        "az://c/k.tif#account",
    ),
    **{
        local: (local, REFUSED, REFUSED, REFUSED, REFUSED)
        for local in (
            "/vsicurl/https://other/x.tif",
            "/VSIZIP//etc/x.zip",
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            r"C:\images\x.tif",
            "C:/images/x.tif",
            r"\\server\share\x.tif",
            "vrt:///etc/x.vrt?bands=1",
            "zip+file:///x.zip!a.tif",
        )
    },
}


@pytest.mark.parametrize(("asset", "expected"), TABLE.items())
def test_what_is_opened_for_an_asset(asset: str, expected: tuple[str | None, ...]) -> None:
    for resolver, opened in zip((FILE, WEB, S3, AZURE, NOWHERE), expected, strict=True):
        if opened is REFUSED:
            with pytest.raises(UntrustedReferenceError) as caught:
                resolver.resolve(asset)
            assert caught.value.asset == asset
        else:
            assert resolver.resolve(asset) == opened


@pytest.mark.parametrize("asset", ["x.tif", "../x.tif", "/abs/x.tif", "/vsimem/x.tif", "C:/x.tif", "<VRTDataset/>"])
def test_in_memory_everything_stays_as_it_is(asset: str) -> None:
    assert MEMORY.resolve(asset) == asset


@pytest.mark.parametrize(
    ("prefix", "asset", "opened"),
    [
        ("s3://b/2019/", "x.tif", "s3://b/2019/x.tif"),
        ("s3://b/2019", "/x.tif", "s3://b/2019/x.tif"),
        ("s3://b/2019", "x.tif", "s3://b/2019x.tif"),
        ("img/", "x.tif", "https://host/a/b/img/x.tif"),
        ("https://h/get?file=(", "x.tif", "https://h/get?file=(x.tif"),
    ],
)
def test_the_prefix_is_plain_text_before_everything_else(prefix: str, asset: str, opened: str) -> None:
    assert AssetResolver(place="https://host/a/b/", is_remote=True, prefix=prefix).resolve(asset) == opened


def test_a_prefix_cannot_lead_to_this_computer() -> None:
    resolver = AssetResolver(place="https://host/a/b/", is_remote=True, prefix="/vsi")
    with pytest.raises(UntrustedReferenceError):
        resolver.resolve("curl/https://x")


@pytest.mark.parametrize(
    ("asset", "kept"), [("LC08_L1TP_1", True), ("scene-1", True), ("a/b", False), ("x.tif", False), ("s3://b/k", True)]
)
def test_identifiers_for_other_readers_stay(asset: str, kept: bool) -> None:
    resolver = AssetResolver(place="/data/", is_remote=False, keeps_names=True)
    assert resolver.resolve(asset) == (asset if kept else f"/data/{asset}")


@pytest.mark.parametrize("place", ["s3://", "https:///", "ftp://", "zip+https://"])
@pytest.mark.parametrize("asset", ["/etc/x.tif", "x.tif", "../x.tif", "<VRTDataset/>"])
def test_a_place_without_a_host_cannot_lead_to_this_computer(place: str, asset: str) -> None:
    with pytest.raises(UntrustedReferenceError):
        AssetResolver(place=place, is_remote=True).resolve(asset)


def test_a_place_ends_with_a_separator() -> None:
    with pytest.raises(ValueError, match="separator"):
        AssetResolver(place="/data", is_remote=False)


@pytest.mark.parametrize(
    ("uri", "folder"),
    [
        ("/data/a/m.json", "/data/a/"),
        ("m.json", "./"),
        ("https://h/a/m.json", "https://h/a/"),
        ("https://h/a/m.json?path=/x/y", "https://h/a/"),
        ("https://h", "https://h/"),
        ("s3://b/m.json", "s3://b/"),
        ("s3://b/a b/m.json", "s3://b/a b/"),
        ("gs://b/x?y/m.json", "gs://b/x?y/"),
    ],
)
def test_the_place_of_a_document(uri: str, folder: str) -> None:
    assert folder_of(uri) == folder


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://user:secret@h/a?sig=secret&x=secret", "https://h/a?sig=…&x=…"),
        ("https://h/a", "https://h/a"),
        ("https://secret@h", "https://h"),
        ("/data/a?b", "/data/a?b"),
        ("https://h?sig=secret", "https://h?sig=…"),
        ("/vsicurl/https://user:secret@h/a.tif?sig=secret", "/vsicurl/https://h/a.tif?sig=…"),
        ("/vsizip/vsicurl/https://user:secret@h/a.zip/b", "/vsizip/vsicurl/https://h/a.zip/b"),
        ("/vsimem/a?b", "/vsimem/a?b"),
    ],
)
def test_secrets_are_not_shown(uri: str, shown: str) -> None:
    assert redacted(uri) == shown


def test_long_names_are_looked_at_once() -> None:
    name = "/vsi" + "a" * 500_000
    assert redacted(name) == name, "a step for each pair of letters would take hours"


@pytest.mark.parametrize(
    ("asset", "account"),
    [("az://c/k.tif#acc", "acc"), ("az://c/k.tif", None), ("/data/k#acc", None), ("s3://c/k#acc", None)],
)
def test_the_account_of_an_image(asset: str, account: str | None) -> None:
    assert account_of_asset(asset) == account


def test_the_two_forms_of_azure() -> None:
    assert split_azure("az://acc.blob.core.windows.net/c/k/x.tif") == ("acc", "c/k/x.tif")
    assert split_azure("az://c/k/x.tif") == (None, "c/k/x.tif")
