"""The table of the commands of `khabar`, and of what is said of each before it is imported."""

from __future__ import annotations

from khabar.cli.later import Entry

COMMANDS = (
    Entry(
        "up",
        "khabar.cli.run:up",
        "Run everything on this machine until Ctrl-C: servers, ingest, workers, webhooks, API.",
    ),
    Entry("ingest", "khabar_ingest.cli.run:ingest", "Run one ingester: poll feeds, fetch pages, mend the ledger."),
    Entry("worker", "khabar_worker.cli.run:worker", "Run one worker."),
    Entry("api", "khabar_api.cli.run:api", "Serve the API."),
    Entry("migrate", "khabar.cli.run:migrate", "Bring the database up to date."),
    Entry("backup", "khabar.cli.backup:backup", "Write the whole database into a file, while everything runs."),
    Entry("restore", "khabar.cli.backup:restore", "Fill an empty database from a backup: wholly, or not at all."),
    Entry(
        "reindex",
        "khabar.cli.reindex:reindex",
        "Index articles anew that an earlier version of khabar's Arabic analysis has indexed.",
    ),
    Entry(
        "prune",
        "khabar.cli.prune:prune",
        "Remove what is older than the settings keep: raw pages, finished items, events and the like.",
    ),
    Entry(
        "run-once",
        "khabar_ingest.cli.once:run_once",
        "Poll every feed once, fetch and extract all that came, print a summary, and exit.",
    ),
    Entry(
        "extract",
        "khabar_worker.cli.extract:extract",
        "Print the records of pages or texts: indented JSON for one, one JSON value a line for several.",
    ),
    Entry(
        "reextract",
        "khabar_worker.cli.reextract:reextract",
        "Extract kept pages again, and store what newer rules read better as versions of origin `extractor`.",
    ),
    Entry("settings", "khabar.cli.inform:settings", "Show every setting: its value, default and meaning."),
    Entry("doctor", "khabar.cli.inform:doctor", "Examine the installation, and say what to do about what is not well."),
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
                "Show one feed: its state, the addresses it can be polled at, and its last polls.",
            ),
            Entry(
                "probe",
                "khabar_ingest.cli.probe:probe",
                "Fetch feeds and say what they are: status, format, freshness, charset, zones of dates, robots.txt, "
                "blocks.",
            ),
            Entry(
                "find",
                "khabar_ingest.cli.find:find",
                "Look for the feeds of a site: what its page names, usual places, sitemaps.",
            ),
            Entry("import", "khabar.cli.feed_lists:import_", "Subscribe to every feed of a list."),
            Entry("export", "khabar.cli.feed_lists:export", "Write all subscriptions as OPML 2.0."),
            Entry("pause", "khabar.cli.feeds:pause", "Stop polling feeds until they are resumed."),
            Entry("resume", "khabar.cli.feeds:resume", "Poll paused or suspended feeds again, now."),
            Entry("poll", "khabar.cli.feeds:poll", "Make feeds due now."),
            Entry("set", "khabar.cli.feeds:set_", "Say which languages are kept, and whether pages are fetched."),
            Entry("remove", "khabar.cli.feeds:remove", "Unsubscribe."),
        ),
    ),
    Entry(
        "items",
        about="Ask what became of items; list, requeue and dismiss dead ones.",
        entries=(
            Entry(
                "why", "khabar.cli.items:why", "Tell what became of an address: where it was seen, and how it ended."
            ),
            Entry("quarantine", "khabar.cli.items:quarantine", "List items that failed too often."),
            Entry("requeue", "khabar.cli.items:requeue", "Give dead items another try."),
            Entry("dismiss", "khabar.cli.items:dismiss", "Give dead items up for good."),
        ),
    ),
    Entry(
        "articles",
        about="Take articles down, and show them again.",
        entries=(
            Entry(
                "withhold",
                "khabar.cli.articles:withhold",
                "Show nothing of an article's text from now on, in any version and form.",
            ),
            Entry("restore", "khabar.cli.articles:restore", "Show a withheld article again, in the state that it had."),
            Entry(
                "withheld",
                "khabar.cli.articles:withheld",
                "List withheld articles, the newest first, with the reason that was given.",
            ),
        ),
    ),
    Entry(
        "keys",
        about="Create, list, rotate and revoke API keys.",
        entries=(
            Entry("create", "khabar.cli.keys:create", "Make a key."),
            Entry("list", "khabar.cli.keys:list_", "List keys, without their secrets."),
            Entry("rotate", "khabar.cli.keys:rotate", "Make a key of the same name and scopes in place of an old one."),
            Entry("revoke", "khabar.cli.keys:revoke", "Make keys useless, at once and for good."),
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
khabar publishers new https://delta.example/1 …    a file proposed from articles
khabar publishers check ./publishers               every problem of your files, and their golden pages
khabar publishers show aljazeera                   names, clock, feeds and rules""",
        entries=(
            Entry("list", "khabar.cli.publishers:list_", "List the publishers that khabar knows, with their feeds."),
            Entry("show", "khabar.cli.publishers:show", "Show one publisher: names, clock, feeds and rules."),
            Entry(
                "new",
                "khabar_worker.cli.propose:new",
                "Propose a publisher file from articles of one publisher: addresses, or pages that you saved.",
            ),
            Entry(
                "check",
                "khabar_worker.cli.rulecheck:check",
                "Check publisher files: all their problems at once, selectors that are out of date, and their golden "
                "pages.",
            ),
        ),
    ),
)
