"""Every setting, read from `KHABAR_…` variables or a `.env` file. The only reader of the environment."""

from __future__ import annotations

import difflib
import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from khabar.errors import BadSetting
from khabar.server_urls import DatabaseUrl, RedisUrl
from khabar.setting_types import (
    LISTED,
    BareUrl,
    HomePath,
    Line,
    LongSecret,
    OneNetwork,
    OneOpening,
    Origin,
)

CompatLayer = Literal["newsapi", "greader", "miniflux"]

# A file that nobody fetched within this is of yesterday.
EXPORT_DAYS = 2
GIGABYTE = 1_000_000_000


def default_data_dir() -> Path:
    """`/var/lib/khabar` for root (root's home may be closed to PostgreSQL's account) and for accounts without a home,
    else the user's data folder.

    Source: XDG Base Directory Specification 0.8.
    """
    if os.geteuid() != 0:
        with suppress(RuntimeError):  # neither the environment nor the system names a home
            return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "khabar"
    return Path("/var/lib/khabar")


class Settings(BaseSettings):
    """One frozen set of settings. Services get it as an argument; nothing else reads the environment."""

    model_config = SettingsConfigDict(
        env_prefix="KHABAR_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
    )

    # Where things are
    data_dir: HomePath = Field(
        default_factory=default_data_dir,
        description="Folder of the embedded PostgreSQL and Valkey. Root: /var/lib/khabar; user: ~/.local/share/khabar.",
    )
    database_url: DatabaseUrl | None = Field(
        None, repr=False, description="PostgreSQL 15 or newer. Unset: the embedded server under KHABAR_DATA_DIR."
    )
    database_read_url: DatabaseUrl | None = Field(
        None,
        repr=False,
        description="The same database as a role that may only read; the API reads by it. Unset: KHABAR_DATABASE_URL.",
    )
    redis_url: RedisUrl | None = Field(
        None, repr=False, description="Redis 7 or Valkey 8 or newer. Unset: the embedded server under KHABAR_DATA_DIR."
    )
    database_account: str = Field(
        "", description="System account for the embedded PostgreSQL when run as root. Empty: postgres, else nobody."
    )

    # API
    api_host: str = Field("127.0.0.1", description="Address the API binds. Anything but loopback requires API keys.")
    api_port: Annotated[int, Field(ge=1, le=65535)] = Field(8000, description="Port of the API.")
    api_keys: Literal["auto", "required"] = Field(
        "auto",
        description="auto: keys are asked for unless the API is bound to loopback, and it refuses to start elsewhere "
        "while there is none. required: keys are always asked for, and the API starts without one.",
    )
    api_rate_limit: Annotated[int, Field(ge=0)] = Field(
        600, description="Requests a minute for each key or address. 0 switches the limit off."
    )
    api_cors: Annotated[tuple[Origin, ...], NoDecode, LISTED] = Field(
        (),
        description="Origins whose pages may call the API from a browser, comma separated: https://app.example; * is "
        "every origin, where keys are asked for. Empty: none.",
    )
    metrics_host: str = Field("127.0.0.1", description="Address that KHABAR_METRICS_PORT is bound at.")
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None,
        description="A port of its own for /metrics, which asks for no key and is gone from the API's. Unset: on the "
        "API's port, with a key.",
    )
    trusted_proxies: Annotated[tuple[OneNetwork, ...], NoDecode, LISTED] = Field(
        (),
        description="Networks of the reverse proxies in front of the API, in CIDR form, comma separated. "
        "X-Forwarded-For and X-Forwarded-Proto are believed from there alone. Empty: from nowhere.",
    )
    cursor_secret: LongSecret | None = Field(
        None,
        description="Signs list cursors; at least 16 characters. Unset: made once and kept in the database.",
    )

    compat: Annotated[tuple[CompatLayer, ...], NoDecode, LISTED] = Field(
        (),
        description="Other products' APIs to serve under /compat/, comma separated: newsapi, greader, miniflux. "
        "Empty: none. See docs/compat.md.",
    )

    # Outbound requests
    user_agent: Line = Field(
        "khabar/0.1 (+https://github.com/khabar-news/khabar)",
        description="Sent with every request. Put your contact address here.",
    )
    allow_networks: Annotated[tuple[OneOpening, ...], NoDecode, LISTED] = Field(
        (),
        description="Private networks that may be fetched, comma separated: in CIDR form (10.1.0.0/16), there with any "
        "port, or one port (10.1.2.3:8080).",
    )
    deny_networks: Annotated[tuple[OneNetwork, ...], NoDecode, LISTED] = Field(
        (), description="Further networks never to fetch, such as the deployment's own public addresses."
    )
    obey_robots: bool = Field(True, description="Ask robots.txt before fetching an article page.")
    host_gap_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        2.0, description="Least pause between two requests to one host. A Crawl-delay in robots.txt replaces it."
    )
    fetch_concurrency: Annotated[int, Field(ge=1, le=500)] = Field(50, description="Requests open at once, all hosts.")

    # Polling
    poll_min_seconds: Annotated[int, Field(ge=1)] = Field(900, description="Never poll a feed sooner than this.")
    poll_max_seconds: Annotated[int, Field(ge=60)] = Field(86_400, description="Poll every feed at least this often.")
    max_item_age_days: Annotated[int, Field(ge=0)] = Field(
        0, description="Older items are listed as too_old and not fetched. 0: no limit."
    )
    revisit_hours: Annotated[tuple[Annotated[float, Field(gt=0, le=8760)], ...], NoDecode, LISTED] = Field(
        (),
        description="So many hours after an article was first seen its page is asked for again, for changes that the "
        "feed does not tell, and withdrawals: 1,24. Empty: only of pages that say they are gone.",
    )
    parse_processes: Annotated[int, Field(ge=1, le=64)] = Field(1, description="Child processes that parse feeds.")

    # Ledger and workers
    lease_seconds: Annotated[int, Field(ge=5)] = Field(
        90, description="How long a claim on a piece of work holds. A page may take 30 s and a job 60 s: 75 or more."
    )
    rehint_seconds: Annotated[int, Field(ge=1)] = Field(
        120, description="After this long unclaimed, work is hinted again."
    )
    max_attempts: Annotated[int, Field(ge=1)] = Field(8, description="Claims of one piece of work before quarantine.")
    max_article_pages: Annotated[int, Field(ge=1, le=20)] = Field(
        20, description="Most pages of one article that are fetched and joined. 1: only the first."
    )
    parts_wait_seconds: Annotated[int, Field(ge=0, le=3600)] = Field(
        180, description="A record waits this long for further pages; then it is stored with what there is."
    )
    job_size: Annotated[int, Field(ge=1, le=500)] = Field(20, description="Most items in one extract job.")
    workers: Annotated[int, Field(ge=1, le=256)] = Field(2, description="Extract workers that `khabar up` starts.")
    worker_max_jobs: Annotated[int, Field(ge=1)] = Field(500, description="Jobs a worker does before it is replaced.")

    # Keeping
    keep_pages_days: Annotated[int, Field(ge=0)] = Field(90, description="Raw pages are removed after this. 0: never.")
    keep_items_days: Annotated[int, Field(ge=0)] = Field(
        365, description="Finished ledger rows are removed after this. 0: never."
    )
    keep_events_days: Annotated[int, Field(ge=0)] = Field(90, description="Events are removed after this. 0: never.")
    keep_audit_days: Annotated[int, Field(ge=0)] = Field(
        730, description="Lines of the audit are removed after this. 0: never."
    )
    keep_exports_gb: Annotated[float, Field(gt=0)] = Field(
        10, description="How large the files of all exports together may be; each goes two days after it was asked for."
    )

    # Saying
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity that is logged."
    )
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="auto: text at a terminal, JSON when piped."
    )
    pulse_file: HomePath | None = Field(
        None,
        description="Ingest and each worker touch this file every few seconds as long as their work goes round; its "
        "age is a health check. Each process needs its own. Unset: none.",
    )
    otlp_url: HttpUrl | None = Field(
        None,
        description="An OpenTelemetry collector (OTLP over HTTP, such as http://collector:4318) that gets a trace of "
        "each story. Unset: nothing is traced. Needs khabar[tracing].",
    )
    publishers_dir: HomePath | None = Field(
        None, description="Folder of your own publisher files; they win over the shipped ones."
    )
    public_url: BareUrl | None = Field(
        None,
        description="Scheme, host and port under which clients reach the API, for absolute links; hubs push news to it "
        "(WebSub). Unset: links have no host, and feeds are only polled.",
    )

    @property
    def is_embedded(self) -> bool:
        """Whether either server is the embedded one."""
        return self.database_url is None or self.redis_url is None


def variable(field: str) -> str:
    """The environment variable of a setting.

    >>> variable("api_port")
    'KHABAR_API_PORT'
    """
    return f"KHABAR_{field.upper()}"


def written(value: object) -> str:
    """A setting's value as its variable has it; secrets in full. None gives an empty text.

    >>> written((1.0, 24.0))
    '1.0,24.0'
    """
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a child process has exactly these settings."""
    values = {variable(name): written(getattr(settings, name)) for name in Settings.model_fields}
    return {**os.environ, **{name: value for name, value in values.items() if value}}


def ignored_proxies() -> tuple[str, ...]:
    """Variables that set a proxy for other programs. khabar's own requests go out directly and never use one."""
    wanted = {"http_proxy", "https_proxy", "all_proxy"}
    return tuple(sorted(name for name, value in os.environ.items() if name.lower() in wanted and value))


def unknown_variables() -> dict[str, str | None]:
    """Variables and lines of `.env` that look like settings and are none, each with the setting it may be meant for."""
    known = sorted(variable(name) for name in Settings.model_fields)
    named = {*os.environ, *dotenv_values(".env")}
    found = sorted(name for name in named if name.startswith("KHABAR_") and name not in known)
    return {name: next(iter(difflib.get_close_matches(name, known, n=1)), None) for name in found}


def load_settings(**given: object) -> Settings:
    """Settings from the environment, with `given` on top.

    Raises:
        BadSetting: names the variable, what is wrong with it, and never its value when that is secret.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors()[0]
        name = "KHABAR_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise BadSetting(f"{name}: {first['msg'].removeprefix('Value error, ')}", subject=name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f".env can't be read as UTF-8 text: {error}", subject=".env") from None
