"""Awards and an inspection in a demonstration: files from their proposal to the decision of a third person, and an inspection of drawn
households whose finding was mended. What was achieved and found is invented."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from ansinh.datasets.models import Version
from ansinh.demo.outreach_people import OutreachPeople
from ansinh.households.models import Household
from ansinh.monitoring.enums import FindingState
from ansinh.monitoring.inspecting import move_finding, plan_inspection, record_finding
from ansinh.monitoring.models import InspectedHousehold, Inspection
from ansinh.outreach.awards.deciding import appraise, decide_award, propose_award, write_award
from ansinh.outreach.models import Award, AwardFile
from ansinh.outreach.models.enums import HonouredKind
from ansinh.places.models import Unit

_PAPER = "Số liệu minh họa: hướng dẫn thi đua, khen thưởng"
_DID = "Số liệu minh họa: chăm chỉ làm ăn, tự vươn lên, giúp đỡ hộ khác trong thôn"
_DRAW = 5


def give_awards(
    district: Unit, communes: Sequence[Unit], homes: Sequence[Household], year: int, people: OutreachPeople
) -> None:
    """Files of the year before, decided in ``year``: of ``homes`` (four) and of a commune; awards that are there are left."""
    if Award.objects.filter(unit=district).exists():
        return
    with transaction.atomic():
        told = {"unit": district, "paper": _PAPER, "valid_from": date(year - 1, 1, 1), "by": people.maker}
        household = write_award(
            title="Hộ thoát nghèo tiêu biểu (minh họa)", honours=HonouredKind.HOUSEHOLD,
            criteria="Ra khỏi danh sách hộ nghèo; không tái nghèo; tham gia việc chung của thôn.", **told,
        )  # fmt: skip
        unit = write_award(
            title="Xã làm tốt công tác giảm nghèo (minh họa)", honours=HonouredKind.UNIT,
            criteria="Rà soát đúng hạn; không còn hộ được hưởng mà chưa nhận.", **told,
        )  # fmt: skip
        on = {"year": year - 1, "achievements": _DID, "proposed_on": date(year, 1, 15), "by": people.keeper}
        files = [
            propose_award(award=household, unit=one.unit, household=one, **on)
            for one in homes
            if one.unit is not None
        ]
        files.append(propose_award(award=unit, unit=communes[0], honoured_unit=communes[0], **on))
        _answer(files, year, people)


def _answer(files: Sequence[AwardFile], year: int, people: OutreachPeople) -> None:
    """The last of the households waits to be appraised, the one before does not meet the criteria, the commune's waits for the chair."""
    *homes, commune = files
    appraised = [*homes[:-1], commune]
    for file in appraised:
        meets = file is not homes[-2]
        said = "Đạt tiêu chí (minh họa)" if meets else "Chưa đủ một năm ngoài danh sách (minh họa)"
        appraise(file=file, meets=meets, appraisal=said, by=people.maker)
    for number, file in enumerate(homes[:-2], start=1):
        decide_award(
            file=file,
            grant=True,
            decision_no=f"{number:02}/QĐ-MINH-HOA",
            decided_on=date(year, 2, 3),
            by=people.chair,
        )
    decide_award(file=homes[-2], grant=False, reason="Theo ý kiến thẩm định (minh họa)", by=people.chair)


def inspect(
    district: Unit, communes: Sequence[Unit], version: Version, year: int, last: date, people: OutreachPeople
) -> None:
    """An inspection of ``communes`` by households of ``version`` that chance draws; one that is there is left."""
    if Inspection.objects.everywhere().filter(unit=district).exists():
        return
    with transaction.atomic():
        made = plan_inspection(
            unit=district,
            title="Kiểm tra việc thực hiện chính sách đến hộ (minh họa)",
            purpose="Số liệu minh họa: đối chiếu hồ sơ với hộ, việc chi trả, cấp thẻ bảo hiểm y tế.",
            first_day=date(year, 5, 5),
            last_day=date(year, 5, 9),
            version=version,
            units=communes,
            draw=_DRAW,
            seed=year,
            decision_no="KT-MINH-HOA",
            by=people.inspector,
        )
        drawn = (
            InspectedHousehold.objects.everywhere()
            .filter(inspection=made)
            .select_related("household", "unit")
        )
        one = drawn.order_by("unit", "position")[0]
        told = {"inspection": made, "found_on": date(year, 5, 6), "by": people.inspector}
        mended = record_finding(
            unit=one.unit, household=one.household, words="Số liệu minh họa: sổ của hộ thiếu chữ ký nhận tiền của một kỳ.",
            due=date(year, 6, 6), **told,
        )  # fmt: skip
        record_finding(
            unit=communes[-1], words="Số liệu minh họa: danh sách niêm yết chưa ghi ngày gỡ.",
            due=last + timedelta(days=45), **told,
        )  # fmt: skip
        for to, evidence, who in (
            (FindingState.MENDED, "Số liệu minh họa: hộ đã ký bổ sung, bản chụp lưu hồ sơ xã", people.maker),
            (FindingState.ACCEPTED, "Số liệu minh họa: đã xem bản chụp, hỏi lại hộ", people.inspector),
        ):
            move_finding(finding=mended, to=to, evidence=evidence, by=who)
