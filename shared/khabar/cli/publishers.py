"""`khabar publishers …`: the shipped and your own publisher files."""

from __future__ import annotations

from typing import Annotated

import typer

from khabar.cli.context import Json, is_json, quiet_settings
from khabar.cli.show import details, json_out, say, table
from khabar.errors import BadInput
from khabar.publishers.loader import load_publishers


def list_(
    context: typer.Context,
    country: Annotated[str | None, typer.Option("--country", help="Country code of two letters, such as EG.")] = None,
    with_rules: Annotated[bool, typer.Option("--with-rules", help="Only publishers with selectors or drops.")] = False,
    as_json: Json = False,
) -> None:
    """List the publishers that khabar knows, with their feeds.

    \b
    khabar publishers list --country EG
    """
    catalogue = load_publishers(quiet_settings(context).publishers_dir)
    found = [each for each in catalogue if country in (None, each.country) and (each.has_rules or not with_rules)]
    if is_json(as_json):
        json_out([each.model_dump(mode="json") for each in found])
        return
    columns = ("id", "country", "feeds", "rules until", "name", "site")
    table(
        None,
        columns,
        ((each.id, each.country, len(each.feeds), each.valid_until, each.name_ar, each.site_url) for each in found),
    )
    say(f"{len(found)} publishers")


def show(
    context: typer.Context,
    publisher: Annotated[
        str, typer.Argument(metavar="ID_OR_URL", help="Id of the publisher, or the address of one of its pages.")
    ],
    as_json: Json = False,
) -> None:
    """Show one publisher: names, clock, feeds and rules. An address finds the publisher of that page.

    \b
    khabar publishers show aljazeera
    khabar publishers show https://www.hespress.com/1
    """
    catalogue = load_publishers(quiet_settings(context).publishers_dir)
    found = catalogue.by_id(publisher) or catalogue.for_url(publisher)
    if found is None:
        raise BadInput(
            f"There is no publisher {publisher[:200]!r}. To list them: khabar publishers list", subject=publisher
        )
    if is_json(as_json):
        json_out(found.model_dump(mode="json"))
        return
    plain = found.model_dump(mode="json", exclude={"selectors", "feeds", "drops"}, exclude_none=True)
    details({name: ", ".join(value) if isinstance(value, list) else value for name, value in plain.items()})
    rules = [(name, selector) for name, selector in found.selectors if selector] + [
        ("drops", each) for each in found.drops
    ]
    if rules:
        table("\nrules", ("field", "selector"), rules)
    if found.feeds:
        rows = ((feed.category, feed.format, feed.confidence, feed.enabled, feed.urls[0]) for feed in found.feeds)
        table("\nfeeds", ("about", "format", "confidence", "on", "address"), rows, whole=("address",))
