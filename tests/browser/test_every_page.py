"""Every page that can be come to by links, looked at as people do: two languages, two widths, by who cannot see it.

The walk starts at the start page and follows every link to a kind of page not seen yet; what is a page and is never come to
fails the test, so that no page is hidden and none is forgotten. Then each is opened in a browser. ``ANSINH_SHOTS=folder`` keeps
a picture of each.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from zlib import crc32

import pytest
from django.urls import Resolver404, resolve
from tests.browser.conftest import WIDTHS, breaches, crowded, too_wide
from tests.pages.routes import routes
from tests.reliability.live import until
from tests.reliability.ready import alone, shared_folder

# Not followed: a way in that works once.
NOT_PAGES = {"accounts:link"}
# Links to files to save are not followed.
FILES = {
    "exchange:import-template",
    "grievances:form",
    "papers:bundle-download",
    "papers:version-file",
    "plans:document-file",
    "reports:file",
    "reviews:meeting-minutes",
    "reviews:meeting-sheet",
    "reviews:posted-list",
    "standards:pdf",
    "monitoring:conclusion-preview",
    "monitoring:preview",
    "subjects:export",
}
# Of communes in one state of a review: looked at by the walk through each of them.
OF_A_STATE = {
    "reviews:back-to-survey",
    "reviews:meeting",
    "reviews:meeting-invite",
    "reviews:meeting-record",
    "reviews:posting-notice",
}
# Of one import, one count or one file that a person makes first and looks at then: the journeys make them and look, and the
# tests of their own pages.
OF_WHO_MADE_IT = {
    "accounts:sign-in",
    "exchange:import",
    "exchange:import-book",
    "exchange:import-findings",
    "exchange:import-households",
    "exchange:import-take-back",
    "portal:household-answers",
    "portal:household-export",
    "portal:household-place",
    "portal:household-take-back",
    "policies:whatif-people",
    "portal:household-view",
    "reports:packet-download",
    "reports:people",
    "reports:reconciled",
    "reports:reconciled-form",
    "reports:reconciled-remove",
    "whatif:households",
}
# What waits for an agency is looked at by the journey of support, whose officers the walk does not sign in; what lists of health
# insurance, credit and houses lead to, and the papers of support, by the tests of their own pages (tests/pages/insurance,
# tests/support).
OF_SUPPORT = {
    "delivery:to-confirm",
    "delivery:legal-aid-ask",
    "delivery:legal-aid-case",
    "insurance:answer",
    "insurance:correct",
    "insurance:end",
    "insurance:line",
    "insurance:list",
    "insurance:reveal",
    "insurance:settled-card",
    "insurance:settlement",
    "insurance:to-answer",
    "credit:bank",
    "credit:bank-capital",
    "credit:bank-lend",
    "credit:bank-line",
    "credit:bank-lines",
    "credit:bank-list",
    "credit:bank-lists",
    "credit:bank-loan",
    "credit:bank-loans",
    "credit:group",
    "credit:lend",
    "credit:lend-free",
    "credit:line",
    "credit:list",
    "credit:loan",
    "credit:new-list",
    "housing:choose",
    "housing:lacking",
    "housing:list",
    "housing:photo",
    "housing:programme",
    "housing:propose",
    "housing:remove-photo",
    "housing:survey",
    "housing:withdraw-money",
    "housing:work",
    "support_papers:delivery-record",
    "support_papers:house-acceptance",
    "support_papers:household-plan",
    "support_papers:loan-list",
    "support_papers:pay-decision",
}
OFFICERS = ("canboxa", "huyen", "duyet", "quantri")
# English is the same pages with other words: the catalogue's own test knows of every string, this looks for words that run out
# of their place.
LANGUAGES = ("vi", pytest.param("en", marks=pytest.mark.long))


def asked_of_rules(route: str, language: str, width: str) -> bool:
    """Whether a page is asked by the rules of accessible pages, which take four times as long as the page: a third of them every time,
    at a desk's width; in the long tier all of them, in English, at both widths."""
    return language == "en" or (width == "desk" and crc32(route.encode()) % 9 < len(PARTS))


def kind_of(address: str) -> str | None:
    """The route of an address of ours; nothing for another."""
    try:
        return resolve(re.sub(r"[?#].*", "", address)).view_name
    except Resolver404:
        return None


class _Links(HTMLParser):
    """The addresses that the links of a page lead to, read from its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and "download" not in told:
            self.found.append(told.get("href") or "")


def links_in(text: str) -> list[str]:
    """The links of ours in a page's text."""
    links = _Links()
    links.feed(text)
    return [href for href in links.found if href.startswith("/") and "export=" not in href]


def opened(page, address: str) -> None:
    answer = page.goto(address)
    assert answer.status == 200, f"{answer.status} {address}"


@dataclass(frozen=True)
class Come:
    """A page that links led to: its route, its address, the page whose link it was, and its text."""

    route: str
    address: str
    before: str
    text: str


def walk(page, seen: set[str], refusals: list[str], start: str = "/", within: str = "/") -> Iterator[Come]:
    """One page of each kind that links lead to from the start, asked for and not drawn; ``seen`` collects what was come to, files
    too, and ``refusals`` what a link led to in vain. Only addresses that begin with ``within`` are gone to."""
    queue = [(start, "")]
    while queue:
        address, before = queue.pop(0)
        route = kind_of(address)
        if route is None or route in seen or route in NOT_PAGES:
            continue
        seen.add(route)
        answer = page.request.get(address)
        if answer.status != 200:
            refusals.append(f"{answer.status} {address}")
        elif "html" in answer.headers["content-type"]:
            text = answer.text()
            yield Come(route, address, before, text)
            queue += [(href, address) for href in links_in(text) if href.startswith(within)]


def look(page, route: str, language: str) -> list[str]:
    """What is wrong with the page as it stands, at both widths. It is left at the width of a desk."""
    found = []
    for width in ("phone", "desk"):
        page.set_viewport_size(WIDTHS[width])
        _keep_picture(page, f"{route}-{width}-{language}")
        if over := too_wide(page):
            found.append(f"{route} ({width}, {language}): {over} pixels too wide")
        if touching := crowded(page):
            found.append(f"{route} ({width}, {language}): {touching}")
        if asked_of_rules(route, language, width):
            found += [f"{route} ({width}, {language}): {one}" for one in breaches(page)]
    # The gallery shows the component of heads, with one of its own in it.
    if page.locator("h1").count() != 1 and route != "portal:gallery":
        found.append(f"{route}: {page.locator('h1').count()} main headings")
    return found


def _keep_picture(page, name: str) -> None:
    if folder := os.environ.get("ANSINH_SHOTS"):
        page.wait_for_timeout(150)
        page.screenshot(path=Path(folder) / f"{name.replace(':', '-')}.png")


PARTS = range(3)


def is_of(part: int, route: str) -> bool:
    """Whether a part looks at the pages of a route."""
    return crc32(route.encode()) % len(PARTS) == part


@pytest.fixture(scope="module")
def come_to(site, chromium, tmp_path_factory) -> dict[str, list]:
    """What was come to by links: ``pages`` (route, officer, address, the page before), ``routes`` of everybody and ``refusals``.
    Every part looks at a copy of the same data: one of them goes for all."""
    told = shared_folder(tmp_path_factory) / "come-to.json"
    with alone(told.with_suffix(".lock")):
        if not told.exists():
            told.write_text(json.dumps(_come_to(site, chromium)), encoding="utf-8")
    return json.loads(told.read_text(encoding="utf-8"))


def _come_to(site, chromium) -> dict[str, list]:
    pages: dict[str, list[str]] = {}
    routes_seen: set[str] = set()
    refusals: list[str] = []
    for officer in OFFICERS:
        context = chromium.new_context(base_url=site.base)
        page, seen = context.new_page(), set()
        page.goto(site.link(officer))
        for one in walk(page, seen, refusals):
            pages.setdefault(one.route, [one.route, officer, one.address, one.before])
        routes_seen |= seen
        context.close()
    return {"pages": list(pages.values()), "routes": sorted(routes_seen), "refusals": refusals}


def _led_to(page, before: str, route: str) -> str:
    """The first page of that kind that the page before leads to: what the server wrote by itself, reminders, has another number in
    each copy."""

    def leads() -> list[str]:
        return [one for one in links_in(page.request.get(before).text()) if kind_of(one) == route]

    until(lambda: bool(leads()), f"{before} does not lead to {route}", seconds=60)
    return leads()[0]


def test_every_page_is_come_to_by_links(come_to, site):
    pages = {one.name for one in routes() if "GET" in one.methods} - NOT_PAGES
    assert come_to["refusals"] == []
    assert (
        sorted(
            pages
            - set(come_to["routes"])
            - {route for route, *_more in made(site)}
            - OF_WHO_MADE_IT
            - OF_SUPPORT
            - OF_A_STATE
            - FILES
        )
        == []
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wrong_with_any_page(browse, come_to, language, part):
    desks, wrong = {}, []
    for route, officer, address, before in come_to["pages"]:
        if is_of(part, route):
            page = desks.get(officer) or desks.setdefault(officer, browse(officer, language=language))
            if page.goto(address).status == HTTPStatus.NOT_FOUND:
                opened(page, _led_to(page, before, route))
            wrong += look(page, route, language)
    assert wrong == []


def made(site) -> list[list[str]]:
    """Route, officer, the page that leads there and the address of what had to be made first (``tests.browser.made``)."""
    return json.loads((site.folder / "made.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_what_must_be_made_first_are_led_to_and_nothing_is_wrong_with_them(
    browse, site, language, part
):
    desks, wrong = {}, []
    for route, officer, before, address in made(site):
        if not is_of(part, route):
            continue
        page = desks.get(officer) or desks.setdefault(officer, browse(officer, language=language))
        if before:
            leads = links_in(page.request.get(before).text())
            assert address in {href.split("?")[0] for href in leads}, f"{before} does not lead to {route}"
        opened(page, address)
        assert kind_of(page.url.removeprefix(site.base)) == route
        wrong += look(page, route, language)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_communes_review_in_each_of_its_states(browse, language):
    """The round has communes that decided, posted, meet and list: every page of each, as who does the steps sees it."""
    page, wrong, come_to = browse("canboxa", language=language), [], set()
    page.goto("/rounds")
    with page.expect_navigation():
        page.get_by_role("link", name="2023", exact=True).click()
    communes = dict.fromkeys(href for href in links_in(page.content()) if kind_of(href) == "reviews:dossier")
    for commune in communes:
        for one in walk(page, set(), wrong, commune, within=commune):
            come_to.add(one.route)
            opened(page, one.address)
            wrong += look(page, f"{one.route}-{commune.rsplit('/', 1)[-1]}", language)
    assert len(communes) == 4
    assert sorted(OF_A_STATE - come_to) == []
    assert wrong == []
