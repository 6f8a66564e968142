"""Boxes in the text that are no part of it: requests to subscribe, memberships, forms, polls, players. Rules only."""

from __future__ import annotations

import re

from bs4 import Tag

from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.drafts import Draft, Line, ListDraft, MediaDraft, TextDraft
from khabar_worker.extract.text.keep import below, leads_away, opening_of, purpose, strings_in
from khabar_worker.extract.text.shapes import FULL_STOP, SENTENCE_END, word_count
from khabar_worker.extract.text.wordings import is_comments_label, is_label, is_offer, is_pointer, is_service

_TAGS = frozenset(("div", "section", "aside", "form"))
# A box with more is a part of the story.
_DRAFTS = range(1, 6)
_LETTERS = 320
# A request has its title and what it promises.
_REQUEST_LINES = range(2, 5)
_BUTTON_WORDS = 4
# The share of a line's letters that makes it a link, the words of a title, and the lines of a card.
_ALL = 0.9
_CARD_WORDS = 3
_CARD_LINES = 4
_TITLE_WORDS = 10
# The words of a person's name, and of a sentence.
_NAME_WORDS = 4
_STORY_WORDS = 9
# The words of a card's teaser, and of a line that only says when and where.
_TEASER_WORDS = 15
# The length and the title of a player without scripts.
_PLAYER_LINES = 2
_NOTE_WORDS = 8
# «أرسل» and «اسأل» ask for a question or stand alone: «أرسل الملك وفدا» is a sentence.
_BUTTON = re.compile(
    r"^\W*(?:(?:سجّ?ل|اشترك|انضم|احجز|تبرع|ادعم|حمّ?ل|شارك)(?:وا|ي|نا|ونا)?(?!\w)|"
    r"(?:[أا]رسل|اس[أا]ل)(?:وا|ي)?(?:\W*$|\s+(?:سؤالك|لنا|رسال[ةه]\W*$)))"
)
_PLAYER = re.compile(r"^\W*(?:to view this video|لمشاهدة (?:هذا )?الفيديو|يتعذر تشغيل|متصفحك لا يدعم)", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*(?:نبذة\s+)?عن\s+ال(?:كاتب|مؤلف|باحث|صحا?في)[ةه]?\W*$")
# Where a network takes what a reader shares.
_SHARES = re.compile(
    r"(?:twitter|x)\.com/(?:intent|share)|facebook\.com/(?:sharer|dialog)|/share\b|wa\.me/|whatsapp\.com/send",
    re.IGNORECASE,
)
_WRITERS = re.compile(r"(?:^|[\s_-])(?:author|writer|columnist)s?(?=$|[\s_-])")
_VIDEOS = re.compile(r"(?:^|[\s_-])(?:video|player)s?(?=$|[\s_-])(?!\S*(?:transcript|desc|text|caption))")
_DURATION = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_DIGIT = re.compile(r"\d")
_SOURCES = re.compile(r"^\W*(?:ال|أهم\s+ال)?(?:مصادر|مراجع|هوامش|روابط|وثائق)(?!\w)")
_RESULT = re.compile(r"^\W*[\d٠-٩]{1,3}\s*[-–—:]\s*[\d٠-٩]{1,3}\W*$")
_CLOCK = re.compile(r"[\d٠-٩]{1,2}:[\d٠-٩]{2}")
_REACTION = re.compile(r"^\W*(?:ما\s+(?:هو|هي|كان)?\s*(?:رد\S*\s+فعلك|انطباعك|شعورك)|كيف\s+تشعر)\s")
_VOTES = re.compile(r"^\W*[\d٠-٩][\d٠-٩.,٬]*\s*(?:صوت|أصوات|مصوت|مشارك)\S*\W*$")


def is_apart(tag: Tag, drafts: list[Draft], most: float, base: str, *, has_cards: bool = False) -> bool:
    """Whether a small box with these drafts is no part of the story. `most` letters are, whatever they say.

    `base` is the page's address. `has_cards`: cards of other stories stood in it too.
    """
    if tag.name not in _TAGS or len(drafts) not in _DRAFTS:
        return False
    lines = [draft for draft in drafts if isinstance(draft, TextDraft)]
    lists = [draft for draft in drafts if isinstance(draft, ListDraft)]
    media = [draft for draft in drafts if isinstance(draft, MediaDraft) and draft.kind == "image"]
    letters = sum(len(line.line.text) for line in lines) + sum(len(i.line.text) for one in lists for i in one.items)
    if len(lines) + len(lists) + len(media) < len(drafts) or not lines or letters >= min(_LETTERS, most):
        return False
    if _is_writers_card(tag, lines, lists):
        return True
    if media or lists:
        is_told = not lists and (
            _is_card(lines, media, has_cards=has_cards)
            or (len(media) == 1 and (_ends_in_more(lines) or _is_labelled(lines)))
        )
    else:
        is_told = (
            (has_cards and _is_title(lines))
            or _is_card(lines, media, has_cards=has_cards)
            or _heads_titles(lines, base)
            or _is_request(lines)
            or _is_labelled(lines)
            or (_ABOUT.match(lines[0].line.text) is not None and _is_last(tag))
            or _ends_in_button(lines)
            or _tells_result(lines)
        )
    if media:
        return is_told
    return (
        is_told
        or (not lines[1:] and lists and _heads_links(lines[0], lists, base))
        or _VOTES.match(lines[-1].line.text) is not None
        or _has_form(tag)
        or _asks(tag, lines, lists)
        or (not lists and _titles_player(tag, lines))
    )


def _is_card(lines: list[TextDraft], media: list[MediaDraft], *, has_cards: bool) -> bool:
    """The linked title of another story with its picture and a teaser, or as a heading with its day.

    The items of an article's own list have linked titles too, and sentences below them.
    """
    titles = [line for line in lines if line.line.linked >= _ALL and word_count(line.line.text) >= _CARD_WORDS]
    if len(titles) != 1 or len(lines) > _CARD_LINES or FULL_STOP.search(titles[0].line.text):
        return False
    others = [line.line.text for line in lines if line is not titles[0]]
    if media or has_cards:
        is_pictured = not media or (len(media) == 1 and media[0].leads_away)
        return is_pictured and all(word_count(text) <= _TEASER_WORDS for text in others)
    # A day or a number below the title; a few plain words may be the item's own.
    is_noted = all(word_count(text) <= _NOTE_WORDS and _DIGIT.search(text) for text in others)
    return titles[0].kind == "heading" and bool(others) and is_noted


def _ends_in_more(lines: list[TextDraft]) -> bool:
    """A title and a teaser over «المزيد», which alone is a link."""
    more = lines[-1].line
    return lines[0].kind == "heading" and len(lines) > 1 and more.linked == 1 and is_label(more.text)


def _is_title(lines: list[TextDraft]) -> bool:
    text = lines[0].line.text
    return len(lines) == 1 and word_count(text) <= _TITLE_WORDS and not FULL_STOP.search(text)


def _heads_links(title: TextDraft, lists: list[ListDraft], base: str) -> bool:
    """Nothing but titles of the site's other stories below a title; not the sources of this one, nor linked names."""
    items = [item.line for one in lists for item in one.items]
    if _SOURCES.match(title.line.text) or not any(word_count(line.text) > _NAME_WORDS for line in items):
        return False
    return all(_is_others_title(line, base) for line in items)


def _heads_titles(lines: list[TextDraft], base: str) -> bool:
    """The same as lines: a few words over nothing but titles of the site's other stories."""
    title, *others = lines
    if not others or title.line.linked or word_count(title.line.text) > _CARD_WORDS or not _is_title([title]):
        return False
    if _SOURCES.match(title.line.text):
        return False
    return all(_is_others_title(line.line, base) for line in others) and any(
        word_count(line.line.text) > _NAME_WORDS for line in others
    )


def _is_others_title(line: Line, base: str) -> bool:
    return line.linked >= _ALL and all(leads_away(span.href, base) for span in line.spans if span.kind == "link")


def _is_last(tag: Tag) -> bool:
    """Whether no sentence stands behind a box in its article."""
    above: Tag | None = tag
    while above is not None and above.name not in ("article", "main", "body"):
        for sibling in above.next_siblings:
            texts = strings_in(sibling) if isinstance(sibling, Tag) else [str(sibling)]
            if any(word_count(text.strip()) >= _STORY_WORDS and not is_service(text.strip()) for text in texts):
                return False
        above = above.parent
    return True


def entitled(drafts: list[Draft]) -> list[Draft]:
    """A player with its title as its caption, where a box holds nothing else."""
    match drafts:
        case [TextDraft() as title, MediaDraft(kind="audio" | "video", caption=None) as player]:
            if word_count(title.line.text) <= _TITLE_WORDS and not FULL_STOP.search(title.line.text):
                player.caption = title.line.text
                return [player]
    return drafts


def _is_writers_card(tag: Tag, lines: list[TextDraft], lists: list[ListDraft]) -> bool:
    """The last box of an article, a writer's by its class: the name, and what that writer is."""
    return (
        not lists and _WRITERS.search(purpose(tag)) is not None and is_signature(lines[0].line.text) and _is_last(tag)
    )


def _is_request(lines: list[TextDraft]) -> bool:
    """A request to subscribe or to join, and what it promises."""
    return len(lines) in _REQUEST_LINES and any(is_offer(line.line.text) for line in lines)


def _is_labelled(lines: list[TextDraft]) -> bool:
    """A label of the page's own over or under a few words («اسأل عن هذا المقال»); or a title over a player's excuse."""
    if is_comments_label(lines[0].line.text):
        return False  # where the story ends: tidy.py needs it
    if is_service(lines[0].line.text) or is_pointer(lines[0].line.text):
        others = lines[1:]
    elif (len(lines) > 1 and is_label(lines[-1].line.text)) or _PLAYER.match(lines[-1].line.text):
        others = lines[:-1]
    else:
        return False
    return all(word_count(line.line.text) <= _TITLE_WORDS and not FULL_STOP.search(line.line.text) for line in others)


def _ends_in_button(lines: list[TextDraft]) -> bool:
    """A title, what it promises, and a few linked words: «كن عضوا»."""
    first, last = lines[0], lines[-1]
    if len(lines) not in _REQUEST_LINES or last.line.linked < 1 or word_count(last.line.text) > _BUTTON_WORDS:
        return False
    if _BUTTON.match(last.line.text):
        # A sentence above two linked words may be the story's own: a promise is short.
        return all(word_count(line.line.text) <= _TITLE_WORDS for line in lines)
    is_title = first.kind == "heading" or first.line.bold >= 0.95
    return is_title and not FULL_STOP.search(first.line.text) and not FULL_STOP.search(last.line.text)


def is_share_button(draft: Draft, base: str) -> bool:
    """A few linked words that open nothing on the page `base`, or the page of a network that takes what is shared."""
    if not isinstance(draft, TextDraft) or draft.line.linked < 1 or word_count(draft.line.text) > _BUTTON_WORDS:
        return False
    if is_label(draft.line.text):
        return True
    addresses = [span.href for span in draft.line.spans if span.kind == "link" and span.href]
    is_shared = all(address.partition("#")[0] == base or _SHARES.search(address) for address in addresses)
    return bool(addresses) and is_shared and not is_signature(draft.line.text)


def _tells_result(lines: list[TextDraft]) -> bool:
    """The card of a match: two teams and «2 - 1»."""
    texts = [line.line.text for line in lines]
    # «12:30» is a clock too: beside it both teams.
    least = 2 if any(_CLOCK.fullmatch(text) for text in texts) else 1
    return (
        len(texts) > least
        and any(map(_RESULT.match, texts))
        and all(word_count(text) <= _BUTTON_WORDS for text in texts)
    )


def _has_form(tag: Tag) -> bool:
    return tag.name == "form" or next(below(tag, "form", "input", "textarea"), None) is not None


def _asks(tag: Tag, lines: list[TextDraft], lists: list[ListDraft]) -> bool:
    """«هل كان هذا مفيدا؟» over two buttons, and how often each was pressed."""
    counts = [item.line.text for one in lists for item in one.items]
    is_question = len(lines) == 1 and lines[0].line.text.endswith(("؟", "?"))
    if is_question and counts and _REACTION.match(lines[0].line.text):
        # «أعجبني 3»; answers of more words are the story's.
        return all(sum(not word.isdigit() for word in text.split()) <= 1 for text in counts)
    return is_question and all(map(str.isdigit, counts)) and sum(1 for _ in below(tag, "button")) > 1


def _titles_player(tag: Tag, lines: list[TextDraft]) -> bool:
    """The title and the length of a player, which has nothing to play without scripts."""
    return all(
        word_count(line.line.text) <= _TITLE_WORDS and not SENTENCE_END.search(line.line.text) for line in lines
    ) and (next(below(tag, "video", "audio"), None) is not None or (len(lines) <= _PLAYER_LINES and _is_videos(tag)))


def _is_videos(tag: Tag) -> bool:
    """Whether a box that its class calls a video's opens with a length: «1:42»."""
    return _VIDEOS.search(purpose(tag)) is not None and _DURATION.fullmatch(opening_of(tag)) is not None
