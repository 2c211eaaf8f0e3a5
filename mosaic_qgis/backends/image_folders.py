"""The images of a folder: on this machine, in S3, Google, Azure. Runs in the ENGINE; blocks on I/O, opens no image.

Stores are asked page by page, each within the time limits of the network, and a caller who withdraws is heard in between.
Links between folders are followed, each folder is entered once.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from fnmatch import translate
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from ..mosaic.assets import redacted
from ..mosaic.errors import BadRequestError, MosaicTimeoutError, NoAssetFoundError, UnsupportedError
from . import scheme_of
from .file import file_errors, path_of
from .http import policy_in_force
from .making import MakingCancelled
from .retrying import ask_until_answered

USUAL_PATTERN = "*.tif;*.tiff;*.gtiff;*.cog;*.jp2;*.j2k;*.img;*.vrt;*.ntf;*.nitf"
"""How images are called that can be placed on the earth by themselves."""
MOST_IMAGES = 1_000_000
_LOOK_EVERY = 1000
"""Names between two looks whether it was withdrawn."""
PAGE_NAMES = 1000
"""Names that a store is asked for at a time; more are not given by all of them."""
_POLL_S = 0.1

T = TypeVar("T")
Page = tuple[list[str], Any]
"""Names, and what the next page is asked for with; ``None`` after the last one."""


@dataclass(frozen=True, kw_only=True)
class ImageFolder:
    """Images that somebody means by their folder."""

    uri: str
    """A path, or ``s3://bucket/prefix``, ``gs://bucket/prefix``, ``az://account.blob.core.windows.net/container/prefix``."""
    pattern: str = ""
    """Names with ``*`` and ``?``, several with ``;``, of files or, where it has a slash, of paths below the folder. Letters may
    be small or large. Empty: ``USUAL_PATTERN``."""
    is_recursive: bool = True
    """Whether folders in it count too."""

    @property
    def name(self) -> str:
        """For messages."""
        return redacted(self.uri)

    def matcher(self) -> Callable[[str], bool]:
        """Tells whether a path below the folder, with slashes, is meant. Raises BadRequestError."""
        parts = [part.strip() for part in (self.pattern.strip() or USUAL_PATTERN).split(";") if part.strip()]
        if not parts:
            raise BadRequestError(f"The pattern of a folder must be like *.tif;*.jp2, got {self.pattern!r}")
        of_paths = _any_of([part for part in parts if "/" in part])
        of_names = _any_of([part for part in parts if "/" not in part])

        def is_meant(path: str) -> bool:
            return bool(of_names.match(path.rpartition("/")[2]) or of_paths.match(path))

        return is_meant


def images_in(
    folder: ImageFolder,
    credentials: Any = None,
    *,
    report: Callable[[str], None] = lambda _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[str]:
    """The images of a folder in the order of their names: absolute paths or whole URIs.

    ``credentials`` are those of the store that the folder is in.

    Raises:
        NoAssetFoundError: there is none.
        MosaicNotFoundError, MosaicAuthError, UnreachableError: the folder cannot be looked into.
        BadRequestError: there are too many, or the pattern or the address is wrong.
        UnsupportedError: nobody can tell what is in such a place.
        MakingCancelled: the caller withdrew.
    """
    is_meant = folder.matcher()
    found: list[str] = []
    for number, (place, path) in enumerate(_files(folder, credentials, cancelled)):
        if number % _LOOK_EVERY == 0:
            if cancelled():
                raise MakingCancelled
            report(f"{len(found)} images in {folder.name}")
        if is_meant(path.replace(os.sep, "/") if os.sep != "/" else path):
            if len(found) == MOST_IMAGES:
                raise BadRequestError(
                    f"There may be at most {MOST_IMAGES} images, {folder.name} has more; give a narrower pattern or folder"
                )
            found.append(place + path)
    if not found:
        depth = "" if folder.is_recursive else ", folders in it not counted"
        raise NoAssetFoundError(
            f"No file in {folder.name} is called {folder.pattern.strip() or USUAL_PATTERN}{depth}; give another pattern or folder"
        )
    return sorted(found)


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)) or r"(?!)", re.IGNORECASE)


def _files(folder: ImageFolder, credentials: Any, cancelled: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    """Each file: where the folder is, with a separator at the end, and the path below it with slashes."""
    match scheme_of(folder.uri):
        case "" | "file":
            yield from _on_this_machine(folder, cancelled)
            return
        case "s3":
            pages = _in_s3(folder, credentials)
        case "gs":
            pages = _in_google(folder, credentials)
        case "az":
            pages = _in_azure(folder, credentials)
        case _:
            raise UnsupportedError(
                f"A folder of images is a path, s3://, gs:// or az://, got {folder.name!r}; name images elsewhere one by one, or "
                "in a text file"
            )
    place, ask = pages
    token: Any = None
    while True:
        names, token = unless_withdrawn(partial(ask, token), folder.name, cancelled)
        for name in names:
            yield place, name
        if token is None:
            return


def _on_this_machine(folder: ImageFolder, cancelled: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    top = path_of(folder.uri)
    place = os.path.join(str(top), "")
    with file_errors(top):
        # Says what is wrong with it, where a walk would be silent.
        status = os.stat(top)
        os.scandir(top).close()
    entered = {(status.st_dev, status.st_ino)}
    waiting = [""]
    while waiting:
        # Folders without any image take their time, too.
        if cancelled():
            raise MakingCancelled
        below = waiting.pop()
        try:
            entries = os.scandir(place + below)
        except PermissionError:
            # One folder that is somebody else's does not make the others useless.
            continue
        with file_errors(top), entries:
            for entry in entries:
                path = f"{below}{entry.name}"
                if not entry.is_dir():
                    yield place, path
                elif folder.is_recursive:
                    status = entry.stat()
                    if (status.st_dev, status.st_ino) not in entered:
                        entered.add((status.st_dev, status.st_ino))
                        waiting.append(f"{path}{os.sep}")


def _in_s3(folder: ImageFolder, credentials: Any) -> tuple[str, Callable[[Any], Page]]:
    from .aws import aws_errors
    from .http_errors import http_errors
    from .s3 import make_client

    bucket, prefix = _bucket_and_prefix(folder)
    client = make_client(credentials)
    paying = {"RequestPayer": "requester"} if credentials and credentials.requester_pays else {}

    def ask(token: Any) -> Page:
        more = {} if token is None else {"ContinuationToken": token}
        with http_errors(folder.name), aws_errors(folder.name):
            answer = client.list_objects_v2(
                Bucket=bucket,
                Prefix=prefix,
                Delimiter="" if folder.is_recursive else "/",
                MaxKeys=PAGE_NAMES,
                **paying,
                **more,
            )
        names = [each["Key"][len(prefix) :] for each in answer.get("Contents", ()) if not each["Key"].endswith("/")]
        return names, answer.get("NextContinuationToken")

    return f"s3://{bucket}/{prefix}", ask


def _in_google(folder: ImageFolder, credentials: Any) -> tuple[str, Callable[[Any], Page]]:
    from .gs import GCSCredentials, gcs_errors, make_client, passing_trouble, timeout_s

    bucket, prefix = _bucket_and_prefix(folder)
    signing = credentials or GCSCredentials()
    with gcs_errors(folder.name):
        client = make_client(signing)

    def page(token: Any) -> Page:
        blobs = client.list_blobs(
            client.bucket(bucket, user_project=signing.billed_project),
            prefix=prefix,
            delimiter=None if folder.is_recursive else "/",
            page_token=token,
            page_size=PAGE_NAMES,
            fields="items(name),prefixes,nextPageToken",
            timeout=timeout_s(),
            retry=None,
        )
        entries = next(iter(blobs.pages), ())
        names = [blob.name[len(prefix) :] for blob in entries if not blob.name.endswith("/")]
        return names, blobs.next_page_token

    def ask(token: Any) -> Page:
        with gcs_errors(folder.name):
            return ask_until_answered(lambda _: page(token), passing_trouble)

    return f"gs://{bucket}/{prefix}", ask


def _in_azure(folder: ImageFolder, credentials: Any) -> tuple[str, Callable[[Any], Page]]:
    from .az import make_container_client
    from .azure_errors import azure_errors, passing_trouble

    host, _, rest = folder.uri.partition("://")[2].partition("/")
    container, _, prefix = rest.partition("/")
    if "." not in host or not container:
        raise BadRequestError(
            f"A folder in Azure must be az://account.blob.core.windows.net/container/folder, got {folder.name!r}"
        )
    prefix = _as_folder(prefix)
    with azure_errors(folder.name):
        client = make_container_client(host, container, credentials)

    def page(token: Any) -> Page:
        walk = client.list_blobs if folder.is_recursive else client.walk_blobs
        pages = walk(name_starts_with=prefix or None, results_per_page=PAGE_NAMES).by_page(continuation_token=token)
        names = [each.name[len(prefix) :] for each in next(pages, ()) if not each.name.endswith("/")]
        return names, pages.continuation_token or None

    def ask(token: Any) -> Page:
        with azure_errors(folder.name):
            return ask_until_answered(lambda _: page(token), passing_trouble)

    return f"az://{host}/{container}/{prefix}", ask


def _bucket_and_prefix(folder: ImageFolder) -> tuple[str, str]:
    bucket, _, prefix = folder.uri.partition("://")[2].partition("/")
    if not bucket:
        raise BadRequestError(
            f"A folder in a bucket must be {scheme_of(folder.uri)}://bucket/folder, got {folder.name!r}"
        )
    return bucket, _as_folder(prefix)


def _as_folder(prefix: str) -> str:
    return f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""


def unless_withdrawn(
    ask: Callable[[], T], name: str, cancelled: Callable[[], bool], *, limit_s: float | None = None
) -> T:
    """What ``ask`` returns or raises, as long as the answer is wanted and no longer than ``limit_s``; ``None``: the network's time."""
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            outcome.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - handed over as it is
            outcome.set_exception(error)

    limit_s = policy_in_force().total_timeout_s if limit_s is None else limit_s
    end_s = time.monotonic() + limit_s
    Thread(target=work, name="folder", daemon=True).start()
    while wait([outcome], timeout=_POLL_S).not_done:
        if cancelled():
            raise MakingCancelled
        if time.monotonic() > end_s:
            raise MosaicTimeoutError(f"{name} was not listed within {limit_s:g} s; try again")
    return outcome.result()
