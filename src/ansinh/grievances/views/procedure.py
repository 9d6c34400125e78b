"""The table of moves and the clocks, as they are: what may happen to a request, by whom, and how long it may take."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, Open, route
from ansinh.grievances.clocks import clocks
from ansinh.grievances.diagram import diagram
from ansinh.grievances.moves import CLOCK_WORDS, MOVES, VERB_WORDS
from ansinh.kernel.web.pages import page


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def procedure(request: HttpRequest) -> HttpResponse:
    """The procedure of requests."""
    return page(
        request,
        "grievances/procedure.html",
        moves=[move for move in MOVES if move.from_state is not move.to_state],
        within=list(dict.fromkeys(move.verb for move in MOVES if move.from_state is move.to_state)),
        verb_words=VERB_WORDS,
        clock_words=CLOCK_WORDS,
        clocks=list(clocks().values()),
        diagram=diagram(),
    )
