"""Pages for people, in Arabic and English: server-rendered, with htmx for what changes in place."""
