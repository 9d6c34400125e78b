"""The kinds of files that come in on pages: what each must hold, how it is checked, how it is written.

Checking and writing are those of the command line. What differs: here the rights of a person at places bound what may be
written, and a round must have been opened by whoever may.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.exchange.areas import units_on
from ansinh.exchange.bank_loans import LOAN_COLUMNS, accept_bank_loans, check_bank_loans, units_of_loans
from ansinh.exchange.bank_loans import REQUIRED as LOANS_REQUIRED
from ansinh.exchange.events import accept_events
from ansinh.exchange.health_cards import (
    CARD_COLUMNS,
    CARDS_REQUIRED,
    accept_cards,
    check_cards,
    units_of_cards,
)
from ansinh.exchange.insurance_bills import (
    BILL_COLUMNS,
    BILLS_REQUIRED,
    accept_bills,
    check_bills,
    units_of_bills,
)
from ansinh.exchange.list_tables.checking import (
    EVENT_COLUMNS,
    LIST_COLUMNS,
    POPULATION_COLUMNS,
    check_events,
    check_lists,
    check_population_table,
)
from ansinh.exchange.payment_results import (
    REQUIRED as PAYMENT_REQUIRED,
)
from ansinh.exchange.payment_results import (
    RESULT_COLUMNS,
    accept_payment_results,
    check_payment_results,
    units_of_results,
)
from ansinh.exchange.populations import accept_populations
from ansinh.exchange.review_export.accepting import accept_review_export, known_before
from ansinh.exchange.review_export.checking import NEEDED as EXPORT_COLUMNS
from ansinh.exchange.review_export.checking import check_review_export
from ansinh.exchange.rounds import kept_to_the_law, survey_units
from ansinh.exchange.support_tables.checking import (
    FACT_COLUMNS,
    FACTS_REQUIRED,
    NEED_COLUMNS,
    NEEDS_REQUIRED,
    accept_facts,
    accept_needs,
    check_facts,
    check_needs,
)
from ansinh.exchange.support_tables.checking import units_of as support_units
from ansinh.exchange.support_tables.deliveries import (
    DELIVERIES_REQUIRED,
    DELIVERY_COLUMNS,
    accept_deliveries,
    check_deliveries,
)
from ansinh.exchange.survey_tables.checking import check_of_nobody_close, check_survey
from ansinh.households.queries import households_by_ref
from ansinh.kernel.errors import Refused
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.reviews.enums import DossierState
from ansinh.reviews.list_entries import record_lists
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.regime import regime
from ansinh.reviews.procedure.surveying import check_takes_file
from ansinh.reviews.queries import closing_day, round_covering, rounds_below
from ansinh.standards.questions import Question
from ansinh.surveys.actions import SOURCE, record_survey
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, MEMBER_KEYS
from ansinh.work.batches import Checked

Files = Mapping[str, Path]
Options = Mapping[str, Any]


@dataclass(frozen=True)
class FileKind:
    """One file of an import: under which role it is kept, what it is called, which columns it may and must hold."""

    role: str
    words: Any
    columns: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True)
class ImportKind:
    """One kind of import. ``check`` reads and checks and writes nothing; ``write`` takes the checked files in, inside the
    caller's transaction, and gives counts; ``units`` gives the ids of the places the checked files speak of."""

    key: str
    words: Any
    lead: Any
    files: tuple[FileKind, ...]
    permission: Permission
    of_round: bool
    check: Callable[[Files, Options, Scope, Actor], Checked]
    write: Callable[[Checked, Options, Actor], Mapping[str, Any]]
    units: Callable[[Checked], set[int]]
    header_rows: int = 1
    takes_part: bool = False
    """Rows with errors are left out and the others taken."""


def _area(options: Options) -> Unit | None:
    if not options.get("area"):
        return None
    return unit_at(options["area"], closing_day(options["round"]))


def _check_survey(files: Files, options: Options, scope: Scope, by: Actor) -> Checked:
    period = options["round"]
    checked = check_survey(
        files["households"],
        files["members"],
        period=period,
        as_of=closing_day(period),
        area=_area(options),
        scope=scope,
        encoding=options.get("encoding"),
        by=by,
    )
    found = _round_findings(checked.payload["places"], period, scope)
    return replace(checked, findings=[*checked.findings, *found])


def _round_findings(places: Sequence[Unit], period: str, scope: Scope) -> list[Finding]:
    """Errors of the whole file: a place without a round, or one whose dossier is approved."""
    if scope.unit_ids is None:
        return []
    found, seen = [], set()
    for place in places:
        campaign = round_covering(place, period)
        if campaign is None:
            said = _(
                "Chưa mở kỳ rà soát {period} cho {place}. Hãy mở kỳ ở mục Rà soát, rồi kiểm tra lại tệp."
            )
            found.append(Finding("round_missing", Level.ERROR, said.format(period=period, place=place.name)))
        elif place.pk not in seen and (why := _takes_no_file(campaign, place)):
            seen.add(place.pk)
            found.append(Finding("round_takes_no_answers", Level.ERROR, why))
        elif place.pk not in seen and _is_approved(campaign.pk, place):
            seen.add(place.pk)
            said = _(
                "Hồ sơ kỳ {period} của {place} đã phê duyệt và niêm phong. Hãy bỏ các dòng của nơi này, hoặc mở lại hồ sơ để đính "
                "chính trước khi nhập."
            )
            found.append(Finding("round_approved", Level.ERROR, said.format(period=period, place=place.name)))
    return found


def _takes_no_file(campaign: Round, place: Unit) -> str:
    """Why the dossier of a place takes no file of answers now; blank where it does, or is approved (said apart)."""
    if not regime(campaign.procedure).is_law:
        return ""
    rows = Dossier.objects.everywhere().filter(round=campaign, unit=place).select_related("round", "unit")
    dossier = rows.exclude(state=DossierState.APPROVED.value).first()
    try:
        if dossier is not None:
            check_takes_file(dossier)
    except Refused as refused:
        return refused.message
    return ""


def _is_approved(round_id: int, place: Unit) -> bool:
    dossiers = Dossier.objects.everywhere().filter(round_id=round_id, unit=place)
    return dossiers.filter(state=DossierState.APPROVED.value).exists()


def _write_survey(checked: Checked, options: Options, by: Actor) -> Mapping[str, Any]:
    period = options["round"]
    campaign = round_covering(checked.payload["places"][0], period)
    if campaign is None:
        raise Refused(
            _("Chưa mở kỳ rà soát {period} cho địa bàn của tệp.").format(period=period), code="no_round"
        )
    check_of_nobody_close(checked, by)
    with kept_to_the_law([campaign], survey_units(checked)):
        recorded = record_survey(
            checked=checked, period=period, as_of=campaign.as_of, keys=keys_folder(), by=by
        )
    return {
        "new_households": recorded.new_households,
        "new_people": recorded.new_people,
        "answered": recorded.answered,
        "corrected": recorded.corrected,
        "unchanged": recorded.unchanged,
        "members_left": recorded.members_left,
    }


def _event_units(checked: Checked) -> set[int]:
    refs = checked.payload["rows"]["household_id"].drop_nulls().unique().to_list()
    return set(households_by_ref(SOURCE, refs)["unit_id"].drop_nulls())


def _check_populations(files: Files, options: Options, _scope: Scope, by: Actor) -> Checked:
    scope = scope_of(by, Permission.RECORD_POPULATIONS)
    return check_population_table(files["rows"], scope=scope, encoding=options.get("encoding"))


def _population_units(checked: Checked) -> set[int]:
    days: dict[date, set[str]] = defaultdict(set)
    for row in checked.payload["rows"]:
        days[row.date].add(row.area_code)
    found = (units_on(codes, day)[0].values() for day, codes in days.items())
    return {unit.pk for units in found for unit in units}


def _check_export(files: Files, options: Options, scope: Scope, _by: Actor) -> Checked:
    period, area = options["round"], _area(options)
    assert area is not None
    checked = check_review_export(files["rows"], period=period, area=area.code, keys=keyring(keys_folder()))
    found = []
    if not scope.covers(area.pk):
        said = _("Địa bàn {place} ngoài phạm vi được giao của người nhập.").format(place=area.name)
        found.append(Finding("outside_scope", Level.ERROR, said))
    elif (
        scope.unit_ids is not None and round_covering(area, period) is None and not rounds_below(area, period)
    ):
        found = _round_findings([area], period, scope)
    counts = checked.counts | {"already": known_before(checked, area, period)}
    return replace(checked, counts=counts, findings=[*found, *checked.findings])


def _write_export(checked: Checked, options: Options, by: Actor) -> Mapping[str, Any]:
    period, area = options["round"], _area(options)
    assert area is not None
    new = accept_review_export(
        checked=checked, area=area, period=period, as_of=closing_day(period), keys=keys_folder(), by=by
    )
    return {"new_households": new}


def _export_units(checked: Checked) -> set[int]:
    area = _area(checked.options)
    return {area.pk} if area else set()


def _of_rows(check: Callable[..., Checked]) -> Callable[[Files, Options, Scope, Actor], Checked]:
    """The check of a kind that is one table of rows, bounded by the places of who brings it."""

    def checked(files: Files, options: Options, scope: Scope, _by: Actor) -> Checked:
        return check(files["rows"], scope=scope, encoding=options.get("encoding"))

    return checked


def _names(columns: Iterable[Question]) -> tuple[str, ...]:
    return tuple(one.name for one in columns)


KINDS = {
    kind.key: kind
    for kind in (
        ImportKind(
            "survey",
            later("Phiếu khảo sát"),
            later(
                "Hai bảng của một kỳ rà soát: mỗi hộ một dòng, mỗi thành viên một dòng, nối với nhau bằng mã hộ. Phiếu đã có mà "
                "khác thì thành phiếu sửa; phiếu không đổi được để yên."
            ),
            (
                FileKind(
                    "households",
                    later("Bảng hộ"),
                    ("household_id", "area_code", *HOUSEHOLD_COLUMNS),
                    ("household_id",),
                ),
                FileKind(
                    "members",
                    later("Bảng thành viên"),
                    (*MEMBER_KEYS, *MEMBER_COLUMNS),
                    ("household_id", "member_id"),
                ),
            ),
            Permission.IMPORT_FILES,
            of_round=True,
            check=_check_survey,
            write=_write_survey,
            units=survey_units,
        ),
        ImportKind(
            "lists",
            later("Danh sách hộ đã công nhận"),
            later(
                "Danh sách hộ nghèo, cận nghèo của các năm trước: mỗi hộ, năm và chuẩn một dòng. Dòng đã có được để yên; hộ chưa có "
                "trong sổ được ghi theo mã và chờ phiếu khảo sát."
            ),
            (
                FileKind(
                    "rows",
                    later("Bảng danh sách"),
                    _names(LIST_COLUMNS),
                    ("household_id", "area_code", "list_year", "standard", "class"),
                ),
            ),
            Permission.IMPORT_FILES,
            of_round=False,
            check=_of_rows(check_lists),
            write=lambda checked, _options, by: record_lists(checked=checked, keys=keys_folder(), by=by),
            units=lambda checked: set(checked.payload["rows"]["unit_id"].drop_nulls()),
        ),
        ImportKind(
            "events",
            later("Biến động của hộ và thành viên"),
            later(
                "Sinh, chết, đến, đi, tách, nhập hộ, chuyển nơi ở: mỗi biến động một dòng, có ngày. Hộ phải có trong sổ; biến động đã "
                "ghi được để yên."
            ),
            (
                FileKind(
                    "rows",
                    later("Bảng biến động"),
                    _names(EVENT_COLUMNS),
                    ("household_id", "event", "date"),
                ),
            ),
            Permission.IMPORT_FILES,
            of_round=False,
            check=_of_rows(check_events),
            write=lambda checked, _options, by: accept_events(checked=checked, by=by),
            units=_event_units,
        ),
        ImportKind(
            "populations",
            later("Số hộ, số dân"),
            later(
                "Số hộ và số người của đơn vị theo ngày và nguồn, làm mẫu số của các tỷ lệ. Số khác của cùng nơi, ngày, nguồn thay số "
                "trước, số trước vẫn được giữ."
            ),
            (
                FileKind(
                    "rows",
                    later("Bảng số dân"),
                    _names(POPULATION_COLUMNS),
                    ("area_code", "date", "source"),
                ),
            ),
            Permission.RECORD_POPULATIONS,
            of_round=False,
            check=_check_populations,
            write=lambda checked, _options, by: accept_populations(checked=checked, by=by),
            units=_population_units,
        ),
        ImportKind(
            "payment-results",
            later("Kết quả chi trả"),
            later(
                "Danh sách chi trả do ngân hàng, bưu điện hoặc xã điền kết quả gửi lại: mỗi khoản một dòng, đã chi (paid) hoặc trả lại "
                "(returned) kèm ngày và lý do. Nạp lại đúng tệp ấy không đổi gì; khoản trả lại tự vào đợt sau."
            ),
            (
                FileKind(
                    "rows",
                    later("Danh sách đã điền kết quả"),
                    _names(RESULT_COLUMNS),
                    PAYMENT_REQUIRED,
                ),
            ),
            Permission.PROPOSE_SUPPORT,
            of_round=False,
            check=_of_rows(check_payment_results),
            write=lambda checked, _options, by: accept_payment_results(checked=checked, by=by),
            units=units_of_results,
        ),
        ImportKind(
            "health-cards",
            later("Kết quả cấp thẻ bảo hiểm y tế"),
            later(
                "Danh sách thẻ do cơ quan bảo hiểm xã hội điền kết quả gửi lại: mỗi người một dòng, theo mã dòng hoặc số định danh, đã cấp "
                "(issued) kèm số thẻ và thời hạn, hoặc không cấp (refused) kèm lý do. Nạp lại đúng tệp ấy không đổi gì."
            ),
            (
                FileKind(
                    "rows",
                    later("Danh sách thẻ đã điền kết quả"),
                    _names(CARD_COLUMNS),
                    CARDS_REQUIRED,
                ),
            ),
            Permission.PROPOSE_SUPPORT,
            of_round=False,
            check=_of_rows(check_cards),
            write=lambda checked, _options, by: accept_cards(checked=checked, by=by),
            units=units_of_cards,
        ),
        ImportKind(
            "insurance-bills",
            later("Số của cơ quan bảo hiểm khi quyết toán thẻ"),
            later(
                "Tệp quyết toán do cơ quan bảo hiểm xã hội điền số tháng và số tiền đã thu hoặc đề nghị: mỗi người một dòng, theo mã dòng "
                "hoặc số định danh. Số khác được ghi thành chênh lệch. Nạp lại đúng tệp ấy không đổi gì."
            ),
            (
                FileKind(
                    "rows",
                    later("Tệp quyết toán đã điền số của bảo hiểm"),
                    _names(BILL_COLUMNS),
                    BILLS_REQUIRED,
                ),
            ),
            Permission.PROPOSE_SUPPORT,
            of_round=False,
            check=_of_rows(check_bills),
            write=lambda checked, _options, by: accept_bills(checked=checked, by=by),
            units=units_of_bills,
        ),
        ImportKind(
            "deliveries",
            later("Hỗ trợ đã giao"),
            later(
                "Danh sách hỗ trợ bằng hiện vật, dịch vụ đã giao của một cơ quan: mỗi hộ hoặc người, chính sách và ngày một dòng, kèm căn cứ. "
                "Các khoản chờ cơ quan thực hiện xác nhận; khoản đã ghi được để yên."
            ),
            (
                FileKind(
                    "rows",
                    later("Bảng hỗ trợ đã giao"),
                    _names(DELIVERY_COLUMNS),
                    DELIVERIES_REQUIRED,
                ),
            ),
            Permission.PROPOSE_SUPPORT,
            of_round=False,
            check=_of_rows(check_deliveries),
            write=lambda checked, _options, by: accept_deliveries(checked=checked, by=by),
            units=support_units,
        ),
        ImportKind(
            "bank-loans",
            later("Khoản vay và dư nợ của ngân hàng"),
            later(
                "Tệp của Ngân hàng Chính sách xã hội: mỗi khoản vay một dòng, kèm dư nợ và nợ quá hạn của ngày sao kê. Khoản chưa có được ghi "
                "mới theo danh sách 03/TD đã xác nhận; khoản đã có chỉ đọc dư nợ. Nạp lại đúng tệp ấy không đổi gì."
            ),
            (FileKind("rows", later("Bảng khoản vay"), _names(LOAN_COLUMNS), LOANS_REQUIRED),),
            Permission.PROPOSE_SUPPORT,
            of_round=False,
            check=lambda files, options, scope, _by: check_bank_loans(
                files["rows"], scope=scope, encoding=options.get("encoding")
            ),
            write=lambda checked, _options, by: accept_bank_loans(checked=checked, by=by),
            units=units_of_loans,
        ),
        ImportKind(
            "facts",
            later("Dữ kiện về hộ và người"),
            later(
                "Khuyết tật, trợ cấp xã hội, mang thai, mồ côi, nhà ở…: mỗi dữ kiện một dòng, có ngày và căn cứ. Hộ phải có trong sổ; dữ "
                "kiện đã ghi được để yên, dữ kiện khác trong cùng thời gian là lỗi."
            ),
            (FileKind("rows", later("Bảng dữ kiện"), _names(FACT_COLUMNS), FACTS_REQUIRED),),
            Permission.IMPORT_FILES,
            of_round=False,
            check=_of_rows(check_facts),
            write=lambda checked, _options, by: accept_facts(checked=checked, by=by),
            units=support_units,
        ),
        ImportKind(
            "needs",
            later("Nhu cầu hỗ trợ"),
            later(
                "Hộ hoặc người có nhu cầu về từng chính sách: mỗi nhu cầu một dòng, có ngày và biết từ đâu. Hộ phải có trong sổ; nhu cầu "
                "đang có được để yên."
            ),
            (FileKind("rows", later("Bảng nhu cầu"), _names(NEED_COLUMNS), NEEDS_REQUIRED),),
            Permission.IMPORT_FILES,
            of_round=False,
            check=_of_rows(check_needs),
            write=lambda checked, _options, by: accept_needs(checked=checked, by=by),
            units=support_units,
        ),
        ImportKind(
            "review-export",
            later("Tệp xuất của phần mềm rà soát"),
            later(
                "Tệp Excel xuất từ phần mềm rà soát đang dùng của một huyện hoặc xã, giữ nguyên hai dòng đầu. Hộ được ghi vào sổ để "
                "chờ xếp nơi ở; dòng lỗi để lại, các dòng khác vẫn nhập được."
            ),
            (
                FileKind(
                    "rows",
                    later("Tệp xuất (XLSX)"),
                    EXPORT_COLUMNS,
                    EXPORT_COLUMNS,
                ),
            ),
            Permission.IMPORT_FILES,
            of_round=True,
            check=_check_export,
            write=_write_export,
            units=_export_units,
            header_rows=2,
            takes_part=True,
        ),
    )
}
