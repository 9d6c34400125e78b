"""Who may do what to a request, and what its state allows."""

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.grievances.enums import IMPARTIAL_KINDS, VILLAGE_KINDS, GrievanceKind, GrievanceState
from ansinh.grievances.errors import NotInThisState, OwnMaking
from ansinh.grievances.models import Grievance, Maker
from ansinh.grievances.moves import MOVES, VERB_WORDS, Move, Verb, move_of, permissions_for
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _

# Verbs by which a complaint is judged; who made its object touches none of them.
_JUDGING = frozenset({Verb.CHECK, Verb.TAKE_UP, Verb.DECIDE, Verb.ANSWER})


def check_may_receive(actor: Actor, kind: GrievanceKind, unit_id: int, village: str) -> None:
    """Raise ``Refused`` unless ``actor`` takes in requests of that kind there: a complaint is taken in by who sees the whole
    commune, because it may be about somebody of the village."""
    scope = scope_of(actor, P.RECEIVE_REQUESTS)
    if not scope.covers(unit_id, village):
        said = _(
            "Tài khoản này không có quyền «{permission}» ở địa bàn này. Hãy đề nghị người quản trị giao quyền."
        )
        raise Refused(said.format(permission=P.RECEIVE_REQUESTS.words), code="permission_missing")
    if kind not in VILLAGE_KINDS and not scope.covers(unit_id):
        said = _(
            "Loại đơn này do bộ phận tiếp nhận của xã ghi nhận, không ghi ở thôn. Hãy hướng dẫn người gửi đến xã."
        )
        raise Refused(said, code="commune_only")


def check_move(grievance: Grievance, verb: Verb, actor: Actor) -> Move:
    """The row of the table for this verb now. Raises ``NotInThisState``, ``Refused`` (no permission) or ``OwnMaking``."""
    kind, state = GrievanceKind(grievance.kind), GrievanceState(grievance.state)
    move = move_of(verb, state)
    if move is None:
        raise NotInThisState(str(VERB_WORDS[verb]), state.words)
    wanted = permissions_for(move, kind)
    village = grievance.village if kind in VILLAGE_KINDS else None
    if not any(may(actor, one, grievance.unit_id, village) for one in wanted):
        said = _("Việc «{verb}» cần quyền {permissions} ở địa bàn này. Hãy chuyển đơn cho người có quyền.")
        words = ", ".join(f"«{one.words}»" for one in sorted(wanted))
        raise Refused(said.format(verb=VERB_WORDS[verb], permissions=words), code="permission_missing")
    if kind in IMPARTIAL_KINDS and verb in _JUDGING:
        check_impartial(grievance, actor)
    return move


def check_impartial(grievance: Grievance, actor: Actor) -> None:
    """Raise ``OwnMaking`` where ``actor`` decided or made what the grievance is about. Stored ids of users are compared."""
    if not _is_impartial(grievance, actor):
        raise OwnMaking


def _is_impartial(grievance: Grievance, actor: Actor) -> bool:
    made = Maker.objects.everywhere().filter(grievance=grievance, user_id=actor.user_id)
    return actor.user_id is None or not made.exists()


def verbs_for(grievance: Grievance, actor: Actor) -> list[Verb]:
    """The verbs that ``check_move`` would let pass, in the order of the table; as many reads whatever the table has."""
    kind, state = GrievanceKind(grievance.kind), GrievanceState(grievance.state)
    village = grievance.village if kind in VILLAGE_KINDS else None
    handling = (P.RECEIVE_REQUESTS, P.DECIDE_REQUESTS, P.HEAR_APPEALS)
    held = {one for one in handling if scope_of(actor, one).covers(grievance.unit_id, village)}
    own = kind in IMPARTIAL_KINDS and not _is_impartial(grievance, actor)
    return [
        move.verb
        for move in MOVES
        if move.from_state is state
        and permissions_for(move, kind) & held
        and not (own and move.verb in _JUDGING)
    ]


def may_move(grievance: Grievance, verb: Verb, actor: Actor) -> bool:
    """Whether ``check_move`` would let it pass."""
    try:
        check_move(grievance, verb, actor)
    except Refused:
        return False
    return True
