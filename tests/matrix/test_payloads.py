"""T25: what somebody typed is shown as it was typed and never runs; no key or password lies in the repository."""

import re
import subprocess
from itertools import product
from pathlib import Path

import pytest
from tests.matrix.people import asker
from tests.matrix.walking import ask
from tests.matrix.world import OWN, World

from ansinh.households.models import Household, LifeEvent, Membership, Person
from ansinh.kernel.dates import now, today
from ansinh.kernel.identifiers import mint_id

_SCRIPTS = ("alert(1)", "fetch('//x')", "top.location='//x'")
_SHELLS = (
    "<script src=data:,{}></script>",
    "<ScRiPt>{}</sCrIpT>",
    "</title><script>{}</script>",
    "--><script>{}</script>",
    "]]><script>{}</script>",
    "</textarea><script>{}</script>",
    "</style><script>{}</script>",
    "<img src=x onerror={}>",
    '"><img src=x onerror={}>',
    "'><img src=x onerror={}>",
    "<svg onload={}>",
    "<svg/onload={}>",
    "<svg><script>{}</script></svg>",
    "<body onload={}>",
    "<iframe src=javascript:{}>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<a href=javascript:{}>x</a>",
    "<a href='jav&#x09;ascript:{}'>x</a>",
    "<math><mtext><script>{}</script>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}>",
    "<object data=javascript:{}>",
    "<embed src=javascript:{}>",
    "<form action=javascript:{}><button>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<link rel=stylesheet href=javascript:{}>",
    "<base href=javascript:{}//>",
    '" onmouseover="{}',
    "' onmouseover='{}",
    '" autofocus onfocus="{}" x="',
    "<div style=background:url(javascript:{})>",
    "<x onclick={}>x</x>",
    "<marquee onstart={}>",
    "{{{{ {} }}}}",
    "{{% if {} %}}",
    "${{{}}}",
    "<%= {} %>",
    "<template><script>{}</script></template>",
    "<noscript><p title='</noscript><script>{}</script>'>",
    "<b hx-get='//x' hx-trigger='load'>{}</b>",
    "<b hx-on:load='{}'>",
    "<b data-hx-get='//x'>{}</b>",
    "<select><option><script>{}</script>",
    "<table background=javascript:{}>",
    "<isindex action=javascript:{}>",
    "\u202e<script>{}</script>",
    "<script\n>{}</script\n>",
    "<scr\0ipt>{}</script>".replace("\0", ""),
    "&lt;script&gt;{}&lt;/script&gt;<script>",
)
PAYLOADS = [shell.format(script) for shell, script in product(_SHELLS, _SCRIPTS)]
MARKUP = re.compile(r"[<>\"']")


def test_there_are_a_hundred_and_fifty():
    assert len(set(PAYLOADS)) >= 150


def typed(home: Household) -> None:
    """Each payload as the name of a member and as the reason of an event; one as the household's name and village."""
    people = [Person(id=mint_id(), full_name=one[:120], recorded_at=now()) for one in PAYLOADS]
    Person.objects.bulk_create(people)
    Membership.objects.everywhere().bulk_create(
        Membership(
            household=home,
            person=one,
            member_ref=f"x{place}",
            recorded_at=now(),
            recorded_by=PAYLOADS[place][:100],
        )
        for place, one in enumerate(people)
    )
    LifeEvent.objects.everywhere().bulk_create(
        LifeEvent(
            household=home,
            person=people[place],
            member_ref=f"x{place}",
            kind="joined",
            date=today(),
            reason=payload,
            recorded_at=now(),
            recorded_by="x",
        )
        for place, payload in enumerate(PAYLOADS)
    )
    Household.objects.everywhere().filter(pk=home.pk).update(head_name=PAYLOADS[0], village=PAYLOADS[7])


def running(text: str) -> list[str]:
    """The payloads that stand in a page as they were typed, where they would run."""
    return [one for one in PAYLOADS if MARKUP.search(one) and one[:120] in text]


@pytest.mark.django_db
def test_no_payload_runs_on_any_page_of_the_household(world: World):
    home = Household.objects.everywhere().get(pk=world.records[OWN]["household_id"])
    typed(home)
    client, shown = asker("commune_officer").client("session"), 0
    for address in (
        f"/households/{home.pk}",
        "/households",
        "/duplicates",
        f"/households/{home.pk}/leaves",
        f"/households/{home.pk}/split",
        f"/households/{home.pk}/head",
    ):
        answer, _written = ask(client, "GET", address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        shown += text.count("alert(1)")
        assert running(text) == [], address
    assert shown > 100, "the payloads were shown, so the test says something"


def test_a_page_that_escapes_nothing_is_found():
    """The control."""
    assert len(running("".join(PAYLOADS))) >= 140


_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}|xox[baprs]-[0-9A-Za-z-]{10,}"
    r"|(?i:password|secret|api_?key|token)\s*=\s*[\"'][A-Za-z0-9+/_-]{24,}[\"']"
)


# The example of every description of one-time codes.
_EXAMPLE = "JBSWY3DPEHPK3PXP"


def test_no_secret_lies_in_the_repository():
    root = Path(__file__).resolve().parents[2]
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False, timeout=60
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if (
            path.suffix in {".png", ".ttf", ".woff2", ".parquet", ".xlsx", ".mo", ".docx"}
            or not path.is_file()
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [
            f"{name}: {match.group(0)[:40]}"
            for match in _SECRETS.finditer(text)
            if _EXAMPLE not in match.group(0)
        ]
        if path.suffix in {".key", ".pem"}:
            found.append(name)
    assert found == []


def test_the_scan_for_secrets_finds_one():
    """The control."""
    assert _SECRETS.search("-----BEGIN " + "PRIVATE KEY-----")
    assert _SECRETS.search("password = '" + "a" * 30 + "'")
