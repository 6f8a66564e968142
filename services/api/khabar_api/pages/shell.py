"""What all pages share: templates, words in the reader's language, static files, headers. No page is here.

request ─ language (?lang, cookie, Accept-Language) ─▶ Words ─ template ─▶ HTML under a policy without inline scripts
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic import ValidationError

import khabar
from khabar_api.state import State
from khabar_api.web.auth import caller_of
from khabar_api.web.languages import LANGUAGES, UiLanguage, preferred
from khabar_api.web.reasons import in_arabic
from khabar_api.web.wrong_values import in_words

LANGUAGE_COOKIE = "khabar_lang"
STATIC = "/app/static/"
HTML = "text/html; charset=utf-8"
# Pictures are the publishers' own, and stay where they are. Nothing else comes from another site.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' https: http:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}

# Hebrew to Arabic with their supplements, and both blocks of presentation forms.
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# The error code that the ledger keeps before a reason.
_CODE = re.compile(r"^[a-z]+(?:_[a-z]+)*: ")


class Words:
    """The words of one language. A word that a page asks for and no file has is a fault, and raises."""

    def __init__(self, language: UiLanguage) -> None:
        self.language = language
        self.direction = "rtl" if language == "ar" else "ltr"

    @cached_property
    def _words(self) -> Mapping[str, str]:
        text = files("khabar_api.pages").joinpath("words", f"{self.language}.toml").read_text(encoding="utf-8")
        return {f"{part}.{name}": word for part, names in tomllib.loads(text).items() for name, word in names.items()}

    def __call__(self, name: str, **values: object) -> str:
        """The word `part.name`, with `values` put in.

        Raises:
            KeyError: the language's file has no such word.
        """
        word = self._words[name]
        return word.format(**values) if values else word

    def get(self, part: str, name: str) -> str | None:
        """The word `part.name`; None: there is none."""
        return self._words.get(f"{part}.{name}")

    def code(self, part: str, code: str) -> str:
        """What a code of the record means to a reader; the code itself where no file has words for it."""
        return self.get(part, code) or code

    def reason(self, text: str) -> str:
        """Why something failed, in the reader's language where its words are known, without the code in front.

        >>> words_of("ar").reason("unreachable: no data for 15 s")
        'لا بيانات منذ 15 ث'
        """
        said = _CODE.sub("", text)
        return (in_arabic(said) or said) if self.language == "ar" else said

    def names(self) -> frozenset[str]:
        return frozenset(self._words)

    def moment(self, at: datetime | None) -> str:
        """A moment as the page shows it without a script, in UTC; a dash when there is none."""
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else "—"

    def number(self, value: float | None) -> str:
        """A number with its thousands apart; a dash when there is none."""
        if value is None:
            return "—"
        return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def direction_of(name: str) -> str:
    """The direction that a name or title reads in; a browser by itself goes by the first letter alone.

    One Arabic word makes it Arabic: «Sky News عربية». Of a text the most letters tell it (`language.direction`).

    >>> direction_of("CNN بالعربية"), direction_of("Sky News")
    ('rtl', 'ltr')
    """
    return "rtl" if _RIGHT_TO_LEFT.search(name) else "ltr"


@cache
def words_of(language: UiLanguage) -> Words:
    return Words(language)


def language_of(request: Request) -> UiLanguage:
    """The language of the page: what the link asks for, what the reader chose, what the browser prefers, Arabic."""
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if wanted in LANGUAGES:
        return "en" if wanted == "en" else "ar"
    return preferred(request.headers.get("accept-language"), "ar")


@cache
def static_version(name: str) -> str:
    """A mark of a static file's content, so that browsers may keep it for ever."""
    body = files("khabar_api.pages").joinpath("static", *name.split("/")).read_bytes()
    return hashlib.sha256(body).hexdigest()[:12]


def static_url(name: str) -> str:
    return f"{STATIC}{name}?v={static_version(name)}"


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("khabar_api.pages"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"static": static_url, "version": khabar.__version__}
    found.filters["dir"] = direction_of
    return found


def fragment(template: str, words: Words, **values: Any) -> str:
    """A part of a page as HTML."""
    return _environment().get_template(template).render(t=words, **values)


def complaint(request: Request, error: Exception) -> str:
    """What a form says of input that was refused, without a validator's frame round the words."""
    if isinstance(error, ValidationError):
        return in_words(error.errors()[0], language_of(request))
    return str(error)


def after(path: str, done: str) -> Response:
    """Leads to the page at `path`, which says first what was done, in the words `done.…`, and has the focus there."""
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}done={done}", 303)


def page(request: Request, state: State, template: str, *, status: int = 200, **values: Any) -> Response:
    """A whole page. `?lang=` is remembered."""
    words = words_of(language_of(request))
    caller = caller_of(request)
    shown = fragment(
        template,
        words,
        path=request.url.path,
        here=request.url,
        other="en" if words.language == "ar" else "ar",
        needs_key=state.needs_key,
        caller=caller,
        done=words.get("done", request.query_params.get("done", "")),
        **values,
    )
    answer = Response(shown, status, HEADERS, media_type=HTML)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, words.language, max_age=31_536_000, samesite="lax", httponly=True)
    return answer
