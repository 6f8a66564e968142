"""Ways in which a page changes overnight without its article changing: pure, drawn from a seeded generator.

Each takes a parsed page and a strength 0..1, the share of the places where it strikes. Not here: any scoring.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from bs4 import BeautifulSoup
from bs4.element import Tag

# What the mutations write into pages. None of it belongs to an article, so none may be found in a body.
ADVERTISEMENTS = (
    "إعلان: خصم نصف الثمن على أجهزة المطبخ حتى نهاية الأسبوع",
    "إعلان ممول - احجز رحلتك القادمة بسعر لا يتكرر",
    "مساحة إعلانية",
)
RELATED = (
    "حريق محدود في سوق الخضار ولا إصابات",
    "موعد مباراة القمة والقنوات الناقلة",
    "أسعار صرف العملات في المصارف صباح اليوم",
    "طقس الغد: غيوم متفرقة ورياح نشطة",
    "وفاة الفنان القدير بعد صراع مع المرض",
)
LABELS = ("اقرأ أيضا", "اقرأ أيضاً:", "مواضيع ذات صلة", "شاهد أيضا", "قد يهمك")
TEASERS = (
    "قال شهود إن النيران اندلعت في محل واحد قبل أن تصل فرق الإطفاء وتخمدها خلال نصف ساعة.",
    "يلتقي الفريقان مساء الجمعة في ختام الدور الأول وسط حضور جماهيري كبير متوقع.",
)
STRANGE = (*ADVERTISEMENTS, *RELATED, *TEASERS)

Mutation = Callable[[BeautifulSoup, Sequence[Tag], random.Random, float], None]


def mutated(html: str, paragraphs: Iterable[str], mutations: Sequence[Mutation], strength: float, seed: int) -> str:
    """`html` after `mutations`, in their order. `paragraphs` are texts of the article, where boxes are put between.

    Strength 0 gives the page parsed and written again: the base line that the others compare with.
    """
    soup = BeautifulSoup(html, "lxml")
    places = _places(soup, paragraphs)
    rng = random.Random(seed)
    if strength > 0:
        for mutate in mutations:
            mutate(soup, places, rng, strength)
    return str(soup)


def rename_classes(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """Class names and ids become a build's hashes, the same everywhere on the page."""
    names: dict[str, str] = {}
    for tag in soup.find_all(True):
        for attribute in ("class", "id"):
            value = tag.get(attribute)
            if not value:
                continue
            words = [value] if isinstance(value, str) else list(value)
            for word in words:
                if word not in names:
                    names[word] = f"s{rng.getrandbits(32):08x}" if rng.random() < strength else word
            tag[attribute] = " ".join(names[word] for word in words)


def drop_jsonld(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """JSON-LD is gone."""
    _drop(soup.find_all("script", type="application/ld+json"), rng, strength)


def drop_meta(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """The head's descriptions are gone, but for the charset."""
    _drop((tag for tag in soup.find_all("meta") if not tag.get("charset")), rng, strength)


def drop_microdata(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """Attributes for machines are gone."""
    for tag in soup.find_all(True):
        for attribute in ("itemprop", "itemtype", "itemscope", "property", "role", "datetime", "data-testid"):
            if tag.name != "meta" and tag.get(attribute) is not None and rng.random() < strength:
                del tag[attribute]


def unname_tags(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """HTML5's elements become plain boxes, and paragraphs too."""
    for tag in soup.find_all(["article", "main", "section", "aside", "header", "footer", "nav", "figure", "p"]):
        if rng.random() < strength:
            tag.name = "div"


def inject_advertisements(soup: BeautifulSoup, places: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """Boxes with an advertisement between the article's paragraphs."""
    for place in _some(places, rng, strength):
        box = soup.new_tag("div", attrs={"class": f"x{rng.getrandbits(24):06x}", "style": "text-align:center"})
        link = soup.new_tag("a", attrs={"href": "https://ads.example/click?id=7", "rel": "sponsored"})
        link.string = rng.choice(ADVERTISEMENTS)
        script = soup.new_tag("script")
        script.string = "(window.adslot=window.adslot||[]).push({});"
        box.extend([script, link])
        place.insert_after(box)


def inject_related(soup: BeautifulSoup, places: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """«اقرأ أيضا» between the article's paragraphs: as a list, as a line, as a card."""
    for place in _some(places, rng, strength):
        shape = rng.choice((_related_list, _related_line, _related_card))
        place.insert_after(shape(soup, rng))


def inject_sidebar(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """A column of other stories with teasers, before or behind everything else."""
    if soup.body is None or rng.random() >= strength:
        return
    column = soup.new_tag("div")
    for headline, teaser in zip(RELATED, TEASERS * 3, strict=False):
        card = soup.new_tag("div")
        title, text = soup.new_tag("h3"), soup.new_tag("p")
        title.append(_link(soup, headline, rng))
        text.string = teaser
        card.extend([title, text])
        column.append(card)
    if rng.random() < 0.5:
        soup.body.insert(0, column)
    else:
        soup.body.append(column)


def reorder(soup: BeautifulSoup, _: Sequence[Tag], rng: random.Random, strength: float) -> None:
    """The head's entries change places."""
    if soup.head is None or rng.random() >= strength:
        return
    entries = [entry.extract() for entry in soup.head.find_all(["meta", "link", "title"], recursive=False)]
    rng.shuffle(entries)
    soup.head.extend(entries)


MUTATIONS: dict[str, Mutation] = {
    "classes renamed": rename_classes,
    "no JSON-LD": drop_jsonld,
    "no meta": drop_meta,
    "no microdata": drop_microdata,
    "only div": unname_tags,
    "head reordered": reorder,
    "advertisements": inject_advertisements,
    "related links": inject_related,
    "column of stories": inject_sidebar,
}


def _places(soup: BeautifulSoup, paragraphs: Iterable[str]) -> list[Tag]:
    """The elements that are one paragraph of the article each, but for the last: a box behind it is no interruption."""
    wanted = {" ".join(text.split()) for text in paragraphs if len(text) > 40}
    found = [
        tag
        for tag in soup.find_all(["p", "div", "h2", "h3"])
        if " ".join(tag.get_text().split()) in wanted and tag.find(["p", "div"]) is None
    ]
    return found[:-1]


def _drop(tags: Iterable[Tag], rng: random.Random, strength: float) -> None:
    for tag in list(tags):
        if rng.random() < strength:
            tag.decompose()


def _some(places: Sequence[Tag], rng: random.Random, strength: float) -> list[Tag]:
    return [place for place in places if rng.random() < 0.5 * strength]


def _link(soup: BeautifulSoup, text: str, rng: random.Random) -> Tag:
    link = soup.new_tag("a", attrs={"href": f"/news/{rng.getrandbits(20)}"})
    link.string = text
    return link


def _related_list(soup: BeautifulSoup, rng: random.Random) -> Tag:
    box = soup.new_tag("div", attrs={"class": f"x{rng.getrandbits(24):06x}"})
    label, entries = soup.new_tag("h4"), soup.new_tag("ul")
    label.string = rng.choice(LABELS)
    for headline in rng.sample(RELATED, 3):
        entry = soup.new_tag("li")
        entry.append(_link(soup, headline, rng))
        entries.append(entry)
    box.extend([label, entries])
    return box


def _related_line(soup: BeautifulSoup, rng: random.Random) -> Tag:
    line, strong = soup.new_tag("p"), soup.new_tag("strong")
    strong.string = f"{rng.choice(LABELS).rstrip(':')}: "
    line.extend([strong, _link(soup, rng.choice(RELATED), rng)])
    return line


def _related_card(soup: BeautifulSoup, rng: random.Random) -> Tag:
    box, label = soup.new_tag("div"), soup.new_tag("span")
    label.string = rng.choice(LABELS)
    link = _link(soup, "", rng)
    title = soup.new_tag("h3")
    title.string = rng.choice(RELATED)
    link.append(title)
    box.extend([label, link])
    return box
