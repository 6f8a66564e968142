"""The table of `khabar`'s commands, with the help text shown before each is imported."""

from __future__ import annotations

from khabar.cli.later import Entry

COMMANDS = (
    Entry(
        "up",
        "khabar.cli.run:up",
        "Run everything on this machine until Ctrl-C: servers, ingest, workers, webhooks, API.",
    ),
    Entry(
        "ingest",
        "khabar_ingest.cli.run:ingest",
        "Run one ingester, which polls feeds, fetches pages and repairs the ledger.",
    ),
    Entry("worker", "khabar_worker.cli.run:worker", "Run one worker."),
    Entry("api", "khabar_api.cli.run:api", "Serve the API."),
    Entry("migrate", "khabar.cli.run:migrate", "Bring the database up to date."),
    Entry("backup", "khabar.cli.backup:backup", "Back up the whole database to a file while everything keeps running."),
    Entry("restore", "khabar.cli.backup:restore", "Restore a backup into an empty database, completely or not at all."),
    Entry(
        "reindex",
        "khabar.cli.reindex:reindex",
        "Index again the articles that an earlier version of khabar's Arabic analysis indexed.",
    ),
    Entry(
        "prune",
        "khabar.cli.prune:prune",
        "Remove raw pages, finished items, events and other data that is older than the settings keep.",
    ),
    Entry(
        "run-once",
        "khabar_ingest.cli.once:run_once",
        "Poll every feed once, fetch and extract all new items, print a summary, and exit.",
    ),
    Entry(
        "extract",
        "khabar_worker.cli.extract:extract",
        "Print the records of pages or texts: indented JSON for one, JSON lines for several.",
    ),
    Entry(
        "reextract",
        "khabar_worker.cli.reextract:reextract",
        "Extract kept pages again, and store what newer rules change as versions of origin `extractor`.",
    ),
    Entry("settings", "khabar.cli.inform:settings", "Show every setting: its value, default and meaning."),
    Entry("doctor", "khabar.cli.inform:doctor", "Check the installation, and say how to fix each problem."),
    Entry("schema", "khabar.cli.inform:schema", "Print the JSON Schema of the article record."),
    Entry(
        "feeds",
        about="Add, list, probe, pause and remove feeds.",
        entries=(
            Entry("add", "khabar_ingest.cli.add:add", "Subscribe to feeds."),
            Entry("list", "khabar.cli.feeds:list_", "List feeds with their health."),
            Entry(
                "show",
                "khabar.cli.feeds:show_",
                "Show one feed: its state, its addresses and its last polls.",
            ),
            Entry(
                "probe",
                "khabar_ingest.cli.probe:probe",
                "Fetch feeds and report status, format, freshness, charset, time zones, robots.txt and blocks.",
            ),
            Entry(
                "find",
                "khabar_ingest.cli.find:find",
                "Find the feeds of a site: those its page links to, common addresses, sitemaps.",
            ),
            Entry("import", "khabar.cli.feed_lists:import_", "Subscribe to every feed of a list."),
            Entry("export", "khabar.cli.feed_lists:export", "Write all subscriptions as OPML 2.0."),
            Entry("pause", "khabar.cli.feeds:pause", "Stop polling feeds until they are resumed."),
            Entry("resume", "khabar.cli.feeds:resume", "Poll paused or suspended feeds again, now."),
            Entry("poll", "khabar.cli.feeds:poll", "Make feeds due now."),
            Entry("set", "khabar.cli.feeds:set_", "Set which languages are kept, and whether pages are fetched."),
            Entry("remove", "khabar.cli.feeds:remove", "Unsubscribe."),
        ),
    ),
    Entry(
        "items",
        about="Find out what became of items; list, requeue and dismiss dead ones.",
        entries=(
            Entry("why", "khabar.cli.items:why", "Show what became of an address: where it was seen, and the outcome."),
            Entry("quarantine", "khabar.cli.items:quarantine", "List items that failed too often."),
            Entry("requeue", "khabar.cli.items:requeue", "Try dead items again."),
            Entry("dismiss", "khabar.cli.items:dismiss", "Give up dead items for good."),
        ),
    ),
    Entry(
        "articles",
        about="Take articles down, and show them again.",
        entries=(
            Entry(
                "withhold",
                "khabar.cli.articles:withhold",
                "Hide an article's text from now on, in every version and format.",
            ),
            Entry("restore", "khabar.cli.articles:restore", "Show a withheld article again, in its previous state."),
            Entry(
                "withheld",
                "khabar.cli.articles:withheld",
                "List withheld articles, newest first, with the reason given.",
            ),
        ),
    ),
    Entry(
        "keys",
        about="Create, list, rotate and revoke API keys.",
        entries=(
            Entry("create", "khabar.cli.keys:create", "Create a key."),
            Entry("list", "khabar.cli.keys:list_", "List keys, without their secrets."),
            Entry("rotate", "khabar.cli.keys:rotate", "Replace a key by a new one with the same name and scopes."),
            Entry("revoke", "khabar.cli.keys:revoke", "Revoke keys, immediately and for good."),
        ),
    ),
    Entry(
        "ner",
        about="Build the model that tags names in Arabic.",
        entries=(
            Entry(
                "train",
                "khabar.cli.ner:train_",
                "Train the tagger on a corpus, measure it, and write model.json and weights.gz.",
            ),
        ),
    ),
    Entry(
        "publishers",
        about="List publishers, and write and check your own files.",
        examples="""\b
khabar publishers new https://delta.example/1 …    propose a file from articles
khabar publishers check ./publishers               check your files and their golden pages
khabar publishers show aljazeera                   show names, clock, feeds and rules""",
        entries=(
            Entry("list", "khabar.cli.publishers:list_", "List the publishers that khabar knows, with their feeds."),
            Entry("show", "khabar.cli.publishers:show", "Show one publisher: names, clock, feeds and rules."),
            Entry(
                "new",
                "khabar_worker.cli.propose:new",
                "Propose a publisher file from one publisher's articles, given as addresses or saved pages.",
            ),
            Entry(
                "check",
                "khabar_worker.cli.rulecheck:check",
                "Check publisher files: every problem at once, outdated selectors, and golden pages.",
            ),
        ),
    ),
)
