"""The demonstrated year's reviews after the one that was imported, gone through by the law's steps to several states, so that
the pages of each step are seen with what belongs on them. Run on a data folder: ``python -m tests.browser.law_rounds``.
"""

from datetime import date

import django

django.setup()

from tests.browser.made import make_all  # noqa: E402
from tests.journeys.year import Year, minutes, through  # noqa: E402

from ansinh.access.actions import give_role  # noqa: E402
from ansinh.accounts.actions import register_user  # noqa: E402
from ansinh.accounts.actor import CONSOLE, actor_of  # noqa: E402
from ansinh.accounts.models import User  # noqa: E402
from ansinh.grievances.actions import receive_request  # noqa: E402
from ansinh.grievances.enums import Channel, GrievanceKind  # noqa: E402
from ansinh.households.models import Household  # noqa: E402
from ansinh.places.queries import unit_at  # noqa: E402
from ansinh.reviews.actions import open_round  # noqa: E402
from ansinh.reviews.decisions.answering import answer_requests  # noqa: E402
from ansinh.reviews.decisions.certifying import issue_certificates  # noqa: E402
from ansinh.reviews.entering import enter_answers  # noqa: E402
from ansinh.reviews.models import Dossier, Round  # noqa: E402
from ansinh.reviews.procedure.meetings import Said, hold_meeting  # noqa: E402
from ansinh.reviews.procedure.queries import AT_WORK, items_of, to_discuss, villages_of  # noqa: E402
from ansinh.surveys.entering import sheet_of  # noqa: E402
from ansinh.work.messages import send_message  # noqa: E402

DECIDED, POSTED, MEETING, LISTING = "11491", "11488", "11503", "11575"
ON = date(2023, 12, 14)


def make() -> None:
    """A round of 2023 in which one commune decided, one posted, one meets and one draws up its list."""
    officer = _officer("canboxa", "Trịnh Thị Cán", "commune_officer")
    head = _officer("chutich", "Đặng Văn Chủ", "commune_chair")
    maker = actor_of(officer)
    campaign = open_round(unit=unit_at("311", ON), period="2023", by=CONSOLE, procedure="qd-24-2021")
    years = {code: _year(campaign, code, officer, head) for code in (DECIDED, POSTED, MEETING, LISTING)}
    for year in years.values():
        year.work_list()
    for code in (DECIDED, POSTED, MEETING):
        _answer(years[code])
    through(years[DECIDED], "opined")
    decision = years[DECIDED].decide(number="")
    answer_requests(decision=decision, by=maker)
    issue_certificates(decision=decision, by=maker)
    through(years[POSTED], "posted")
    _object(years[POSTED])
    years[MEETING].classify()
    _one_village_meets(years[MEETING])
    make_all(years[DECIDED], years[POSTED], years[LISTING])
    send_message(
        to=[officer, *User.objects.filter(username__in=("huyen", "quantri"))],
        to_words="Cán bộ",
        subject="Tiến độ rà soát",
        body="Đề nghị các xã hoàn thành họp thôn trong tuần này.",
        by=actor_of(User.objects.get(username="duyet")),
    )


def _officer(name: str, words: str, role: str) -> User:
    """Somebody with a commune's role in each of the four."""
    user = register_user(username=name, full_name=words, by=CONSOLE)
    for code in (DECIDED, POSTED, MEETING, LISTING):
        give_role(user=user, role=role, unit=unit_at(code, ON), valid_from=date(2022, 1, 1), by=CONSOLE)
    return user


def _year(campaign: Round, code: str, maker: User, head: User) -> Year:
    dossier = (
        Dossier.objects.everywhere().select_related("round", "unit").get(round=campaign, unit__code=code)
    )
    return Year(campaign, dossier, actor_of(maker), maker, actor_of(head), CONSOLE, CONSOLE)


def _answer(year: Year) -> None:
    """Each household says what it said in the round before."""
    dossier = year.again()
    for item in items_of(dossier).filter(AT_WORK).select_related("household"):
        before = sheet_of(item.household, "2022", date(2022, 12, 14))
        sheet = sheet_of(item.household, year.campaign.period, year.campaign.as_of)
        enter_answers(
            campaign=year.campaign,
            dossier=dossier,
            sheet=sheet,
            seen=sheet.revision,
            home=before.answers,
            people={one.member_ref: one.answers for one in before.respondents},
            reason="",
            by=year.maker,
            surveyed_on=ON,
            surveyed_by="Đinh Thị Lan",
        )


def _one_village_meets(year: Year) -> None:
    village = villages_of(year.again())[0]
    waiting = set(to_discuss(year.dossier, village).values_list("household_id", flat=True))
    items = list(items_of(year.dossier).filter(AT_WORK, household__in=waiting))
    votes = {item.pk: Said(20 if number == 0 else 40, 10) for number, item in enumerate(items)}
    hold_meeting(dossier=year.dossier, held=minutes(village, votes, 50), by=year.maker)


def _object(year: Year) -> None:
    """Requests of the days of the posting: an objection to the list, one to be reviewed."""
    first, second = list(
        Household.objects.everywhere().filter(work_items__dossier=year.dossier).order_by("pk")[:2]
    )
    for kind, household, about in (
        (GrievanceKind.OBJECTION, first, f"dossier:{year.dossier.pk}"),
        (GrievanceKind.COMPLAINT, second, ""),
        (GrievanceKind.DATA_SEE, second, ""),
    ):
        receive_request(
            unit=year.dossier.unit,
            kind=kind,
            channel=Channel.DESK,
            asker_name="Bùi Thị Hoa",
            content="Đề nghị xem xét lại kết quả rà soát của hộ.",
            household=household,
            about=about,
            by=CONSOLE,
        )


if __name__ == "__main__":
    make()
