"""T25: names and reasons that a browser would run stay words on every page: nothing runs, nothing is asked for, and the
content policy has nothing to report.

150 payloads stand in every personal text of a copy of the demonstration; the pages are come to by links, by the commune's
officer each run, by another in the long tier too.
"""

import html
import re
import shutil
from collections.abc import Iterator

import pytest
from tests.browser.conftest import WIDTHS, Site, _python, environment, served
from tests.browser.hostile_marks import BASES, PAYLOADS
from tests.browser.test_every_page import opened, walk

LISTEN = """
window.__breaches = [];
document.addEventListener("securitypolicyviolation", (one) => window.__breaches.push(one.violatedDirective));
"""
# The name of who is signed in stands at the head of every page.
HEAD = re.compile(r'<header class="top".*?</header>', re.DOTALL)
# What is left of a payload however it was written: pages without it but the first are not opened, there is nothing in them to run.
HOSTILE = re.compile(r"alert|127\.0\.0\.2|/nowhere|7\*7|data-open='x'")
# Those who see households and dossiers.
OFFICERS = ("canboxa", pytest.param("huyen", marks=pytest.mark.long))


@pytest.fixture(scope="module")
def site(demonstration, tmp_path_factory) -> Iterator[Site]:
    """A server on a copy of the demonstration in which everybody's words are hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(demonstration, folder)
    env = environment(folder) | {"DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    assert int(_python(env, "tests.browser.hostile_marks").split()[-1]) > 1_000
    with served(folder) as one:
        yield one


def test_there_are_payloads_enough():
    assert len(set(PAYLOADS)) >= 150
    assert [one for one in PAYLOADS if not HOSTILE.search(html.unescape(html.escape(one)))] == []


def watched(page) -> list[str]:
    """From now on: every dialog that opens on the page."""
    dialogs: list[str] = []

    def opened(dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    page.add_init_script(LISTEN)
    return dialogs


@pytest.mark.parametrize("officer", OFFICERS)
def test_no_page_runs_what_stands_in_it(browse, officer: str):
    """Errors of the console and requests to other hosts fail every test of a browser; here dialogs and reports do too."""
    page = browse(officer)
    dialogs, reports, refusals, shown, told = watched(page), [], [], set(), 0
    for one in walk(page, set(), refusals):
        if told and not HOSTILE.search(html.unescape(HEAD.sub("", one.text, count=1))):
            continue
        opened(page, one.address)
        page.wait_for_load_state("load")
        told += 1
        reports += [f"{one.route}: {report}" for report in page.evaluate("window.__breaches")]
        text = page.inner_text("body")
        shown |= {base for base in BASES if base in text}
    assert (dialogs, reports, refusals) == ([], [], [])
    assert told > 20
    assert len(shown) > len(BASES) // 2, "the payloads are there to be seen"


@pytest.mark.parametrize("policy", ["kept", "taken away"])
def test_a_page_that_did_not_escape_would_be_found(site, chromium, policy: str):
    """The control: the same page with its words let through. With the policy nothing runs and it reports; without, it runs."""
    context = chromium.new_context(viewport=WIDTHS["desk"], base_url=site.base)
    page = context.new_page()
    dialogs = watched(page)

    def let_through(route) -> None:
        answer = route.fetch()
        headers = dict(answer.headers)
        if policy == "taken away":
            headers.pop("content-security-policy", None)
        route.fulfill(response=answer, headers=headers, body=html.unescape(answer.text()))

    page.goto(site.link("huyen"))
    page.route("**/households", let_through)
    page.goto("/households")
    page.wait_for_load_state("load")
    reports = page.evaluate("window.__breaches")
    context.close()
    assert (bool(dialogs), bool(reports)) == ((False, True) if policy == "kept" else (True, False))
