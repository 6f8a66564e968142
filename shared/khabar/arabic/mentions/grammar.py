"""How a date looks inside running text: a table of patterns over sketches. Pure; knows no clock.

Not here: the words (`kinds.py`); what a match means at a moment (`resolve.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from khabar.arabic.mentions.kinds import BREAK, SIGNS, SKETCHED, UNKNOWN
from khabar.arabic.mentions.words import Sketch, Token

# A name is a kind of word, {name} another row; | ? * ( ) as in regular expressions.
_PARTS = {
    "day": "(THE? DAY|ORDINAL (TEN|PLUS THE_TENS)?|THE_TENS)",
    "month": "MONTH ((SLASH|OPEN|DASH) MONTH CLOSE?)?",
    "when": "(PAST|NOW|NEXT)",
    "gregorian_year": "(FROM|COMMA|DASH|SLASH)? (YEAR_WORD|THE_YEAR)? YEAR ERA?",
    "hijri_year": "(FROM|COMMA|DASH|SLASH)? (YEAR_WORD|THE_YEAR)? HIJRI_YEAR ERA?",
    "its_year": "(FROM? (YEAR_WORD|THE_YEAR)? YEAR ERA?)",
    "that_year": "FROM? (THE_YEAR {when}|THIS THE_YEAR|THE_YEAR SAME|SAME THE_YEAR)",
    "tail": "({gregorian_year}|{that_year}|FROM? {when})",
    "weekday": "(DAY_WORD? WEEKDAY {when}? (COMMA|OPEN|DASH|IN)? CORRESPONDING? (DAY_WORD|COMMA)?)",
    "side": "(SINCE|BEFORE|AFTER)",
    "about": "(ABOUT|MORE|LESS)*",
    "number": "(THE? (DAY|COUNT)|HUNDRED (PLUS (NUMBER|TENS))?|NUMBER PLUS TENS|NUMBER TEN|NUMBER|TENS|TEN)",
    "one": "(ONE_UNIT|DAY_WORD|MONTH_WORD|YEAR_WORD)",
    "unit": "({one}|UNITS)",
    "to": "(TO|DASH)",
    "of_month": "((FROM|DASH|SLASH|COMMA)? MONTH_WORD?)",
    "time": "(EARLIER FROM?)? ((PART|DAY_WORD) FROM?)*",
    "unnamed": "(?! (YEAR|HIJRI_YEAR|MONTH|HIJRI_MONTH|WEEKDAY|DAY))",  # «قبل عام 2010» is no year ago
    "a_year": "((YEAR_WORD|THE_YEAR)? (YEAR|HIJRI_YEAR) ERA?)",
}

# Tried in this order at each place; the first that fits wins, and a stretch of text is used once.
_FORMS = {
    "numeric": """{weekday}? (DAY DASH DAY DASH (YEAR|HIJRI_YEAR)|DAY SLASH DAY SLASH (YEAR|HIJRI_YEAR)
                  |DAY DOT DAY DOT (YEAR|HIJRI_YEAR)|(YEAR|HIJRI_YEAR) DASH DAY DASH (DAY|DAY_OF_ERA)
                  |(YEAR|HIJRI_YEAR) SLASH DAY SLASH (DAY|DAY_OF_ERA)) ERA?""",
    "date_range": """{side}? {weekday}? {day} {of_month} {month} {tail}? {to} {weekday}? {day} {of_month} {month}
                     {tail}?""",
    "day_list": "THE? DAY (COMMA? PLUS THE? DAY)+ {of_month} {month} {tail}?",
    "day_range": """{side}? (BETWEEN {day} PLUS {day}|{day} {to} {day})
                    {of_month} {month} {tail}?""",
    "date": "{side}? ({time} {weekday})? {day} {of_month} {month} {tail}?",
    "hijri_date": """{side}? {weekday}? {day} ({of_month} HIJRI_MONTH {hijri_year}
                     |FROM? MONTH_WORD? HIJRI_MONTH ({that_year}|FROM? {when})?)""",
    "day_of_month": """{weekday}? (({day} ({to}|PLUS))? {day} FROM (THE_MONTH {when}|THIS THE_MONTH)
                    |(DAY_WORD|(?<=IN)|(?<=TO)|(?<=FROM)) ({day} {to})? {day} FROM? NOW)""",
    "month_range": """(BETWEEN {month} {its_year}? PLUS|{month} {its_year} {to}) {month} {its_year}
                      |{month} {to} {month} {tail}""",
    "month": "{side}? EDGE? MONTH_WORD? {month} {tail}",
    "hijri_month": "{side}? EDGE? MONTH_WORD? HIJRI_MONTH ({hijri_year}|{that_year}|FROM? {when})",
    "bare_month": """({side} MONTH_WORD?|EDGE MONTH_WORD?|MONTH_WORD|(?<=IN)|(?<=MONTH PLUS)) {month}
                     |MONTH (SLASH|OPEN) MONTH CLOSE?""",
    "bare_hijri_month": "{side}? EDGE? MONTH_WORD HIJRI_MONTH",
    "year_range": """BETWEEN THE_PAIR? {a_year} PLUS {a_year}|{side}? FROM {a_year} TO {a_year}
                     |{side}? (YEAR_WORD|THE_YEAR)? (YEAR ERA? (DASH|SLASH) YEAR ERA?
                     |HIJRI_YEAR ERA? (DASH|SLASH) HIJRI_YEAR ERA?)""",
    "portion_of_month": """(PORTION|THE_WEEK) (ORDINAL|FINAL) FROM? (MONTH_WORD? {month} {tail}?
                           |THE_MONTH {when}|THIS THE_MONTH)""",
    "portion": "PORTION (ORDINAL|FINAL) FROM? ({a_year}|THE_YEAR {when}|THIS THE_YEAR)",
    "bare_portion": "PORTION ORDINAL (FROM THE_YEAR)?(?! FROM)",
    "edge": """{side}? EDGE (THE_YEAR {when}|THIS THE_YEAR|THE_MONTH {when}|THIS THE_MONTH|YEAR_WORD YEAR
               |THE_YEAR YEAR|YEAR|THE_YEAR|THE_MONTH) ERA?""",
    "decade": """EDGE? (DECADE THE_CENTURY (PAST|THE_TENS|THE? DAY)
                 |THE_DECADE (FROM? THE_CENTURY (PAST|THE_TENS|THE? DAY)|(?! FROM? THE_CENTURY)))""",
    "worded_year": """{side}? YEAR_WORD THOUSAND (PLUS HUNDRED)?
                      (PLUS? (NUMBER PLUS TENS|NUMBER TEN|NUMBER|TENS|TEN))?""",
    "year": """THE_PAIR YEAR(?= PLUS YEAR)|{side}? (YEAR_WORD|THE_YEAR) (YEAR|HIJRI_YEAR) ERA?
               |{side} (YEAR|HIJRI_YEAR) ERA?(?! {unit})|(YEAR|HIJRI_YEAR) ERA|DATED_YEAR|DATED_HIJRI_YEAR""",
    "lone_year": "((?<=IN)|(?<=TO)|(?<=YEAR PLUS)) YEAR(?! {unit})|(?<=UNITS)YEAR(?= PLUS YEAR)|(?<=OPEN)YEAR(?=CLOSE)",
    "weekday_of_week": "{time} WEEKDAY FROM? (THE_WEEK {when}|THIS THE_WEEK)",
    "counted": """{side}? (THE_UNITS (THE_NUMBER (PLUS THE_TENS|TEN)?|THE? (DAY|COUNT))|THE_PAIR|THE? {number} {unit}
                  |THE_NUMBER (UNITS|THE_UNITS)) {when}|LATEST ({number} {unit}|PAIR)""",
    "period": """{side}? ((THE_WEEK|THE_MONTH|THE_YEAR|THE_SEASON|THE_NIGHT) {when}
                 |THIS (THE_WEEK|THE_MONTH|THE_YEAR|THE_SEASON)|SEASON (YEAR_WORD|THE_YEAR)? (YEAR|{when}))""",
    "weekday_pair": """{side}? ({time} WEEKDAY (DASH|SLASH) WEEKDAY|PART WEEKDAY WEEKDAY(?! DAY)
                       |BETWEEN WEEKDAY PLUS WEEKDAY)""",
    "same_day": "SAME TODAY|TODAY SAME|DAY_AFTER",
    "day": "{side}? {time} (TODAY|BACK|AHEAD|THE_NIGHT) ((COMMA|OPEN)? DAY_WORD? WEEKDAY CLOSE?)?",
    "weekday": "{side}? {time} WEEKDAY {when}?",
    "offset": """{side} {about} ({number} {unit}|PAIR|{one}{unnamed}|SOME UNITS) (PLUS HALF THE_YEAR?|ABOUT)?
                 (FROM (PRESENT|TODAY))?""",
    "duration": """LASTING {about} ({number} {unit}|PAIR|{one}{unnamed}|(THE_PAIR|THE_UNITS THE_NUMBER)(?! {when}))
                   |(?<=IN) {about} ({number} {unit}|PAIR)""",
}  # fmt: skip


def _pattern(form: str) -> str:
    while "{" in form:
        form = re.sub(r"\{(\w+)\}", lambda name: f"({_PARTS[name[1]]})", form)
    form = re.sub(r"\((?!\?)", "(?:", form)
    form = re.sub(r"[A-Z][A-Z_]*", lambda kind: _characters(kind[0]), form)
    return "".join(form.split())


def _characters(kind: str) -> str:
    dated = SKETCHED.get(f"DATED_{kind}")
    return f"[{SKETCHED[kind]}{dated}]" if dated else re.escape(SKETCHED[kind])


# No form begins with an unknown word or a sign: most places of a text are left at once.
_BEGINNING = f"(?![{re.escape(''.join(SIGNS.values()) + BREAK + UNKNOWN)}])"
_MENTION = re.compile(f"{_BEGINNING}(?:{'|'.join(f'(?P<{kind}>{_pattern(form)})' for kind, form in _FORMS.items())})")


class Match:
    """One form found in a sketch: its kind, its words, and where it stands."""

    def __init__(self, form: str, sketched: Sketch, start: int, end: int) -> None:
        self.form = form
        self.start, self.end = start, end
        self.marks = sketched.text[start:end]
        self.tokens = sketched.tokens[start:end]

    def first(self, *kinds: str) -> Token | None:
        """The first word of one of these kinds."""
        return next((token for token in self.tokens if token.kind in kinds), None)

    def values(self, *kinds: str) -> list[int]:
        return [token.value for token in self.tokens if token.kind in kinds]

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    def split(self, *kinds: str) -> tuple[Match, Match] | None:
        """What stands before and after the first word of these kinds that isn't the opening one."""
        for number, token in enumerate(self.tokens):
            if number and token.kind in kinds:
                return self.cut(0, number), self.cut(number + 1, len(self.tokens))
        return None

    def cut(self, start: int, end: int) -> Match:
        """Words number `start` to `end`, end exclusive."""
        part = object.__new__(Match)
        part.form, part.start, part.end = self.form, self.start + start, self.start + end
        part.marks, part.tokens = self.marks[start:end], self.tokens[start:end]
        return part


def read_mentions(sketched: Sketch) -> Iterator[Match]:
    """Every form in a sketch, in order."""
    for found in _MENTION.finditer(sketched.text):
        if found.lastgroup is not None and found.end() > found.start():
            yield Match(found.lastgroup, sketched, found.start(), found.end())
