"""Every error khabar raises, grouped by what the caller does next. Here: names and messages. Not here: handling.

    KhabarError
    ├─ RetryLater(after)   Unreachable · Throttled · ServerFailing · StorageDown (StatementFailed) · QueueDown
    ├─ GiveUp              Gone · Forbidden · Disallowed · TooLarge · WrongType · BlockedAddress
    ├─ BadContent          NotAFeed · NotAnArticle · SaysGone · EmptyBody · UnreadableEncoding · RefusedMarkup
    └─ BadSetup            BadSetting · BadPublisher · MigrationFailed · ServerWontStart · BadInput · BadQuery

A refused or unreachable page never loses its item: the record is then made from what the feed itself said.
"""

from __future__ import annotations


class KhabarError(Exception):
    """Base of all errors. `code` is a stable snake_case word for logs, lineage and the API."""

    code = "error"
    # The HTTP status behind it; None when there was no answer. Set by khabar.http.
    status: int | None = None

    def __init__(self, message: str, *, subject: str | None = None) -> None:
        """`subject` is what the error is about: a URL, a file, a setting; None when the message says it."""
        super().__init__(message)
        self.message = message
        self.subject = subject

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders: rebuild them without asking `__init__` for its keywords."""
        return (_rebuilt, (type(self), self.args, self.__dict__))


def _rebuilt(kind: type[KhabarError], args: tuple[object, ...], state: dict[str, object]) -> KhabarError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class RetryLater(KhabarError):
    """Trying again may work. `after` is the least wait in seconds; None leaves it to the backoff."""

    code = "retry_later"

    def __init__(self, message: str, *, subject: str | None = None, after: float | None = None) -> None:
        super().__init__(message, subject=subject)
        self.after = after


class Unreachable(RetryLater):
    """No whole answer came: name not found, refused, timed out, TLS failed, cut off in mid-body."""

    code = "unreachable"


class Throttled(RetryLater):
    """The server asked for a wait (429, or 503 with Retry-After)."""

    code = "throttled"


class ServerFailing(RetryLater):
    """The server answered 5xx."""

    code = "server_failing"


class StorageDown(RetryLater):
    """PostgreSQL does not answer, or takes no changes."""

    code = "storage_down"


class StatementFailed(StorageDown):
    """PostgreSQL answers, and gave up on a statement: a deadlock, a time-out, a full disk."""

    code = "statement_failed"


class QueueDown(RetryLater):
    """Redis does not answer. The ledger still has the work."""

    code = "queue_down"


class GiveUp(KhabarError):
    """Trying again in the same way can't work."""

    code = "give_up"


class Gone(GiveUp):
    """404 or 410."""

    code = "gone"


class Forbidden(GiveUp):
    """401, 402, 403, 451, or a challenge page."""

    code = "forbidden"


class Disallowed(Forbidden):
    """robots.txt says no."""

    code = "disallowed"


class TooLarge(GiveUp):
    """More bytes than the limit, on the wire or decoded, or a compression bomb."""

    code = "too_large"


class WrongType(GiveUp):
    """Not the kind of document asked for, or a content coding that khabar does not read."""

    code = "wrong_type"


class BlockedAddress(GiveUp):
    """The URL, or an address its name resolves to, is not a public web address."""

    code = "blocked_address"


class BadContent(KhabarError):
    """The bytes arrived, and can't be used."""

    code = "bad_content"


class NotAFeed(BadContent):
    code = "not_a_feed"


class NotAnArticle(BadContent):
    """A challenge, consent, login, section or error page."""

    code = "not_an_article"


class SaysGone(NotAnArticle):
    """A page that answers 200 and says that there is none (soft 404)."""

    code = "says_gone"


class EmptyBody(BadContent):
    code = "empty_body"


class UnreadableEncoding(BadContent):
    code = "unreadable_encoding"


class RefusedMarkup(BadContent):
    """The pre-scan refused markup that would exhaust a parser; `reason` names the limit passed."""

    code = "refused_markup"

    def __init__(self, message: str, *, reason: str, subject: str | None = None) -> None:
        super().__init__(message, subject=subject)
        self.reason = reason


class BadSetup(KhabarError):
    """A person has to change something. The message says what."""

    code = "bad_setup"


class BadSetting(BadSetup):
    code = "bad_setting"


class BadPublisher(BadSetup):
    """A publisher file is wrong; `subject` is the file, `key` the key in it."""

    code = "bad_publisher"

    def __init__(self, message: str, *, file: str, key: str) -> None:
        super().__init__(f"{file}: {key}: {message}", subject=file)
        self.key = key


class MigrationFailed(BadSetup):
    code = "migration_failed"


class ServerWontStart(BadSetup):
    """An embedded server, or the API's port, could not be started."""

    code = "server_wont_start"


class BadInput(BadSetup):
    """A command or a request was given something it can't use."""

    code = "bad_input"


class BadQuery(BadInput):
    """A search query can't be read. `at` is the place of the mistake, in code points from 0.

    `arabic` says in Arabic what the message says.
    """

    code = "bad_query"

    def __init__(self, message: str, *, arabic: str, at: int) -> None:
        super().__init__(message)
        self.arabic = arabic
        self.at = at
