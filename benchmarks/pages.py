"""Pages of the household list and of one household, asked for as a signed-in officer asks for them, one after another.

    python benchmarks/pages.py --data FOLDER [--place CODE] [--on DATE] [--times N] [--json FILE]

``FOLDER`` is a data folder (``ANSINH_DATA``) with households in it, its database SQLite or what ``ANSINH_DATABASE_URL``
names. The whole program answers (middleware, session, policy, scope, template), in this process, without the network. Each
page is asked for once to warm up, then ``--times`` times in turns. Told are the median and the 95th percentile of wall time,
the processor time of this process, the number of queries, and that none counts or passes over rows. The baseline is
Django's own Paginator over the same lines, without a template: a count and a random page.
"""

# ruff: noqa: PLC0415 - Django is set up for the folder that is named first
import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

SEARCHES = {
    "common words": "nguyen thi",
    "one very common word": "nguyen",
    "beginning of a common word": "th",
    "two common words that rarely meet": "le tran",
    "three words": "do thi xuan",
    "a rare name": "bui huong",
    "nobody": "xyzq",
    "number": "HD-105",
}


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def measured(times: int, asked: dict[str, Callable[[], None]]) -> dict[str, dict[str, float]]:
    """Wall and processor time of each, in milliseconds, asked in turns so that noise falls on all alike."""
    wall: dict[str, list[float]] = {name: [] for name in asked}
    own: dict[str, list[float]] = {name: [] for name in asked}
    for run in range(times + 1):
        for name, ask in asked.items():
            began, used = time.perf_counter(), time.process_time()
            ask()
            if run:
                wall[name].append((time.perf_counter() - began) * 1000)
                own[name].append((time.process_time() - used) * 1000)
    return {
        name: {
            "p50": percentile(wall[name], 0.5),
            "p95": percentile(wall[name], 0.95),
            "least": min(wall[name]),
            "own_p50": percentile(own[name], 0.5),
        }
        for name in asked
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--place", default="30")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2019, 12, 14))
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    os.environ["ANSINH_DATA"] = str(options.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ansinh.config.settings"
    import django

    django.setup()
    pages, baseline = everything(options)
    kept = {name: ask for name, ask in {**pages, **baseline}.items() if options.only in name}
    found = measured(options.times, kept)
    counted = {name: queries_of(ask) for name, ask in pages.items() if name in kept}
    for name, numbers in found.items():
        said = counted.get(name)
        told = f"{said:3d} queries" if said is not None else ""
        print(
            f"{name:62s} p50 {numbers['p50']:7.1f}  p95 {numbers['p95']:7.1f}  least {numbers['least']:7.1f}  "
            f"own {numbers['own_p50']:6.1f} ms  {told}"
        )
        if said is not None:
            numbers["queries"] = said
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


def everything(options: argparse.Namespace) -> tuple[dict, dict]:
    from django.conf import settings
    from django.core.paginator import Paginator

    from ansinh.access.scope import Scope
    from ansinh.households.models import HouseholdLine
    from ansinh.households.search import inhabited
    from ansinh.places.queries import lineage, unit_at

    settings.ALLOWED_HOSTS.append("testserver")
    province = unit_at(options.place, options.on)
    reached = inhabited(Scope(lineage(province, options.on))).unit_ids or frozenset()
    lines = HouseholdLine.objects.everywhere()
    commune = lines.exclude(unit=None).filter(unit_id=sorted(reached)[len(reached) // 2]).first().unit
    district = commune.parent
    officers = {"province": province, "district": district, "commune": commune}
    if province.level != "province":
        officers = {"district": province, "commune": commune}
    pages: dict[str, Callable[[], None]] = {}
    for who, unit in officers.items():
        pages.update(pages_of(who, signed_in(unit), Scope(lineage(unit, options.on))))
    total = lines.count()
    dice = random.Random(3)

    def paginated() -> None:
        paginator = Paginator(HouseholdLine.objects.everywhere().order_by("name_sort", "pk"), 50)
        list(paginator.page(dice.randint(1, paginator.num_pages)).object_list)

    print(
        f"{total:,} households, {len(reached)} communes; {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"
    )
    return pages, {"baseline: Django's Paginator, a random page, no template": paginated}


def signed_in(unit):
    from django.test import Client

    from ansinh.access.actions import give_role
    from ansinh.access.models import RoleHolding
    from ansinh.accounts.actions import register_user
    from ansinh.accounts.actor import SYSTEM
    from ansinh.accounts.models import User

    name = f"bench-{unit.level}-{unit.pk}"
    user = User.objects.filter(username=name).first() or register_user(
        username=name, full_name="Nguyễn Thị Đo", by=SYSTEM
    )
    if not RoleHolding.objects.filter(user=user).exists():
        # An officer of the province may be in charge of a part of it.
        role = "commune_officer" if unit.level == "commune" else "province_officer"
        give_role(user=user, role=role, unit=unit, valid_from=unit.valid_from, by=SYSTEM)
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def pages_of(who: str, client, scope) -> dict[str, Callable[[], None]]:
    from ansinh.households.search import inhabited, lines_within
    from ansinh.kernel.web.sealed import seal_words

    def get(address: str, **query: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(address, query)
            assert answer.status_code == 200, (address, answer.status_code)

        return ask

    rows = lines_within(inhabited(scope)).filter(dissolved=False)
    deep = list(rows.order_by("-name_sort", "-pk").values_list("name_sort", "pk")[:400])[-1]
    mark = seal_words(json.dumps(deep, default=str))
    asked = {
        "first page": get("/households"),
        "deep page": get("/households", after=mark),
        "the page before a deep page": get("/households", before=mark),
        "sorted by persons": get("/households", sort="-persons"),
        "sorted by deprivations": get("/households", sort="-deprivations"),
        "poor": get("/households", **{"class": "poor"}),
        "poor, sorted by persons": get("/households", **{"class": "poor"}, sort="persons"),
        "new poor": get("/households", movement="new_poor"),
        "minority": get("/households", minority="yes"),
        "deprived in a rare indicator": get("/households", lacks="school_attendance"),
        **{f"search: {name}": get("/households", q=seal_words(text)) for name, text in SEARCHES.items()},
        "one household": get(f"/households/{deep[1]}"),
    }
    return {f"{who} officer, {name}": ask for name, ask in asked.items()}


def queries_of(ask: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        ask()
    for query in _written(asked.captured_queries):
        assert "COUNT(" not in query, query
        assert " OFFSET " not in query, query
    return len(asked)


def _written(captured: list[dict]) -> Iterator[str]:
    for query in captured:
        if "householdline" in query["sql"]:
            yield query["sql"].upper()


if __name__ == "__main__":
    sys.exit(main())
