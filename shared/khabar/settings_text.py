"""The settings as text: .env.example, a Markdown page, rows for a table. Made from Settings, so never out of date."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from khabar.log import hide_secrets
from khabar.settings import Settings, variable, written

# Made at run time from who runs it; what the files say instead.
COMPUTED = {"data_dir": ""}
SECRET = frozenset({"cursor_secret"})


class Row(NamedTuple):
    """One setting. `value` is hidden where it is a secret; None without settings."""

    name: str
    default: str
    meaning: str
    value: str | None = None


def rows(settings: Settings | None = None) -> Iterator[Row]:
    """Every setting in its order; with values if `settings` are given."""
    for field, info in Settings.model_fields.items():
        default = COMPUTED[field] if field in COMPUTED else written(info.get_default())
        value = None
        if settings is not None:
            value = hide_secrets(written(getattr(settings, field)))
            if field in SECRET and value:
                value = "[hidden]"
        yield Row(variable(field), default, info.description or "", value)


COMPOSE = """
# For docker-compose.yml only, and needed there: passwords of its PostgreSQL and Valkey. Letters and digits, please.
POSTGRES_PASSWORD=change-me
VALKEY_PASSWORD=change-me-too
"""


def env_example() -> str:
    """The text of .env.example: every variable, commented out, with its meaning and default."""
    head = "# Settings of khabar. Copy to .env and take the # away from what you change.\n"
    head += "# Made with: khabar settings --env > .env.example\n"
    head += COMPOSE
    return head + "".join(
        "\n"
        + textwrap.fill(row.meaning, 118, initial_indent="# ", subsequent_indent="# ")
        + f"\n#{row.name}={row.default}\n"
        for row in rows()
    )


def markdown() -> str:
    """The text of docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "Read from the environment or from a file `.env` in the working folder; the environment wins.",
        "`khabar settings` shows what is in force. Made with: `khabar settings --markdown > docs/settings.md`",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.meaning} |" for row in rows()]
    return "\n".join(lines) + "\n"
