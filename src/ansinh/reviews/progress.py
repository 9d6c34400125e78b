"""How far a round is, commune by commune: a few grouped reads whatever the number of communes and households."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Q

from ansinh.datasets.models import Version
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.reviews.enums import KEPT, UNCLASSIFIED, Attention, DossierState
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.queries import commune_map
from ansinh.surveys.models import HouseholdAnswer

# From what is furthest behind to what is done.
LATENESS = tuple(state.value for state in DossierState)


@dataclass(frozen=True)
class CommuneProgress:
    """A dossier in counts of households. ``surveyed``: with answers in force; ``computed``: with a computed class;
    ``undetermined``: about whom nobody decided (``kept`` of them stay on their list); ``recognised``: by a person;
    ``differing``: otherwise than computed; ``not_reviewed``: listed, nobody went to see; ``stale``: answers were entered
    or corrected after the classification. ``version``: the newest sealed one."""

    dossier: Dossier
    surveyed: int = 0
    last_answer: int = 0
    computed: int = 0
    last_computed: int = 0
    undetermined: int = 0
    kept: int = 0
    recognised: int = 0
    differing: int = 0
    not_reviewed: int = 0
    version: Version | None = None

    @property
    def unit(self) -> Unit:
        return self.dossier.unit

    @property
    def state(self) -> str:
        return self.dossier.state

    @property
    def stale(self) -> bool:
        """Answers are added, never altered: their number and the newest tell whether the classification saw them all."""
        classified = self.state not in UNCLASSIFIED
        return classified and (self.surveyed, self.last_answer) != (self.computed, self.last_computed)

    @property
    def waits(self) -> int:
        """How many households keep the dossier from being finished."""
        return self.not_reviewed + (self.undetermined if self.state != DossierState.APPROVED.value else 0)

    @property
    def lateness(self) -> tuple[int, int, int]:
        """Sorts the furthest behind first."""
        return LATENESS.index(self.state), -self.waits, -int(self.stale)


def progress_of(campaign: Round, dossiers: Sequence[Dossier]) -> list[CommuneProgress]:
    """The progress of dossiers (reached through a scope before), in their order, under the list-making standard."""
    found = {one.pk: CommuneProgress(one) for one in dossiers}
    for row in _outcome_counts(campaign, list(found)):
        pk = row.pop("dossier_id")
        found[pk] = replace(found[pk], **{name: value or 0 for name, value in row.items()})
    by_commune = {one.unit_id: one.pk for one in dossiers}
    for unit_id, many, last in _answers(campaign, dossiers):
        if (pk := by_commune.get(unit_id)) is not None:
            now = found[pk]
            found[pk] = replace(now, surveyed=now.surveyed + many, last_answer=max(now.last_answer, last))
    for version in Version.objects.filter(
        unit__in=by_commune, period=campaign.period, standard=campaign.standards[0]
    ).order_by("number"):
        pk = by_commune[version.unit_id]
        found[pk] = replace(found[pk], version=version)
    return list(found.values())


def _outcome_counts(campaign: Round, dossiers: Sequence[int]) -> Iterator[dict[str, int]]:
    """Counts by dossier: of everybody from an index, of the few whom a person looked at from their rows."""
    rows = (
        Outcome.objects.everywhere().filter(dossier__in=dossiers, standard=campaign.standards[0]).order_by()
    )
    by_dossier = rows.values("dossier_id")
    yield from by_dossier.annotate(computed=Count("answer_id"), last_computed=Max("answer_id"))
    open_ones = Q(attention=Attention.UNDETERMINED.value)
    unseen = Q(attention=Attention.NOT_REVIEWED.value)
    yield from by_dossier.filter(open_ones | unseen).annotate(
        undetermined=Count("id", filter=open_ones),
        kept=Count("id", filter=open_ones & Q(reason=KEPT)),
        not_reviewed=Count("id", filter=unseen),
    )
    yield from by_dossier.exclude(recognised_by="").annotate(
        recognised=Count("id"), differing=Count("id", filter=~Q(reason=""))
    )


def _answers(campaign: Round, dossiers: Sequence[Dossier]) -> list[tuple[int, int, int]]:
    """``(commune, answers in force, the newest)``; answers given at a unit of another date are their commune's of the day."""
    communes = {one.unit_id for one in dossiers}
    whole_country = HouseholdAnswer.objects.everywhere().filter(period=campaign.period, current=True)
    rows = list(whole_country.order_by().values_list("unit_id").annotate(many=Count("pk"), last=Max("pk")))
    if all(unit in communes for unit, _many, _last in rows):
        return rows
    elsewhere = [unit for unit, _many, _last in rows if unit not in communes and unit is not None]
    if not Unit.objects.filter(pk__in=elsewhere).exclude(pk__in=_communes_of_day(campaign)).exists():
        return [row for row in rows if row[0] in communes]
    mapped = commune_map([one.unit for one in dossiers], campaign.as_of)
    return [(mapped[unit], many, last) for unit, many, last in rows if unit in mapped]


def _communes_of_day(campaign: Round):
    return Unit.objects.on(campaign.as_of).filter(level="commune").values("pk")


def check_answers_classified(campaign: Round, dossiers: Sequence[Dossier]) -> None:
    """Nothing is sealed that the rules did not see: raise ``Refused`` where answers came after the classification."""
    behind = [one.unit.name for one in progress_of(campaign, dossiers) if one.stale]
    if behind:
        raise Refused(
            _(
                "Có phiếu được nhập hoặc sửa sau lần phân loại gần nhất ở {places}. Hãy chạy phân loại lại, rồi phê duyệt."
            ).format(places=", ".join(behind[:10])),
            code="answers_after_classification",
        )
