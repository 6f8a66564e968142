"""Sample pages become a publisher file that says only what the pages tell, and loads."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from khabar.errors import BadInput
from khabar.publishers.check import check_publisher
from khabar.publishers.loader import Catalogue, load_publishers
from khabar.publishers.record import Publisher
from khabar_worker.extract import extract_page
from khabar_worker.study import Proposal, draft, propose, read_sample
from khabar_worker.study.sample import Sample
from support.samples import HOST, STORIES, sample

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
GOLDEN = Path(__file__).parents[2] / "golden"


def read(html: str, name: str = "page", url: str | None = None) -> Sample:
    return read_sample(html.encode(), name=name, url=url, charset=None, now=NOW)


def proposed(*pages: str, catalogue: Catalogue | None = None) -> Proposal:
    samples = [read(page, f"page-{number}") for number, page in enumerate(pages)]
    return propose(samples, catalogue or Catalogue(), NOW)


def loaded(proposal: Proposal) -> Publisher:
    return check_publisher(tomllib.loads(draft(proposal, ()).text), "proposed.toml")


THREE = [sample(number) for number in range(3)]


def test_a_proposal_loads_and_says_who_publishes() -> None:
    found = loaded(proposed(*THREE))

    assert (found.name_ar, found.name_en) == ("صحيفة المرجان", "Marjan Daily")
    assert (found.country, found.time_zone) == ("AE", "Asia/Dubai")
    assert (found.site_url, found.domains) == (f"{HOST}/", ("marjan.example.ae",))
    assert found.valid_until == date(2027, 4, 14)


def test_selectors_are_proposed_only_for_what_the_general_rules_do_not_read() -> None:
    proposal = proposed(*THREE)

    assert proposal.selectors == {"authors": "span.maqal-author", "body": ".maqal-nass"}
    assert proposal.drops == (".khatima",)
    assert proposal.unsettled == {}


def test_a_proposed_file_reads_its_samples_right() -> None:
    publisher = loaded(proposed(*THREE))

    for number, (headline, author, _, _, paragraphs) in enumerate(STORIES):
        found = extract_page(sample(number), url=f"{HOST}/news/{number}", publisher=publisher, now=NOW)
        assert (found.headline, [each.name for each in found.authors]) == (headline, [author])
        assert tuple(getattr(block, "text", "") for block in found.body) == paragraphs
        assert "publisher_rule_missed" not in found.warnings


def test_feeds_are_those_that_every_page_names_and_not_of_comments() -> None:
    assert proposed(*THREE).site.feeds == (f"{HOST}/rss/latest.xml",)
    assert proposed(THREE[0], THREE[1].replace("latest.xml", "other.xml")).site.feeds == ()


def test_what_the_pages_do_not_tell_is_a_comment_to_fill_in() -> None:
    nameless = [
        page.replace("marjan.example.ae", "marjan.example.com")
        .replace('<meta property="og:site_name" content="صحيفة المرجان">', "")
        .replace("Marjan Daily", "https://www.marjan.example.com")
        for page in THREE
    ]

    drafted = draft(proposed(*nameless), ())

    table = tomllib.loads(drafted.text)
    assert drafted.missing == ("name_ar", "name_en", "country", "time_zone")
    assert not {"name_ar", "name_en", "country", "time_zone"} & set(table)
    assert all(f'# {key} = ""' in drafted.text for key in drafted.missing)
    filled = {"name_ar": "المرجان", "name_en": "Marjan", "country": "AE", "time_zone": "Asia/Dubai"}
    assert check_publisher({**table, **filled}, "filled.toml").name_ar == "المرجان"


def stamped(page: str, offset: str) -> str:
    meta = f'<meta property="article:published_time" content="2026-03-12T09:40:00{offset}">'
    return page.replace("</head>", f"{meta}</head>")


@pytest.mark.parametrize(
    ("offset", "zone", "told"),
    [
        ("+04:00", "Asia/Dubai", "machine dates have +04:00"),
        ("Z", "Asia/Dubai", "machine dates have +00:00"),
        ("+02:00", None, "which Asia/Dubai does not have"),
    ],
)
def test_the_clock_is_the_country_s_unless_machine_dates_contradict(offset: str, zone: str | None, told: str) -> None:
    finding = proposed(*(stamped(page, offset) for page in THREE)).site.time_zone

    assert finding.value == zone
    assert told in finding.evidence


def test_without_a_country_the_clocks_that_fit_are_named() -> None:
    pages = [stamped(page, "+04:00").replace("example.ae", "example.com") for page in THREE]

    finding = proposed(*pages).site.time_zone

    assert finding.value is None
    assert "fitting: Asia/Dubai, Asia/Muscat" in finding.evidence


def test_countries_that_contradict_each_other_are_told_and_none_is_taken() -> None:
    pages = [page.replace("</head>", '<meta property="og:locale" content="ar_EG"></head>') for page in THREE]

    finding = proposed(*pages).site.country

    assert finding.value is None
    assert "AE: the domain ends in .ae; EG: og:locale is ar_EG" in finding.evidence


def test_pages_of_a_known_publisher_keep_what_the_catalogue_knows() -> None:
    catalogue = load_publishers()
    bbc = catalogue.by_id("bbc-arabic")
    assert bbc is not None
    pages = [page.replace("www.marjan.example.ae", "www.bbc.com") for page in THREE]

    drafted = draft(proposed(*pages, catalogue=catalogue), bbc.feeds)

    found = check_publisher(tomllib.loads(drafted.text), "bbc-arabic.toml")
    assert (found.id, found.policy, found.rights_note, found.feeds) == (bbc.id, "excerpt", bbc.rights_note, bbc.feeds)
    assert '# The catalogue\'s file has selectors.headline = "h1#content"' in drafted.text


def test_one_sample_is_enough_for_a_file_but_not_for_drops() -> None:
    proposal = proposed(THREE[0])

    assert loaded(proposal).name_ar == "صحيفة المرجان"
    assert proposal.drops == ()


def test_pages_that_the_general_rules_read_well_need_no_selector() -> None:
    plain = (GOLDEN / "wordpress" / "newspaper_theme.html").read_text(encoding="utf-8")

    proposal = propose([read(plain, url="https://malaeb.example.com/safina-keeper/")], Catalogue(), NOW)

    assert (proposal.selectors, proposal.drops) == ({}, ())
    assert "no selectors are needed" in draft(proposal, ()).text


@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*/*.html")), ids=lambda path: path.stem)
def test_a_proposal_never_makes_a_page_worse(page: Path) -> None:
    if page.parent.name == "refused":
        with pytest.raises(BadInput, match="can't be used as a sample"):
            read(page.read_text(encoding="utf-8", errors="replace"), url="https://a.example.eg/news/1")
        return
    before = read_sample(page.read_bytes(), name="page", url="https://a.example.eg/news/1", charset=None, now=NOW)

    proposal = propose([before], Catalogue(), NOW)

    after = proposal.results[0].extraction
    assert after.headline == before.extraction.headline
    assert after.body == before.extraction.body
    assert not before.extraction.authors or after.authors == before.extraction.authors
    assert "publisher_rule_missed" not in after.warnings


def test_samples_of_two_sites_are_refused_with_what_belongs_where() -> None:
    with pytest.raises(BadInput) as refusal:
        proposed(sample(0), sample(1, host="https://other.example.net"))

    assert "page-0: example.ae; page-1: example.net" in refusal.value.message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7\n1 0 obj", "is not HTML"),
        (b'{"title": "x"}', "is not HTML"),
        ("خبر بلا وسوم".encode(), "is not HTML"),
        (bytes(range(128, 256)) * 20, "page can't be read"),
        (
            b"<rss><channel><link>https://a.example/</link><item><link>https://a.example/1</link></item></channel></rss>",
            "is a feed, not an article: give addresses of articles, such as https://a.example/1",
        ),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "is a feed, not an article: give addresses of articles"),
        (b"<html><body><p>x</p></body></html>", "does not say its address: give it with --url"),
    ],
    ids=["pdf", "json", "text", "binary", "rss", "atom", "no address"],
)
def test_what_is_no_sample_is_refused_with_what_to_give(body: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_sample(body, name="page", url=None, charset=None, now=NOW)

    assert said in refusal.value.message
