"""Every route declares its policy: the permission it needs, or that it is open to whoever signed in or to everybody.

What a signed-in person is shown is written to the log by the route itself (``audit.sights``), unless the route says, by a
reason from a closed list, that its answers hold nothing protected. Nobody can forget it.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ansinh.access.assurance import way_to_assurance
from ansinh.access.credentials import check_credential
from ansinh.access.doers import remembering_doers
from ansinh.access.queries import remembering_rights, scope_of
from ansinh.access.walls import within_walls
from ansinh.accounts.actor import actor_of
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.permissions import Permission
from ansinh.audit.sights import Sight, noted_already, record_sight, watching
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import asks_for_part

View = Callable[..., HttpResponse]


class Open(StrEnum):
    """Routes that need no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


class Nothing(StrEnum):
    """Why an answer shows nothing protected; another reason needs a line here."""

    LAW = "law"  # standards, their numbers and manuals
    PLACES = "places"  # administrative units, their acts and populations
    OWN = "own"  # the person's own account, sessions, jobs and menus
    SUMS = "sums"  # totals and forms, no household and no person
    BLANK = "blank"  # an empty form, a template, a choice of what to do
    RECEIPT = "receipt"  # that something was received, and nothing of what is stored


# Figures, jobs and one's own tables leave as files by the right to see them; lists of people need a right of their own.
EXPORTED = frozenset(Permission) - {
    Permission.PRINT_FORMS,
    Permission.WATCH_PROGRESS,
    Permission.MANAGE_PEOPLE,
    Permission.IMPORT_FILES,
    Permission.READ_LOG,
    Permission.EDIT_PLACES,
    Permission.RECORD_POPULATIONS,
    Permission.KEEP_PLANS,
    Permission.VIEW_BUDGETS,
    Permission.MAKE_BUDGETS,
    Permission.APPROVE_BUDGETS,
    Permission.APPROVE_PLANS,
}
# Pages that a view gives; what a refusal, a redirect or a failure answers shows no record.
_SHOWN = frozenset({200, 206, 409, 422})


def route(
    needs: Permission | Open,
    *,
    methods: Sequence[str] = ("GET",),
    sees: Nothing | None = None,
    session_only: bool = False,
    takes: TokenKind | None = None,
    decides: bool = True,
) -> Callable[[View], View]:
    """Make a function a view with a policy. The view finds ``request.actor``, ``request.scope`` (of the permission) and
    ``request.saw(count=…, filters=…, place=…)``, by which it may say more of what it shows; lists say so by themselves.

    Who is not signed in is sent to sign in; who has the permission nowhere gets ``Refused``. An answer that shows something
    is in the log before it is sent, or ``Unavailable`` (503) is raised in its place; ``sees`` says why nothing needs to be.

    A reading token answers every GET but those of ``session_only`` routes, where credentials are made; ``takes`` names a kind
    of token that may send to the route. Who must show a second factor first is sent to do so (``access.assurance``); a list
    is exported (``?export=``) by whoever may also export, and only where. ``decides`` false: what is posted only searches.
    """
    allowed = tuple(methods) + (("HEAD",) if "GET" in methods else ())
    silent = sees is not None or needs is Open.PUBLIC

    def decorate(view: View) -> View:
        @wraps(view)
        @remembering_rights()
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            request.actor = None  # type: ignore[attr-defined]
            if request.user.is_authenticated:
                request.actor = actor_of(request.user)  # type: ignore[attr-defined]
            elif needs is not Open.PUBLIC:
                return _to_sign_in(request)
            check_credential(request, session_only=session_only, takes=takes)
            for one in _asked(needs, request):
                scope = _scope(request.actor, one)
                request.scope = scope.both(getattr(request, "scope", scope))  # type: ignore[attr-defined]
                if away := way_to_assurance(request, one, writes=decides and "POST" in methods):
                    return away
            request.lets_out = SimpleLazyObject(lambda: _lets_out(needs, request))  # type: ignore[attr-defined]
            sight = Sight()
            request.saw = sight.saw  # type: ignore[attr-defined]
            with (
                remembering_doers(),
                within_walls(
                    request.actor,  # type: ignore[attr-defined]
                    getattr(request, "scope", None),
                    needs if isinstance(needs, Permission) else None,
                ),
            ):
                if silent or request.actor is None:  # type: ignore[attr-defined]
                    return view(request, *args, **kwargs)
                with watching() as written:
                    response = view(request, *args, **kwargs)
                if response.status_code in _SHOWN and request.method != "HEAD" and not noted_already(written):
                    _note_sight(request, sight, kwargs)
                return response

        answer.policy = needs  # type: ignore[attr-defined]
        answer.sees = sees  # type: ignore[attr-defined]
        answer.session_only, answer.takes = session_only, takes  # type: ignore[attr-defined]
        answer.methods = tuple(methods)  # type: ignore[attr-defined]
        return answer

    return decorate


def _asked(needs: Permission | Open, request: HttpRequest) -> list[Permission]:
    """The permissions a request needs: the route's, and that of taking a list of people away as a file."""
    if not isinstance(needs, Permission):
        return []
    takes_away = needs in EXPORTED and request.GET.get("export")
    return [needs, Permission.EXPORT_LISTS] if takes_away else [needs]


def _lets_out(needs: Permission | Open, request: HttpRequest) -> bool:
    """Whether who asks may take the lists of a page away as files: nobody is offered what is then refused."""
    return needs not in EXPORTED or not scope_of(request.actor, Permission.EXPORT_LISTS).is_empty  # type: ignore[attr-defined]


def _note_sight(request: HttpRequest, sight: Sight, named: Mapping[str, object]) -> None:
    match = request.resolver_match
    record_sight(
        by=request.actor,  # type: ignore[attr-defined]
        sight=sight,
        route=match.view_name if match else request.path,
        named=named,
        method=str(request.method),
        part=asks_for_part(request),
    )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    target = f"{reverse('accounts:sign-in')}?{back}"
    if request.headers.get("HX-Request"):
        # A part of a page cannot sign in: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _scope(actor, needs: Permission):
    scope = scope_of(actor, needs)
    if scope.is_empty:
        said = _("Tài khoản này không có quyền «{permission}». Hãy đề nghị người quản trị giao quyền.")
        raise Refused(said.format(permission=needs.words), code="permission_missing")
    return scope
