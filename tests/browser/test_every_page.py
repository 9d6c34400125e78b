"""Every page that can be come to by links, looked at as people do: two languages, two widths, by who cannot see it.

The walk starts at the start page and follows every link to a kind of page not seen yet; what is a page and is never come to
fails the test, so that no page is hidden and none is forgotten. ``ANSINH_SHOTS=folder`` keeps a picture of each.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from zlib import crc32

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error
from tests.browser.conftest import WIDTHS, breaches, crowded, too_wide
from tests.pages.routes import routes

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
# The rules of accessible pages are asked at both widths in the long tier, every time at a desk's: they take longer than the page.
ASKED_OF_RULES = {"vi": ("desk",), "en": ("phone", "desk")}


def kind_of(address: str) -> str | None:
    """The route of an address of ours; nothing for another."""
    try:
        return resolve(re.sub(r"[?#].*", "", address)).view_name
    except Resolver404:
        return None


def links_of(page) -> list[str]:
    hrefs = page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.getAttribute('href'))"
    )
    return [href for href in hrefs if href.startswith("/") and "export=" not in href]


class _Links(HTMLParser):
    """The addresses that the links of a page lead to, read from its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and "download" not in told:
            self.found.append(told.get("href") or "")


def links_without_a_look(page, address: str) -> list[str]:
    """The links of a page that was looked at before, for another officer: asked for and not drawn."""
    answer = page.request.get(address)
    assert answer.status == 200, f"{answer.status} {address}"
    if "html" not in answer.headers["content-type"]:
        return []
    links = _Links()
    links.feed(answer.text())
    return [href for href in links.found if href.startswith("/") and "export=" not in href]


def opened(page, address: str) -> bool:
    """Open a page; false where the address gives a file to save."""
    try:
        answer = page.goto(address)
    except Error as failure:
        if "Download is starting" in failure.message:
            return False
        raise
    assert answer.status == 200, f"{answer.status} {address}"
    return True


def walk(
    page,
    seen: set[str],
    refusals: list[str],
    start: str = "/",
    within: str = "/",
    drawn: Callable[[str], bool] = lambda _route: True,
) -> Iterator[str]:
    """The routes of the pages that links lead to from the start, one page of each kind, open meanwhile; ``seen`` collects what
    was come to, files too, and ``refusals`` what a link led to in vain. Only addresses that begin with ``within`` are gone to;
    pages of routes that are not ``drawn`` are gone through and not opened."""
    queue = [start]
    while queue:
        address = queue.pop(0)
        route = kind_of(address)
        if route is None or route in seen or route in NOT_PAGES:
            continue
        seen.add(route)
        try:
            if not drawn(route):
                links = links_without_a_look(page, address)
            elif opened(page, address):
                yield route
                links = links_of(page)
            else:
                links = []
        except AssertionError as refused:
            refusals.append(str(refused).partition("\n")[0])
            continue
        queue += [href for href in links if href.startswith(within)]


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
        if width in ASKED_OF_RULES[language]:
            found += [f"{route} ({width}, {language}): {one}" for one in breaches(page)]
    # The gallery shows the component of heads, with one of its own in it.
    if page.locator("h1").count() != 1 and route != "portal:gallery":
        found.append(f"{route}: {page.locator('h1').count()} main headings")
    return found


def _keep_picture(page, name: str) -> None:
    if folder := os.environ.get("ANSINH_SHOTS"):
        page.wait_for_timeout(150)
        page.screenshot(path=Path(folder) / f"{name.replace(':', '-')}.png")


# Looking takes long and going through does not: each part goes through everything and looks at its share of the pages.
PARTS = range(3)


def is_of(part: int, route: str) -> bool:
    """Whether a part looks at the pages of a route."""
    return crc32(route.encode()) % len(PARTS) == part


# English is the same pages with other words and takes as long again: the catalogue's own test knows of every string, this
# looks for words that run out of their place.
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["vi", pytest.param("en", marks=pytest.mark.long)])
def test_every_page_is_come_to_by_links_and_nothing_is_wrong_with_it(browse, site, language, part):
    wrong: list[str] = []
    come_to: set[str] = set()

    def drawn(route: str) -> bool:
        return is_of(part, route) and route not in come_to

    for officer in OFFICERS:
        page, seen = browse(officer, language=language), set()
        for route in walk(page, seen, wrong, drawn=drawn):
            wrong += look(page, route, language)
        come_to |= seen
        page.context.close()
    pages = {one.name for one in routes() if "GET" in one.methods} - NOT_PAGES
    assert wrong == []
    assert (
        sorted(
            pages
            - come_to
            - {route for route, *_more in made(site)}
            - OF_WHO_MADE_IT
            - OF_SUPPORT
            - OF_A_STATE
            - FILES
        )
        == []
    )


def made(site) -> list[list[str]]:
    """Route, officer, the page that leads there and the address of what had to be made first (``tests.browser.made``)."""
    return json.loads((site.folder / "made.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", PARTS)
def test_pages_of_what_must_be_made_first_are_led_to_and_nothing_is_wrong_with_them(browse, site, part):
    desks, wrong = {}, []
    for route, officer, before, address in made(site):
        if not is_of(part, route):
            continue
        page = desks.get(officer) or desks.setdefault(officer, browse(officer))
        if before:
            assert opened(page, before)
            assert address in {href.split("?")[0] for href in links_of(page)}, (
                f"{before} does not lead to {route}"
            )
        assert opened(page, address)
        assert kind_of(page.url.removeprefix(site.base)) == route
        wrong += look(page, route, "vi")
    assert wrong == []


def test_the_pages_of_a_communes_review_in_each_of_its_states(browse):
    """The round has communes that decided, posted, meet and list: every page of each, as who does the steps sees it."""
    page, wrong, come_to = browse("canboxa"), [], set()
    page.goto("/rounds")
    with page.expect_navigation():
        page.get_by_role("link", name="2023", exact=True).click()
    communes = dict.fromkeys(href for href in links_of(page) if kind_of(href) == "reviews:dossier")
    for commune in communes:
        for route in walk(page, set(), wrong, commune, within=commune):
            come_to.add(route)
            wrong += look(page, f"{route}-{commune.rsplit('/', 1)[-1]}", "vi")
    assert len(communes) == 4
    assert sorted(OF_A_STATE - come_to) == []
    assert wrong == []
