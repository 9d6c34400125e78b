"""Pages of the gaps in support of a whole province beside the list of its households, asked for as a signed-in officer asks for
them; and, with ``--seek``, the comparing that they rest on.

    python -m benchmarks.gaps --data FOLDER [--place CODE] [--on DATE] [--times N] [--seek] [--json FILE]

``FOLDER`` is a data folder with households in it; without gaps in it ask for ``--seek`` once. The whole program answers, in this
process, without the network. Each page is asked for once to warm up, then ``--times`` times in turns. **The baseline** is the first
page of the household list of the same officer in the same run; told are the median and the 95th percentile of wall time, the processor
time of this process, what that is of the baseline's, and the number of queries.
"""

# ruff: noqa: PLC0415 - Django is set up for the folder that is named first
import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.measure import machine
from benchmarks.pages import measured, signed_in

BASELINE = "baseline: list of households, first page"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--place", default="30")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2019, 12, 14))
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seek", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ["ANSINH_DATA"] = str(options.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ansinh.config.settings"
    import django

    django.setup()
    print(machine())
    if options.seek:
        seek()
    pages = pages_of(options)
    found = measured(options.times, pages)
    base = found[BASELINE]
    for name, ask in pages.items():
        numbers = found[name]
        numbers["queries"] = queries_of(ask)
        print(
            f"{name:52s} p50 {numbers['p50']:7.1f}  p95 {numbers['p95']:7.1f}  own {numbers['own_p50']:6.1f} ms  "
            f"{numbers['own_p50'] / base['own_p50']:5.2f} of the baseline  {numbers['queries']:3d} queries"
        )
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


def seek() -> None:
    """The search of every commune where somebody lives, as its job does it."""
    from ansinh.access.scope import EVERYWHERE
    from ansinh.accounts.actor import SYSTEM
    from ansinh.kernel.dates import today
    from ansinh.support.gaps.seeking import seek_gaps_of
    from ansinh.support.reached import communes_of

    began, used = time.perf_counter(), time.process_time()
    done = [told for _unit, told in seek_gaps_of(units=communes_of(EVERYWHERE), on=today(), by=SYSTEM)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"sought in {len(done)} communes: {sum(one['open'] for one in done):,} open, {sum(one['opened'] for one in done):,} new; "
        f"{time.perf_counter() - began:.0f} s, processor {time.process_time() - used:.0f} s, peak {peak:.0f} MiB"
    )


def pages_of(options: argparse.Namespace) -> dict[str, Callable[[], None]]:
    from django.conf import settings

    from ansinh.access.scope import Scope
    from ansinh.kernel.web.sealed import seal_words
    from ansinh.places.queries import lineage, unit_at
    from ansinh.support.gaps.queries import open_gaps
    from ansinh.support.models import GapCount

    settings.ALLOWED_HOSTS.append("testserver")
    province = unit_at(options.place, options.on)
    client = signed_in(province)
    scope = Scope(lineage(province, options.on))
    counts = GapCount.objects.within(scope).filter(kind="entitled_not_served", promise=False)
    many, few = counts.order_by("-rows").first(), counts.order_by("rows").first()
    middle = open_gaps(scope).order_by("since", "pk").values_list("since", "pk")[200_000:200_001]
    deep = next(iter(middle))

    def get(address: str, **query: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(address, query)
            assert answer.status_code == 200, (address, answer.status_code)

        return ask

    owed = {"kind": "entitled_not_served", "by": "law"}
    return {
        BASELINE: get("/households"),
        "list of households, search: common words": get("/households", q=seal_words("nguyen thi")),
        "counts by place and policy": get("/gaps"),
        "counts by place and agency": get("/gaps", by="agency"),
        "counts of what is unknown": get("/gaps", kind="unknown"),
        "list, first page": get("/gaps/list"),
        "list, deep page": get("/gaps/list", after=seal_words(json.dumps(deep, default=str))),
        "list, the page before a deep page": get(
            "/gaps/list", before=seal_words(json.dumps(deep, default=str))
        ),
        "list, the newest first": get("/gaps/list", sort="-since"),
        "list, sorted by village": get("/gaps/list", sort="village"),
        "list, sorted by policy": get("/gaps/list", sort="policy"),
        "list, sorted by name": get("/gaps/list", sort="name"),
        "list, owed and not had": get("/gaps/list", **owed),
        "list, one kind that is rare": get("/gaps/list", kind="served_twice"),
        "list, a common policy": get("/gaps/list", policy=many.policy),
        "list, a rare policy": get("/gaps/list", policy=few.policy),
        "list, an agency": get("/gaps/list", agency=many.agency),
        "list, one commune and policy": get("/gaps/list", unit=str(many.unit_id), policy=many.policy, **owed),
        "list, one commune": get("/gaps/list", unit=str(many.unit_id)),
        "list, answered": get("/gaps/list", reply="will_serve"),
        "list, overdue": get("/gaps/list", reply="overdue"),
        "list, search: common words": get("/gaps/list", q=seal_words("nguyen thi")),
        "list, search: a rare name": get("/gaps/list", q=seal_words("bui huong")),
        "list, search: nobody": get("/gaps/list", q=seal_words("xyzq")),
        "list, a village": get("/gaps/list", village="Thôn 3"),
        "one gap": get(f"/gaps/{deep[1]}"),
    }


def queries_of(ask: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


if __name__ == "__main__":
    sys.exit(main())
