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
        description="Folder of the embedded PostgreSQL and Valkey. Root: /var/lib/khabar; else ~/.local/share/khabar.",
    )
    database_url: DatabaseUrl | None = Field(
        None, repr=False, description="PostgreSQL 15 or newer. Unset: the embedded server under KHABAR_DATA_DIR."
    )
    database_read_url: DatabaseUrl | None = Field(
        None,
        repr=False,
        description="The same database under a read-only role, which the API reads with. Unset: KHABAR_DATABASE_URL.",
    )
    redis_url: RedisUrl | None = Field(
        None,
        repr=False,
        description="Redis 7 or Valkey 8, or newer. Unset: the embedded server under KHABAR_DATA_DIR.",
    )
    database_account: str = Field(
        "",
        description="System account for the embedded PostgreSQL under root. Empty: postgres if it exists, else nobody.",
    )

    # API
    api_host: str = Field(
        "127.0.0.1", description="Address the API binds to. Any address but loopback requires API keys."
    )
    api_port: Annotated[int, Field(ge=1, le=65535)] = Field(8000, description="Port of the API.")
    api_keys: Literal["auto", "required"] = Field(
        "auto",
        description="auto: keys are required unless the API is bound to loopback; on any other address it refuses to "
        "start until a key exists. required: keys are always required, and the API starts without one.",
    )
    api_rate_limit: Annotated[int, Field(ge=0)] = Field(
        600, description="Requests per minute for each key or address. 0: no limit."
    )
    api_cors: Annotated[tuple[Origin, ...], NoDecode, LISTED] = Field(
        (),
        description="Origins whose pages may call the API from a browser, comma-separated, such as "
        "https://app.example; * means every origin, and works only where keys are required. Empty: none.",
    )
    metrics_host: str = Field("127.0.0.1", description="Address that KHABAR_METRICS_PORT is bound to.")
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None,
        description="Separate port for /metrics, which needs no key there and is removed from the API's port. Unset: "
        "/metrics is on the API's port and needs a key.",
    )
    trusted_proxies: Annotated[tuple[OneNetwork, ...], NoDecode, LISTED] = Field(
        (),
        description="Networks of the reverse proxies in front of the API, in CIDR form, comma-separated. Only they "
        "are believed about X-Forwarded-For and X-Forwarded-Proto. Empty: nobody is.",
    )
    cursor_secret: LongSecret | None = Field(
        None,
        description="Signs list cursors; at least 16 characters. Unset: made once and kept in the database.",
    )

    compat: Annotated[tuple[CompatLayer, ...], NoDecode, LISTED] = Field(
        (),
        description="Other products' APIs to serve under /compat/, comma-separated: newsapi, greader, miniflux. "
        "Empty: none. See docs/compat.md.",
    )

    # Outbound requests
    user_agent: Line = Field(
        "khabar/0.1 (+https://github.com/khabar-news/khabar)",
        description="User-Agent of every request. Put your contact address here.",
    )
    allow_networks: Annotated[tuple[OneOpening, ...], NoDecode, LISTED] = Field(
        (),
        description="Private networks that may be fetched, comma-separated: in CIDR form for every port "
        "(10.1.0.0/16), or one address with one port (10.1.2.3:8080).",
    )
    deny_networks: Annotated[tuple[OneNetwork, ...], NoDecode, LISTED] = Field(
        (),
        description="More networks never to fetch, comma-separated, such as the deployment's own public addresses.",
    )
    obey_robots: bool = Field(
        True,
        description="Check robots.txt before fetching article pages and searching sites for feeds; not before polling.",
    )
    host_gap_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        2.0, description="Minimum pause between two requests to one host. A Crawl-delay in robots.txt replaces it."
    )
    fetch_concurrency: Annotated[int, Field(ge=1, le=500)] = Field(
        50, description="Most requests open at once, across all hosts."
    )

    # Polling
    poll_min_seconds: Annotated[int, Field(ge=1)] = Field(
        900, description="Least time between scheduled polls of a feed."
    )
    poll_max_seconds: Annotated[int, Field(ge=60)] = Field(
        86_400, description="Most time between scheduled polls of a feed."
    )
    max_item_age_days: Annotated[int, Field(ge=0)] = Field(
        0, description="Items older than this are recorded as too_old and not fetched. 0: no limit."
    )
    revisit_hours: Annotated[tuple[Annotated[float, Field(gt=0, le=8760)], ...], NoDecode, LISTED] = Field(
        (),
        description="Hours after an article is first seen at which its page is fetched again, comma-separated: 1,24. "
        "This finds withdrawals and changes that the feed does not report. Empty: only pages that say "
        "they are gone are fetched again.",
    )
    parse_processes: Annotated[int, Field(ge=1, le=64)] = Field(1, description="Child processes that parse feeds.")

    # Ledger and workers
    lease_seconds: Annotated[int, Field(ge=5)] = Field(
        90,
        description="How long a claim on a piece of work holds; 75 or more: a page may take 30 s and a job 60 s.",
    )
    rehint_seconds: Annotated[int, Field(ge=1)] = Field(
        120, description="Work that nobody has claimed for this long is hinted again."
    )
    max_attempts: Annotated[int, Field(ge=1)] = Field(
        8, description="How often a piece of work may be claimed before it is quarantined."
    )
    max_article_pages: Annotated[int, Field(ge=1, le=20)] = Field(
        20, description="Maximum number of pages of one article that are fetched and joined. 1: only the first."
    )
    parts_wait_seconds: Annotated[int, Field(ge=0, le=3600)] = Field(
        180, description="How long a record waits for its further pages before it is stored with those that came."
    )
    job_size: Annotated[int, Field(ge=1, le=500)] = Field(20, description="Maximum number of items in one extract job.")
    workers: Annotated[int, Field(ge=1, le=256)] = Field(2, description="Extract workers that `khabar up` starts.")
    worker_max_jobs: Annotated[int, Field(ge=1)] = Field(
        500, description="Jobs after which a worker process is replaced."
    )

    # Keeping
    keep_pages_days: Annotated[int, Field(ge=0)] = Field(90, description="Days until raw pages are removed. 0: never.")
    keep_items_days: Annotated[int, Field(ge=0)] = Field(
        365, description="Days until finished ledger rows are removed. 0: never."
    )
    keep_events_days: Annotated[int, Field(ge=0)] = Field(90, description="Days until events are removed. 0: never.")
    keep_audit_days: Annotated[int, Field(ge=0)] = Field(
        730, description="Days until lines of the audit log are removed. 0: never."
    )
    keep_exports_gb: Annotated[float, Field(gt=0)] = Field(
        10, description="Maximum total size of all export files. Each file is removed two days after it was requested."
    )

    # Saying
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Lowest severity that is logged."
    )
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="auto: text at a terminal, JSON when piped."
    )
    pulse_file: HomePath | None = Field(
        None,
        description="File that ingest, and each worker, touches every few seconds while its work goes on; use the "
        "file's age as a health check. Each process needs its own file. Unset: none.",
    )
    otlp_url: HttpUrl | None = Field(
        None,
        description="OpenTelemetry collector (OTLP over HTTP, such as http://collector:4318) that receives a trace of "
        "each story. Needs khabar[tracing]. Unset: no tracing.",
    )
    publishers_dir: HomePath | None = Field(
        None, description="Folder of your own publisher files, which take precedence over the shipped ones."
    )
    public_url: BareUrl | None = Field(
        None,
        description="Scheme, host and port under which clients reach the API; used for absolute links, and for hubs "
        "to push news to (WebSub). Unset: links use the address of each request (behind a proxy, the one "
        "the proxy passes on), and feeds are only polled.",
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
