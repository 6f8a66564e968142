"""What must be true once all is quiet, asked with SQL and compared with what the newsroom published."""

from __future__ import annotations

from chaos.points import BROKEN, POISON
from chaos.press import Programme
from chaos.stage import Stage
from khabar.url import url_key

# Each gives rows only when something is wrong; a row's `what` says what.
QUERIES = {
    "open items": """select concat_ws(' ', id, stage, state, 'attempts', attempts, last_error) as what from item
        where state in ('pending', 'running')""",
    "open deliveries": "select id || ' ' || state as what from delivery where state in ('pending', 'running')",
    "two articles of one address": """select canonical_url as what from article
        group by canonical_url having count(*) > 1""",
    "two items of one entry": """select feed_id || ' ' || coalesce(url, guid) as what from item
        group by feed_id, coalesce(url, guid) having count(*) > 1""",
    "items done without an article": """select id || ' ' || outcome as what from item
        where state = 'done' and article_id is null""",
    "versions not told exactly once": """select v.article_id || ' v' || v.version || ' told ' || count(e.seq) as what
        from article_version v
        left join event e on e.article_id = v.article_id and e.article_version = v.version
        group by v.article_id, v.version having count(e.seq) <> 1""",
    "events of no version": """select e.type || ' ' || e.article_id as what from event e where e.article_id is not null
        and (e.article_id, e.article_version) not in (select article_id, version from article_version)""",
    "two created events of one article": """select article_id::text as what from event where type = 'article.created'
        group by article_id having count(*) > 1""",
    "one content stored twice in a row": """select v.article_id || ' v' || v.version as what from article_version v
        join article_version p on p.article_id = v.article_id and p.version = v.version - 1
        where p.content_hash = v.content_hash""",
    "gaps in versions": """select a.id::text as what from article a join article_version v on v.article_id = a.id
        group by a.id, a.version having count(*) <> a.version or max(v.version) <> a.version""",
    "leases of nobody": """select id::text as what from item
        where state <> 'running' and (lease_token is not null or lease_until is not null)""",
    "events without a delivery": """select e.id::text as what from event e
        where not exists (select from delivery d where d.event_seq = e.seq and d.state = 'done')""",
}


def violations(stage: Stage, programme: Programme) -> dict[str, list[str]]:
    """What is wrong, by kind, with at most five examples of each; empty when all promises were kept."""
    found = {name: [str(row["what"]) for row in stage.rows(query)] for name, query in QUERIES.items()}
    found["not in quarantine"], found["in quarantine by mistake"] = _quarantine(stage)
    found["lost stories"], found["old headlines"], found["articles of no story"] = _stories(stage, programme)
    told = {str(row["id"]) for row in stage.rows("select id from event")}
    found["events the puller missed"] = sorted(told - set(stage.puller.seen))
    found["events the puller got twice"] = sorted(event for event, n in stage.puller.seen.items() if n > 1)
    found["events the webhook missed"] = sorted(told - set(stage.endpoint.taken))
    return {name: [f"{len(what)} in all", *what[:5]] for name, what in found.items() if what}


def _quarantine(stage: Stage) -> tuple[list[str], list[str]]:
    rows = stage.rows("select id, state, entry ->> 'title' as title, last_error from item")
    is_bad = {row["id"]: POISON in row["title"] or BROKEN in row["title"] for row in rows}
    missing = [f"{row['id']} {row['state']}" for row in rows if is_bad[row["id"]] and row["state"] != "dead"]
    wrong = [f"{row['id']} {row['last_error']}" for row in rows if not is_bad[row["id"]] and row["state"] == "dead"]
    return missing, wrong


def _stories(stage: Stage, programme: Programme) -> tuple[list[str], list[str], list[str]]:
    rows = stage.rows(
        """select key, headline, article.id from article_alias join article on article.id = article_id
           where kind = 'url'"""
    )
    articles = {bytes(row["key"]): row for row in rows}
    lost, old, known = [], [], set()
    for story in stage.room.stories():
        row = articles.get(url_key(stage.room.url_of(story)))
        if story.id in programme.poison | programme.broken:
            continue
        if row is None:
            lost.append(story.id)
            continue
        known.add(row["id"])
        if row["headline"] != story.headline:
            old.append(f"{story.id}: {row['headline']} instead of {story.headline}")
    return lost, old, [str(row["id"]) for row in rows if row["id"] not in known]
