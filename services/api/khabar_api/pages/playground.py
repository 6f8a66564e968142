"""The playground: give an address, HTML or text, and see the record it gives, as a reader and as JSON."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from khabar.errors import BadInput, BlockedAddress
from khabar.url import host_key
from khabar_api.articles.presentation import article_of
from khabar_api.operations.trials import ask_body, ask_page, trial_of
from khabar_api.pages.access import reader
from khabar_api.pages.reader import View, reading, written_out
from khabar_api.pages.shell import complaint, language_of, page, words_of
from khabar_api.state import Shared
from khabar_api.web.inputs import NO_NUL

router = APIRouter(prefix="/app/try", include_in_schema=False, dependencies=[Depends(reader("feeds:write"))])
# Text in hand has none of these.
_TAG = re.compile(rb"<(?:!doctype|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)


@router.get("")
def show_form(request: Request, state: Shared, url: str = "") -> Response:
    """What to extract."""
    return page(request, state, "try.html", url=url, pasted="", problem=None)


@router.post("")
def extract(
    request: Request,
    state: Shared,
    url: Annotated[str, Form(max_length=4000)] = "",
    pasted: Annotated[str, Form()] = "",
    published: Annotated[str, Form(max_length=500, pattern=NO_NUL)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Ask for a record, and lead to where it will be."""
    given = file.file.read() if file is not None and file.filename else pasted.encode("utf-8", "replace")
    try:
        if not given.strip() and not url.strip():
            raise BadInput(words_of(language_of(request))("try.nothing"))
        source, dated = url.strip() or None, published.strip() or None
        if source is not None:
            host_key(source)
        if given.strip():
            asked = ask_body(state, given, is_text=not _TAG.search(given), url=source, published=dated)
        else:
            asked = ask_page(state, url, dated)
    except (ValueError, BadInput, BlockedAddress) as error:
        return page(request, state, "try.html", status=422, url=url, pasted=pasted, problem=complaint(request, error))
    return RedirectResponse(f"/app/try/{asked.id}", 303)


@router.get("/{trial_id}")
def show_trial(request: Request, state: Shared, trial_id: UUID, view: View = "read") -> Response:
    """The record; until it is there, the page asks again by itself."""
    asked = trial_of(state, trial_id)
    if asked.record is None:
        return page(request, state, "tried.html", asked=asked, article=None, title=asked.url or "", view=view)
    article = article_of(asked.record)
    written = written_out(article) if view == "json" else ""
    return page(request, state, "tried.html", asked=asked, view=view, written=written, **reading(article))
