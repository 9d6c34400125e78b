"""Nobody decides about the own household; what is decided of kin is confirmed apart. No text lays this down: it keeps decisions
beyond doubt, and is asked of linked accounts alone (``households.officers``)."""

from ansinh.access.doers import actor_words
from ansinh.accounts.actor import Actor
from ansinh.households.officers import close_to
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.reviews.decisions.coming import list_of, rows_to_decide
from ansinh.reviews.models import Dossier, Outcome


def close_rows(dossier: Dossier, by: Actor) -> tuple[list[Outcome], list[Outcome]]:
    """What a decision would name of the households of ``by`` and of kin: who is on a list, or leaves one."""
    close = close_to(by.user_id)
    if not close.all:
        return [], []
    rows = [one for one in rows_to_decide(dossier).filter(household__in=close.all) if list_of(one)]
    return (
        [one for one in rows if one.household_id in close.own],
        [one for one in rows if one.household_id in close.kin],
    )


def check_impartial(dossier: Dossier, by: Actor, kin_confirmed: bool) -> None:
    """Nobody decides about the own household; what is decided of kin is confirmed apart. Raises ``Refused``."""
    own, kin = close_rows(dossier, by)
    if own:
        raise Refused(
            _(
                "Danh sách có hộ của chính {name}. Không ai quyết định về hộ của mình: hãy để người có thẩm quyền khác quyết định."
            ).format(name=actor_words(by)),
            code="own_household",
        )
    if kin and not kin_confirmed:
        raise Refused(
            _(
                "Danh sách có {count} hộ của người từng chung hộ với {name}. Hãy để người có thẩm quyền khác quyết định, hoặc xem "
                "các hộ ấy và đánh dấu xác nhận."
            ).format(count=len(kin), name=actor_words(by)),
            code="kin_not_confirmed",
        )
