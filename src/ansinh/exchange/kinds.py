"""The kinds of files that come in on pages: what each must hold, how it is checked, how it is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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
from ansinh.exchange.of_rounds import (
    Files,
    Options,
    check_export,
    check_survey_files,
    export_units,
    write_export,
    write_survey,
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
from ansinh.exchange.review_export.checking import NEEDED as EXPORT_COLUMNS
from ansinh.exchange.rounds import survey_units
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
from ansinh.households.queries import households_by_ref
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.web.forms import later
from ansinh.reviews.list_entries import record_lists
from ansinh.standards.questions import Question
from ansinh.surveys.actions import SOURCE
from ansinh.surveys.answers import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, MEMBER_KEYS
from ansinh.work.batches import Checked


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
            check=check_survey_files,
            write=write_survey,
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
            check=check_export,
            write=write_export,
            units=export_units,
            header_rows=2,
            takes_part=True,
        ),
    )
}
