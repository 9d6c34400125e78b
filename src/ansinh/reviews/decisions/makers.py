"""Who made a dossier: whoever did any of its steps decides nothing about it (two people, one after the other)."""

from collections import defaultdict
from collections.abc import Sequence

from ansinh.access.doers import actor_words
from ansinh.accounts.actor import Actor
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.reviews.decisions.models import Decision
from ansinh.reviews.models import ClassificationRun, Dossier, Outcome, Round
from ansinh.reviews.procedure.models import DossierMove
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.regime import regime
from ansinh.surveys.models import HouseholdAnswer

# Steps of those who judge the dossier: to give it back or to decide is not to make it.
_OF_OTHERS = (
    Verb.GIVE_OPINION,
    Verb.RETURN_BY_DISTRICT,
    Verb.DECIDE_LISTS,
    Verb.APPROVE,
    Verb.RETURN_BY_PROVINCE,
    Verb.CORRECT,
)


def makers_of(dossier: Dossier) -> dict[str, list[str]]:
    """What each account did in making a dossier (reached through a scope before): label to words, in order."""
    did: dict[str, list[str]] = defaultdict(list)
    answers = HouseholdAnswer.objects.everywhere().filter(
        unit_id=dossier.unit_id, period=dossier.round.period
    )
    for label in sorted(set(answers.values_list("recorded_by", flat=True).distinct())):
        did[label].append(_("nhập phiếu"))
    decided = Outcome.objects.everywhere().filter(dossier=dossier).exclude(recognised_by="")
    for label in sorted(set(decided.order_by().values_list("recognised_by", flat=True).distinct())):
        did[label].append(_("công nhận loại của hộ"))
    runs = ClassificationRun.objects.filter(round=dossier.round_id)
    for label in sorted(set(runs.values_list("ran_by", flat=True))):
        did[label].append(_("chạy phân loại"))
    moves = DossierMove.objects.everywhere().filter(dossier=dossier).exclude(verb__in=_OF_OTHERS)
    for label, verb in sorted(set(moves.order_by().values_list("by", "verb"))):
        did[label].append(Verb(verb).words)
    return did


def check_did_not_make(campaign: Round, dossiers: Sequence[Dossier], by: Actor) -> None:
    """Under a law, who made a dossier or decided it does not approve it. Raises ``Refused``, naming what was done.

    Recorded results were decided on paper by others, so nothing is asked of them.
    """
    if not regime(campaign.procedure).is_law:
        return
    ids = [one.pk for one in dossiers]
    did = []
    if Decision.objects.everywhere().filter(dossier__in=ids, decided_by=by.label).exists():
        did.append(_("quyết định công nhận danh sách"))
    moves = DossierMove.objects.everywhere().filter(dossier__in=ids, by=by.label).exclude(verb__in=_OF_OTHERS)
    did += [Verb(verb).words for verb in sorted(set(moves.order_by().values_list("verb", flat=True)))]
    answers = HouseholdAnswer.objects.everywhere().filter(
        unit__in=[one.unit_id for one in dossiers], period=campaign.period, recorded_by=by.label
    )
    if answers.exists():
        did.append(_("nhập phiếu"))
    if Outcome.objects.everywhere().filter(dossier__in=ids, recognised_by=by.label).exists():
        did.append(_("công nhận loại của hộ"))
    if did:
        raise Refused(
            _(
                "{name} đã tham gia hồ sơ ({done}) nên không được phê duyệt. Hãy để người có thẩm quyền khác phê "
                "duyệt."
            ).format(name=actor_words(by), done="; ".join(did)),
            code="maker_approves",
        )
