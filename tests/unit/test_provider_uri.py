"""Layer URIs: encode and decode are exact inverses for anything a person may write, and no secret is ever shown."""

from __future__ import annotations

import random
import re

import pytest

from mosaic_qgis.host.redaction import redacted
from mosaic_qgis.provider import uri
from mosaic_qgis.provider.uri import LayerUri

MOSAICS = [
    "mosaic.json",
    "/data/Some Folder/möşaïc 漢字.json.gz",
    "/data/100%/50%25/a%7Cb.json",
    "/data/pipe|in|name.json",
    "/data/a|minzoom=3.json",
    "/data/a%7Cminzoom=3.json",
    "/data/a%257Cminzoom=3.json",
    "/data/a%25257Cminzoom=3|maxzoom=4",
    r"C:\Users\Jörg\mosaic.json",
    r"\\server\share\mosaic.json",
    "file:///data/a%20b.json",
    "https://user.example/m.json?x=1&y=a%2Fb%25#frag",
    "s3://bucket/key with space.json",
    "stac+https://host/search",
    "dynamodb://eu-west-1/table:mosaic",
    "sqlite:////data/x.db:name",
    "",
    "|",
    "||a=",
    "%7C",
    "%7Ca=",
]
OPTIONS = [
    {},
    {"minzoom": "8", "maxzoom": "14"},
    {"query": '{"collections": ["a|b"], "filter": "x=1 & y<2%"}'},
    {"unknown_option": "kept", "empty": "", "unicode": "Größe 漢", "lines": "a\nb\t", "equal": "a=b=c|d=e"},
    {"percent": "%25%7C%", "plus": "a+b c"},
]


@pytest.mark.parametrize("mosaic", MOSAICS)
@pytest.mark.parametrize("options", OPTIONS)
def test_decode_is_the_inverse_of_encode(mosaic: str, options: dict[str, str]) -> None:
    original = LayerUri(mosaic=mosaic, options=options)
    source = uri.encode(original)
    decoded = uri.decode(source)
    assert decoded == original
    assert list(decoded.options) == list(options)
    assert uri.encode(decoded) == source


def test_random_text_survives() -> None:
    draw = random.Random(7)
    pieces = ["|", "%", "7C", "25", "a=", "b", "=", "%7C", "%25", "/", " ", "ü", "\\", "|x=", ":"]
    for _ in range(5000):
        mosaic = "".join(draw.choices(pieces, k=draw.randint(0, 9)))
        value = "".join(draw.choices(pieces, k=draw.randint(0, 6)))
        original = LayerUri(mosaic=mosaic, options={"key": value, "other": value})
        assert uri.decode(uri.encode(original)) == original


def test_an_ordinary_source_reads_as_it_looks() -> None:
    assert uri.encode(LayerUri(mosaic="s3://b/m.json", options={"authcfg": "a1b2c3d", "assets": "B04,B03"})) == (
        "s3://b/m.json|authcfg=a1b2c3d|assets=B04,B03"
    )
    assert uri.decode("https://h/m.json?a=%7Cb").mosaic == "https://h/m.json?a=%7Cb"
    assert uri.encode(LayerUri(mosaic="m.json", options={"query": '{"a":1}'})) == "m.json|query=%7B%22a%22:1%7D"


def test_a_bad_option_name_is_refused_with_the_name() -> None:
    with pytest.raises(ValueError, match="'no good'"):
        LayerUri(mosaic="m.json", options={"no good": "1"})
    with pytest.raises(TypeError, match="minzoom"):
        LayerUri(mosaic="m.json", options={"minzoom": 3})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("mosaic", "path"),
    [
        ("/data/m.json", "/data/m.json"),
        ("m.json", "m.json"),
        ("./m.json", "./m.json"),
        (r"C:\data\m.json", r"C:\data\m.json"),
        ("C:/data/m.json", "C:/data/m.json"),
        ("file:///data/a%20b%25.json", "/data/a b%.json"),
        ("file:///C:/data/m.json", "C:/data/m.json"),
        ("file://localhost/data/m.json", "/data/m.json"),
        ("file://server/share/m.json", "//server/share/m.json"),
        ("https://h/m.json", None),
        ("s3://b/m.json", None),
        ("stac+https://h/search", None),
        ("sqlite:///x.db:m", None),
        (":memory:", None),
        ("/vsicurl/https://h/m.json", None),
        ("", None),
    ],
)
def test_local_path(mosaic: str, path: str | None) -> None:
    assert uri.local_path(mosaic) == path
    assert uri.is_remote(mosaic) == (path is None)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/data/city.json.gz", "city"),
        (r"C:\data\city.mosaicjson", "city"),
        ("https://user:pw@h/a/city.json?sig=abc|minzoom=3", "city"),
        ("s3://bucket/key", "key"),
        ("https://user:pw@host", "host"),
        ("dynamodb://eu/table:mosaic", "mosaic"),
        ("dynamodb://eu/table", "table"),
        ("sqlite:////data/x.db:town", "town"),
        ("stac+https://user:pw@h/v1/search|query=%7B%22collections%22: [%22s2%22,%22l8%22]%7D", "s2, l8"),
        ("stac+https://h/search|query=%7B%22collections%22:[%22a%22,%22b%22,%22c%22,%22d%22]%7D", "a, b, c, …"),
        ("stac+https://user:pw@stac.example/v1/search|query=no json", "stac.example"),
        ("stac+https://h/collections/naip", "naip"),
        ("stac+file:///data/items.geojson", "items"),
    ],
)
def test_name(source: str, name: str) -> None:
    assert uri.decode(source).name == name


@pytest.mark.parametrize(
    "text",
    [
        "https://anna:geheim@host/m.json",
        "stac+https://anna:geheim@host/search|limit=3",
        "could not open 'https://h/m.json?sv=2024&sig=geheim&se=2030': refused",
        "https://h/m.json?X-Amz-Signature=geheim&X-Amz-Credential=geheim",
        "m.json|token=geheim|minzoom=3",
        "az://a.blob.core.windows.net/c/k?sp=r&sig=geheim%3D",
        "url=https%3A%2F%2Fh%2Fm.json%3Fsig%3Dgeheim",
        "https://h/?api_key=geheim",
        "sent {'Authorization': 'Bearer geheim'}",
        "Authorization: Basic geheim",
        "Proxy-Authorization: Digest geheim",
        "X-Api-Key: geheim",
        "x-api-key=geheim",
        "Ocp-Apim-Subscription-Key: geheim",
        "DefaultEndpointsProtocol=https;AccountKey=geheim==;EndpointSuffix=x",
        "the password: geheim was refused",
        "sent Bearer geheim123",
        "aws_secret_access_key=geheim",
        "AWS_SESSION_TOKEN=geheim",
        "{'client_secret': 'geheim'}",
        'https://h/s.json|query={"token":"geheim"}',
        "https://h/search|query=%7B%22api_key%22:%22geheim%22%7D",
        "https://h/search|query=%7B%22api_key%22%3A%20%22geheim%22%7D",
        "https://anna:p@geheim@h/m.json",
    ],
)
def test_secrets_are_not_shown(text: str) -> None:
    shown = redacted(text)
    assert "geheim" not in shown
    assert "***" in shown
    assert redacted(shown) == shown


@pytest.mark.parametrize(
    ("part", "times"), [("a", 400_000), ("a-", 50_000), ("a_", 50_000), ("x-amz-", 20_000), ("secret-", 10_000)]
)
def test_long_texts_are_redacted_at_once(part: str, times: int) -> None:
    text = part * times
    assert redacted(text) == text, "a step for each pair of letters would take hours"


def test_redaction_leaves_the_rest_alone() -> None:
    for plain in (
        "s3://bucket/a@b/key.json|authcfg=a1b2c3d|assets_authcfg=x|minzoom=3",
        "it has no top-level key: choose another file",
        "“tokens” is a collection, a bearer of news, passwords are not shown",
        "dynamodb://eu-west-1/tokens:secret",
        "the quadkey=0123 and the monkey=1",
        "asset keys: B04, B03",
    ):
        assert redacted(plain) == plain
    assert "geheim" not in repr(uri.decode("https://a:geheim@h/m.json"))


@pytest.mark.parametrize(
    ("typed", "mosaic"), [('  "/data/m.json" ', "/data/m.json"), ("'a b.json'", "a b.json"), ("m.json\n", "m.json")]
)
def test_what_a_person_pastes(typed: str, mosaic: str) -> None:
    assert uri.from_text(typed).mosaic == mosaic


@pytest.mark.parametrize(
    ("mosaic", "path", "moved"),
    [
        ("/data/m", "/data/m", "./m"),
        ("sqlite:////data/x.db:town", "/data/x.db", "sqlite:///./x.db:town"),
        ("sqlite:///C:/data/x.db:town", "C:/data/x.db", "sqlite:///./x.db:town"),
        ("stac+file:///data/a%20b.geojson", "/data/a b.geojson", "stac+file://./a%20b.geojson"),
        ("stac+file:///C:/data/i.parquet", "C:/data/i.parquet", "stac+file://./i.parquet"),
    ],
)
def test_the_file_of_a_mosaic_can_be_another(mosaic: str, path: str, moved: str) -> None:
    assert uri.file_in(mosaic) == path
    assert uri.with_file(mosaic, path) == mosaic
    name = re.split(r"[\\/]", path)[-1]
    assert uri.with_file(mosaic, f"./{name}") == moved
    assert uri.file_in(moved) == f"./{name}"


@pytest.mark.parametrize(
    "mosaic",
    [":memory:", "sqlite:///:memory:m", "sqlite:///x.db", "s3://b/k", "stac+https://h/search", "dynamodb:///t:m", ""],
)
def test_mosaics_in_no_local_file(mosaic: str) -> None:
    assert uri.file_in(mosaic) is None


def test_suffixes() -> None:
    assert uri.has_mosaic_suffix("https://h/m.MosaicJSON.gz?sig=1")
    assert uri.has_mosaic_suffix("/data/100%?/m.json")
    assert not uri.has_mosaic_suffix("https://h/m.tif?x=.json")
    assert uri.is_absolute(r"C:\m.json") and uri.is_absolute("/m.json") and not uri.is_absolute("./m.json")
