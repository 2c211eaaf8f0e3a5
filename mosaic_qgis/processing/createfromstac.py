"""`mosaicjson:createfromstac`: a mosaic of what a STAC catalog has. QGIS side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QDateTime, Qt, QTime

from ..host.auth import credentials_for
from ..host.translation import tr
from ..provider.paths import absolute
from . import parameters as given
from .algorithm import MosaicAlgorithm, name_of
from .making import add_images_login, images_login_of, made
from .recipe import add_recipe, recipe_of

if TYPE_CHECKING:
    from ..engine.client.questions import Condition, SortKey

URL = "URL"
FILE = "FILE"
COLLECTIONS = "COLLECTIONS"
EXTENT = "EXTENT"
BEGIN = "BEGIN"
END = "END"
CLOUDS = "CLOUDS"
FILTER = "FILTER"
ASSET = "ASSET"
NAMES = "NAMES"
ON_TOP = "ON_TOP"
MAX_ITEMS = "MAX_ITEMS"
_CLOUD_COVER = "eo:cloud_cover"
_ORDERS: Mapping[str, tuple[str, bool] | None] = {
    "newest": ("datetime", True),
    "oldest": ("datetime", False),
    "clearest": (_CLOUD_COVER, False),
    "catalog": None,
}
"""What a script says is on top -> the property and whether its greatest value comes first."""
_NAMES = ("asset", "item")
_DEFAULT_ITEMS = 10_000


class CreateFromStac(MosaicAlgorithm):
    """Asks an API, or reads a document of items."""

    ID = "createfromstac"
    GROUP = "create"
    TAGS = ("create", "new", "stac", "search", "catalog", "satellite", "geoparquet", "itemcollection")

    def title(self) -> str:
        return tr("Create mosaic from STAC")

    def help(self) -> str:
        return tr(
            "Makes a mosaic of the items of a STAC catalog: what a search of an API finds, or what a document of items has (an "
            "ItemCollection or a STAC GeoParquet, a file or an address). Give either the address or the file.\n\n"
            "Collections, extent, dates and cloud cover narrow the search down, for documents too. A filter is CQL2, as text or JSON, "
            'or JSON with further parts of a search such as {"query": …}; only an API can follow it.\n\n'
            "The mosaic names one asset of each item: the one with the given key, or the picture that the item is about. With “item” "
            "the mosaic names the items themselves, as some programs for STAC want it; QGIS cannot draw such a mosaic.\n\n"
            "Items that have no such asset or no place are left out and told. The mosaic does not change when the catalog does; open "
            "the search itself as a layer for that."
        )

    def declare(self) -> None:
        self.addParameter(
            QgsProcessingParameterString(URL, tr("Address of the STAC API, collection or list of items"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterFile(
                FILE,
                tr("File of items instead"),
                fileFilter=tr("STAC items (*.json *.geojson *.parquet *.geoparquet);;All files (*)"),
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterString(COLLECTIONS, tr("Collections (separated by commas)"), optional=True)
        )
        self.addParameter(QgsProcessingParameterExtent(EXTENT, tr("Extent"), optional=True))
        for name, text in (
            (BEGIN, tr("Only images taken from (UTC)")),
            (END, tr("Only images taken until (UTC)")),
        ):
            self.addParameter(
                QgsProcessingParameterDateTime(name, text, QgsProcessingParameterDateTime.Type.DateTime, optional=True)
            )
        self.addParameter(
            QgsProcessingParameterNumber(
                CLOUDS,
                tr("Clouds, at most (percent)"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0,
                maxValue=100,
            )
        )
        self.addParameter(
            QgsProcessingParameterString(ASSET, tr("Key of the asset (empty: the main image)"), optional=True)
        )
        self.addParameter(_choice(ON_TOP, tr("Which items are on top"), list(_ORDERS)))
        self.addParameter(
            QgsProcessingParameterNumber(
                MAX_ITEMS,
                tr("Items, at most (empty: all)"),
                QgsProcessingParameterNumber.Type.Integer,
                defaultValue=_DEFAULT_ITEMS,
                optional=True,
                minValue=1,
            )
        )
        self.addParameter(
            given.advanced(
                QgsProcessingParameterString(
                    FILTER, tr("Filter (CQL2 text, CQL2 JSON or JSON of a search)"), multiLine=True, optional=True
                )
            )
        )
        self.addParameter(given.advanced(_choice(NAMES, tr("What the mosaic names"), list(_NAMES))))
        self.addParameter(
            given.advanced(QgsProcessingParameterAuthConfig(given.AUTHCFG, tr("Login of the catalog"), optional=True))
        )
        add_images_login(self)
        add_recipe(self)
        given.add_target(self)

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        url = self.parameterAsString(parameters, URL, context).strip()
        file = self.parameterAsFile(parameters, FILE, context).strip()
        if bool(url) == bool(file):
            raise QgsProcessingException(
                tr("Give either the address of a STAC catalog or a file of items, not both.")
                if url
                else tr("Give the address of a STAC catalog, or a file of items.")
            )
        self._uri = absolute(url or file)
        authcfg = self.parameterAsString(parameters, given.AUTHCFG, context)
        logins = credentials_for({"authcfg": authcfg} if authcfg else {})
        self._login = None if logins is None else logins["document"]
        self._images_login = images_login_of(self, parameters, context)
        self._target = given.target_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import CreateFromStac as Request
        from ..engine.client.questions import Credentials

        request = Request(
            uri=self._uri,
            query=self._query(parameters, context),
            where=self._where(parameters, context),
            sort=self._sort(parameters, context),
            max_items=_number_or_none(
                parameters.get(MAX_ITEMS, _DEFAULT_ITEMS), self.parameterAsInt(parameters, MAX_ITEMS, context)
            ),
            asset=self.parameterAsString(parameters, ASSET, context).strip(),
            names=self.parameterAsEnumString(parameters, NAMES, context),
            credentials=Credentials(document=self._login, assets=self._images_login),
            target=self._target.uri,
            target_credentials=self._target.login,
            overwrite=self._target.overwrite,
            recipe=recipe_of(self, parameters, context),
        )
        answer = self.ask(request, feedback, name_of(self._uri))
        # No layer can show items in place of images.
        target = self._target if request.names == _NAMES[0] else replace(self._target, is_opened=False)
        return made(target, context, feedback, answer)

    def _query(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> dict[str, object]:
        """The JSON of the search."""
        query = search_of(self.parameterAsString(parameters, FILTER, context))
        collections = [name.strip() for name in self.parameterAsString(parameters, COLLECTIONS, context).split(",")]
        if any(collections):
            query["collections"] = [name for name in collections if name]
        extent = self.parameterAsExtent(parameters, EXTENT, context, QgsCoordinateReferenceSystem("EPSG:4326"))
        if not extent.isEmpty():
            query["bbox"] = [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()]
        begin, end = (_moment(self.parameterAsDateTime(parameters, name, context)) for name in (BEGIN, END))
        if begin or end:
            query["datetime"] = f"{begin or '..'}/{end or '..'}"
        return query

    def _where(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[Condition, ...]:
        from ..engine.client.questions import Condition

        if parameters.get(CLOUDS) in (None, ""):
            return ()
        most = self.parameterAsDouble(parameters, CLOUDS, context)
        return (Condition(property=_CLOUD_COVER, operator="<=", value=most),)

    def _sort(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> SortKey | None:
        from ..engine.client.questions import SortKey

        order = _ORDERS[self.parameterAsEnumString(parameters, ON_TOP, context)]
        return None if order is None else SortKey(property=order[0], descending=order[1])


def search_of(text: str) -> dict[str, object]:
    """The parts of a search that a filter stands for: CQL2 as text or JSON, or the JSON of a search itself.

    Raises QgsProcessingException.
    """
    text = text.strip()
    if not text:
        return {}
    if not text.startswith("{"):
        return {"filter": text, "filter-lang": "cql2-text"}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as exc:
        words = tr("The filter begins as JSON, but is none: {reason}")
        raise QgsProcessingException(words.format(reason=exc)) from exc
    return {"filter": value, "filter-lang": "cql2-json"} if "op" in value else dict(value)


def _choice(name: str, text: str, values: list[str]) -> QgsProcessingParameterEnum:
    """Words that are the same in scripts and in every language; the first one is usual."""
    return QgsProcessingParameterEnum(name, text, options=values, defaultValue=values[0], usesStaticStrings=True)


def _moment(at: QDateTime) -> str:
    """ISO 8601: a day where there is no time of day, which lasts until its end. What has no time zone is UTC, as in catalogues."""
    if not at.isValid():
        return ""
    if at.timeSpec() != Qt.TimeSpec.LocalTime:
        at = at.toUTC()
    if at.time() == QTime(0, 0):
        return str(at.date().toString(Qt.DateFormat.ISODate))
    return f"{at.toString('yyyy-MM-ddTHH:mm:ss')}Z"


def _number_or_none(given_value: object, number: int) -> int | None:
    return None if given_value in (None, "") else number
