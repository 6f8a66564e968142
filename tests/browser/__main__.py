"""`make browser`: the pages in a real browser, in both languages, on a desk and on a phone, by day and by night.

Starts everything with the sample newsroom in a folder of its own, watches articles arrive, and visits every page.
Reports what a person would trip over: errors of the console, requests that fail, fonts that don't load, a wrong
direction, a page wider than the screen, what axe calls serious, and what the Tab key does not reach or show. Runs in an
environment of its own; Chromium is the system's.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from queue import Empty

from axe_playwright_python.sync_playwright import Axe
from first_day import first_day
from playwright.sync_api import Browser, Error, Page, Response, sync_playwright
from served import Served, answer, running, wait_until

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENS = {"desk": ({"width": 1280, "height": 900}, "light"), "phone": ({"width": 390, "height": 844}, "dark")}
LANGUAGES = {"ar": "rtl", "en": "ltr"}
# Readers' own: an Arabic browser writes figures in Arabic-Indic digits unless it is told otherwise.
LOCALES = {"ar": "ar-EG", "en": "en-GB"}
# What is drawn can't be read later: the words of charts are kept as they are drawn.
KEEP_DRAWN = """window.drawn = [];
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  window.drawn.push(String(text));
  return fillText.call(this, text, ...place);
};"""
GRAVE = ("serious", "critical")
# Numbers what the keyboard has to reach, and begins before the first of it: a page may have put the focus elsewhere.
NUMBER_STOPS = """() => {
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(one => one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden' && one.checkVisibility());
  stops.forEach((one, place) => one.dataset.stop = place);
  stops[0].focus();
  return stops.map(one => one.outerHTML.slice(0, 80));
}"""
# Where the focus stands: its number, and whether it is seen.
STOP = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const isRinged = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [Number(one.dataset.stop ?? -1), isRinged && isInView];
}"""
START_SECONDS, ARTICLES_SECONDS, LEAST_ARTICLES = 120, 180, 20


class Visits:
    """Opens pages and keeps what was wrong with them."""

    def __init__(self, browser: Browser, home: str, pictures: Path | None) -> None:
        self._browser, self._home, self._pictures = browser, home, pictures
        self.faults: list[str] = []
        self.visited = 0

    def watched(self, screen: str, language: str = "ar") -> Page:
        """A new window, whose console and requests are listened to."""
        size, scheme = SCREENS[screen]
        context = self._browser.new_context(
            viewport=size, color_scheme=scheme, reduced_motion="reduce", locale=LOCALES[language]
        )
        context.add_init_script(KEEP_DRAWN)
        page = context.new_page()
        page.on("console", lambda said: self.note(page, f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: self.note(page, f"script: {error}"))
        page.on("requestfailed", lambda asked: self._failed(page, asked.url, asked.failure))
        return page

    def visit(self, path: str, language: str, screen: str) -> None:
        page = self.watched(screen, language)
        page.goto(f"{self._home}{path}{'&' if '?' in path else '?'}lang={language}")
        page.wait_for_function("document.fonts.status === 'loaded'")
        fonts = page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)")
        if not any("Plex" in family for family in fonts):
            self.note(page, "the font of the pages was not loaded")
        if page.evaluate("document.documentElement.dir") != LANGUAGES[language]:
            self.note(page, "the page runs in the wrong direction")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            self.note(page, "the page is wider than the screen")
        if page.evaluate("window.drawn.some(text => /[\\u0660-\\u0669]/.test(text))"):
            self.note(page, "the chart has other digits than the page")
        self.check(page)
        self._walk(page)
        if self._pictures is not None:
            name = path.strip("/").replace("/", "-").replace("?", "-")[:60] or "dashboard"
            page.screenshot(path=str(self._pictures / f"{name}-{language}-{screen}.png"), full_page=True)
        page.context.close()
        self.visited += 1

    def check(self, page: Page) -> None:
        """What axe finds on the page as it stands."""
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in GRAVE:
                where = [node["target"] for node in violation["nodes"][:3]]
                self.note(page, f"axe {violation['impact']}: {violation['id']} at {where}")

    def _walk(self, page: Page) -> None:
        """Tab from the first stop to the last; dates and files have several stops in one element."""
        stops = page.evaluate(NUMBER_STOPS)
        missed, hidden = set(range(1, len(stops))), set[int]()
        for _ in range(len(stops) + 20):
            page.keyboard.press("Tab")
            place, is_seen = page.evaluate(STOP)
            missed.discard(place)
            if place > 0 and not is_seen:
                hidden.add(place)
            if not missed:
                break
        # A live figure that is renewed meanwhile is another element, and was not numbered.
        for place in sorted(place for place in missed if page.query_selector(f"[data-stop='{place}']")):
            self.note(page, f"Tab does not reach {stops[place]}")
        for place in sorted(hidden):
            self.note(page, f"the focus is not seen on {stops[place]}")

    def note(self, page: Page, fault: str) -> None:
        """Keep what is wrong with a page."""
        self.faults.append(f"{page.url.removeprefix(self._home)}: {fault}")

    def _failed(self, page: Page, url: str, why: str | None) -> None:
        # A live stream ends with its page, and whoever goes on leaves what the page was still asking for.
        if "/app/live" not in url and why != "net::ERR_ABORTED":
            self.note(page, f"request failed: {url} ({why})")


def rows_arrive(visits: Visits, home: str) -> None:
    """Articles stream into a dashboard that was open before they were stored."""
    page = visits.watched("desk")
    page.goto(home + "/?lang=ar")
    page.wait_for_selector("li.row.fresh", timeout=ARTICLES_SECONDS * 1000)
    page.context.close()


def tried(visits: Visits, served: Served) -> str:
    """A page of the playground with a record on it, asked for by its form, as the browser itself sends it.

    While workers are busy the page waits, and takes nothing from who is on it; then it turns into the record in place.
    """
    page = visits.watched("desk")
    page.goto(f"{served.home}/app/try")
    with served.held("khabar_worker"):
        page.click("main form summary")
        page.fill("#pasted", "قال سالم البحري، شيخ الصيادين: «الموسم واعد»، وذلك يوم الأحد في مرفأ الجزيرة.")
        page.click("main form button")
        page.wait_for_url(f"{served.home}/app/try/*", timeout=ARTICLES_SECONDS * 1000)
        page.wait_for_selector("[data-waiting]")
        page.evaluate("isSame = true; document.querySelector('#content').dataset.seen = 'yes'")
        for _ in range(2):
            with page.expect_response(asked_by_itself):
                pass
        if not page.evaluate("document.querySelector('#content').dataset.seen"):
            visits.note(page, "the waiting page was replaced by itself")
        visits.check(page)
    page.wait_for_selector(".reader", timeout=ARTICLES_SECONDS * 1000)
    if not page.evaluate("window.isSame"):
        visits.note(page, "the waiting page was loaded anew, and did not turn into the record")
    lights_up(visits, page)
    path = page.url.removeprefix(served.home).partition("?")[0]
    page.context.close()
    return path


def asked_by_itself(answered: Response) -> bool:
    """Whether a script of the page asked for that."""
    return answered.request.headers.get("hx-request") == "true"


def lights_up(visits: Visits, page: Page) -> None:
    """What a speaker said is marked in the text while the pointer or the focus is on the name, and no longer."""
    name = page.locator(".found details[data-ref] summary").first
    lit = "[...document.querySelectorAll('mark.lit')].map(one => one.dataset.ref)"
    said = page.locator(".found details[data-ref]").first.get_attribute("data-ref") or ""
    for way, reach in (("the focus", name.focus), ("the pointer", name.hover)):
        page.mouse.move(0, 0)
        page.locator("header a").first.focus()
        before = page.evaluate(lit)
        reach()
        if before or not (shown := page.evaluate(lit)) or not set(shown) <= set(said.split()):
            visits.note(page, f"{way} on a speaker does not mark what he said: {before} before, {said} wanted")


def led_on(visits: Visits, served: Served) -> None:
    """Who subscribes at a site's address waits there, and is led to its feed once that is found."""
    home = served.home
    site = urllib.parse.urljoin(answer(f"{home}/v1/articles?limit=1&fields=url")["data"][0]["url"], "/")
    page = visits.watched("desk")
    page.goto(f"{home}/app/feeds")
    with served.held("khabar_ingest"):
        page.fill("#url", site)
        page.press("#url", "Enter")
        page.wait_for_selector("[data-waiting=discovery]")
    page.wait_for_url(f"{home}/app/feeds/*", timeout=ARTICLES_SECONDS * 1000)
    page.context.close()


def discovered(visits: Visits, home: str) -> str:
    """A page of feeds found at the newsroom's address; while it waits, it is as good as any other."""
    site = urllib.parse.urljoin(answer(f"{home}/v1/articles?limit=1&fields=url")["data"][0]["url"], "/")
    page = visits.watched("desk")
    page.goto(f"{home}/app/feeds")
    page.fill("#url", site)
    page.click("button[formaction]")
    page.wait_for_url(f"{home}/app/discoveries/*", timeout=ARTICLES_SECONDS * 1000)
    visits.check(page)
    page.wait_for_selector("form.found", timeout=ARTICLES_SECONDS * 1000)
    path = page.url.removeprefix(home).partition("?")[0]
    page.context.close()
    return path


def walked(visits: Visits, home: str) -> None:
    """A new reader's first day, in both languages."""
    story = answer(f"{home}/v1/articles?limit=1&fields=url")["data"][0]["url"]
    for language, screen, word in (("ar", "desk", "الماء"), ("en", "phone", "السمك")):
        page = visits.watched(screen, language)
        try:
            first_day(page, home, site=urllib.parse.urljoin(story, "/"), word=word, language=language)
        except (AssertionError, Empty, Error) as stopped:
            visits.note(page, f"a new reader can't go on: {stopped}")
        page.context.close()


def by_keyboard(visits: Visits, home: str) -> None:
    """What is done with the keys alone is said, and the focus stands there, so that it is heard."""
    feed = answer(f"{home}/v1/feeds?limit=1")["data"][0]["id"]
    steps = [
        ("/app/search?q=%D8%B3%D8%AF", "#name", "البحث"),
        ("/app/search", "form[action='/app/searches/remove'] button", ""),
        *((f"/app/feeds/{feed}", f"form[action$='/{action}'] button", "") for action in ("poll", "pause", "resume")),
    ]
    page = visits.watched("desk")
    for path, field, typed in steps:
        page.goto(home + path)
        page.focus(field)
        page.keyboard.type(typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if not page.evaluate("document.activeElement.matches('.done[role=status]')"):
            visits.note(page, f"nothing is said after {field}, or the focus is elsewhere")
        visits.check(page)
    page.context.close()


def versioned(home: str) -> str:
    """An article of several versions: taken down, and shown again."""
    article = answer(f"{home}/v1/articles?limit=1&fields=id")["data"][0]["id"]
    for action in ("withhold", "restore"):
        order = urllib.request.Request(f"{home}/v1/articles/{article}:{action}", b'{"reason": "a try"}')
        order.add_header("Content-Type", "application/json")
        urllib.request.urlopen(order, timeout=20).close()
    return f"/app/articles/{article}"


def paths_of(visits: Visits, served: Served) -> list[str]:
    """Every kind of page, with something on it."""
    home = served.home
    articles = answer(f"{home}/v1/articles?limit=50&fields=word_count")["data"]
    longest = max(articles, key=lambda one: one["word_count"])["id"]
    feed = answer(f"{home}/v1/feeds?limit=1")["data"][0]["id"]
    source = answer(f"{home}/v1/articles?limit=1&fields=publisher")["data"][0]["publisher"]["id"]
    several = versioned(home)
    return [
        "/", f"/app/articles/{longest}",
        several, f"{several}?version=1", f"{several}/changes?from=1&to=3",
        "/app/search", "/app/search?q=%D8%B3%D8%AF", "/app/feeds",
        f"/app/feeds/{feed}", "/app/sources", f"/app/sources/{source}", "/app/lineage?url=https://example.com/1",
        "/app/webhooks", "/app/quarantine", "/problems/not-found", f"/app/articles/{longest}?view=json", "/app/try",
        "/app/reference",
        tried(visits, served), discovered(visits, home),
    ]  # fmt: skip


def main() -> int:
    """0; 1 when a page has a fault; 2 when there is no browser."""
    parser = argparse.ArgumentParser(prog="make browser", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--khabar", type=Path, required=True, help="the khabar command to try")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="keep a picture of every page there")
    options = parser.parse_args()
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        print("no Chromium found; on Debian: apt-get install chromium", file=sys.stderr)
        return 2
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with running(options.khabar) as served, sync_playwright() as play:
        home = served.home
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        visits = Visits(browser, home, options.pictures)
        wait_until("the pages", START_SECONDS, lambda: answer(f"{home}/readyz")["status"] == "ok")
        rows_arrive(visits, home)
        enough = f"{home}/v1/articles?limit={LEAST_ARTICLES}&fields=id"
        wait_until("articles", ARTICLES_SECONDS, lambda: len(answer(enough)["data"]) >= LEAST_ARTICLES)
        walked(visits, home)
        by_keyboard(visits, home)
        led_on(visits, served)
        for path in paths_of(visits, served):
            for language in LANGUAGES:
                for screen in SCREENS:
                    visits.visit(path, language, screen)
        browser.close()
    for fault in dict.fromkeys(visits.faults):
        print(fault)
    print(f"{visits.visited} visits, {len(visits.faults)} faults; articles streamed in")
    return int(bool(visits.faults))


if __name__ == "__main__":
    raise SystemExit(main())
