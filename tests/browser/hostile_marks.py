"""Run on a copy of the demonstration: every personal text becomes something a browser would run if a page let it.

Sealed and locked rows stay as they are.
"""

import sys

import django

BASES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='http://127.0.0.2/'>",
    "<link rel=stylesheet href='http://127.0.0.2/x.css'>",
    "<style>@import 'http://127.0.0.2/x.css';</style>",
    "<p style='background:url(http://127.0.0.2/x)'>x</p>",
    "<div hx-get='/nowhere' hx-trigger='load'>x</div>",
    "<div hx-on:htmx:load='alert(1)'>x</div>",
    "<div data-open='x' data-autosubmit data-row-link>x</div>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<scr<script>ipt>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "＜script＞alert(1)＜/script＞",
    "javascript:alert(1)",
    "${alert(1)} {{ 7*7 }} {% x %}",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
)
# What text stands in: plain, an attribute in either quotes, a title or a text field, a script.
OPENINGS = ("", '">', "'>", "</title></textarea></select>", "*/</script></style>-->")
PAYLOADS = tuple(opening + base for base in BASES for opening in OPENINGS)


def worded_facts() -> str:
    """The codes of facts that are told in words, as SQL."""
    from ansinh.support.facts.registry import fact_kinds

    return ", ".join(f"'{code}'" for code, kind in fact_kinds().items() if kind.type == "text")


def mark() -> int:
    """Give each row's free words a payload; how many rows."""
    from django.db import DatabaseError, connection, transaction
    from tests.matrix.marking import fields_of

    from ansinh.kernel.walls import walled_models
    from ansinh.support.models import Fact

    done = 0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE hostile (turn INTEGER PRIMARY KEY, words TEXT)")
        cursor.executemany("INSERT INTO hostile VALUES (%s, %s)", list(enumerate(PAYLOADS)))
        for model in walled_models():
            names = fields_of(model)
            if not names:
                continue
            word = f"(SELECT words FROM hostile WHERE turn = abs({model._meta.db_table}.rowid) %% {len(PAYLOADS)})"
            # The value of a fact is words only where the fact is told in words; others are read as what they are.
            where = f" WHERE code IN ({worded_facts()})" if model is Fact else ""
            columns = ", ".join(f"{model._meta.get_field(name).column} = {word}" for name in names)
            try:
                with transaction.atomic():
                    cursor.execute(f"UPDATE {model._meta.db_table} SET {columns}{where}".replace("%%", "%"))
                    done += cursor.rowcount
            except DatabaseError:
                # Rows that nobody may change, whoever asks.
                continue
    return done


if __name__ == "__main__":
    django.setup()
    print(mark(), file=sys.stdout)
