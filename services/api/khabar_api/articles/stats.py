"""Counts over time, for charts and reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from khabar.record import Instant, Record
from khabar.storage import stats
from khabar.storage.stats import By, Interval
from khabar_api.contract import examples
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import FilterParams, StrictRoute, before, describe
from khabar_api.web.schemas import documented

router = APIRouter(
    prefix="/v1/stats", route_class=StrictRoute, tags=["stats"], dependencies=[Depends(requires("read"))]
)

# Without `from`: as far back from `to` as a chart of that interval usually goes.
DEFAULT_SPAN: dict[Interval, timedelta] = {
    "hour": timedelta(days=1),
    "day": timedelta(days=30),
    "week": timedelta(weeks=26),
    "month": timedelta(days=366),
}


def usual_begin(interval: Interval, end: datetime) -> datetime:
    """Where a chart that ends at `end` begins: with a whole stretch, as half of one looks like fewer articles."""
    begin = before(end, DEFAULT_SPAN[interval]).replace(minute=0, second=0, microsecond=0)
    if interval == "hour":
        return begin
    midnight = begin.replace(hour=0)
    if interval == "month":
        return midnight.replace(day=1)
    return midnight - timedelta(days=midnight.weekday()) if interval == "week" else midnight


class StatsParams(FilterParams):
    """Which articles, and how they are counted."""

    interval: Annotated[Interval, Field(description="Length of an interval, in UTC; weeks begin on Monday.")] = "day"
    by: Annotated[By | None, Field(description="Count separately by this; default: all together.")] = None


describe(StatsParams)


class StatsLine(Record):
    at: Instant
    name: str | None
    articles: int


class Stats(Record):
    """`truncated`: there are more lines than are given; narrow the filters."""

    from_: Annotated[Instant, Field(alias="from")]
    data: tuple[StatsLine, ...]
    truncated: bool


@router.get("/articles", response_model=Stats, responses=documented(examples.STATS))
def count_articles(request: Request, state: Shared, params: Annotated[StatsParams, Query()]) -> Response:
    """The number of articles per hour, day, week or month. Intervals without any are left out."""
    begin = params.from_ or usual_begin(params.interval, params.to or datetime.now(UTC))
    filters = params.filters().model_copy(update={"from_": begin})
    with state.reads.connection() as db:
        found = stats.counts(db, filters, interval=params.interval, by=params.by)
    lines = [{"at": one.at, "name": one.name, "articles": one.articles} for one in found[: stats.MOST_LINES]]
    body = {"from": begin, "data": lines, "truncated": len(found) > stats.MOST_LINES}
    return answers.respond(request, answers.dump(body))
