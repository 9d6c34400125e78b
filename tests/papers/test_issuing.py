"""Issuing: numbers without gaps, nothing changed afterwards, a wrong paper replaced by one that names it."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from tests.papers.conftest import DAY, example

from ansinh.accounts.actor import SYSTEM
from ansinh.audit.models import Event
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.papers.actions import advance_register, issue_many, issue_paper
from ansinh.papers.checks import digits_of, short
from ansinh.papers.errors import PaperRefused
from ansinh.papers.fields import from_plain, plain
from ansinh.papers.files import file_name, file_of, word_of
from ansinh.papers.kinds import KINDS
from ansinh.papers.models import Paper, PaperFile, PaperMark, Register
from ansinh.papers.reading import read_word, text_of
from ansinh.papers.rendering import digest_of, fill_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(commune):
    def made(kind: str = "refusal", unit=None, **named):
        given = {"context": example(kind), "subject": "request:1", "title": "Thông báo thử", "by": SYSTEM}
        return issue_paper(kind=kind, unit=unit or commune, **({"issued_on": DAY} | given | named))

    return made


def test_a_kind_nobody_knows_is_refused(issue):
    with pytest.raises(NotFound):
        issue("letter", context=example("refusal"))


def test_the_context_of_another_kind_is_refused(issue):
    with pytest.raises(TypeError):
        issue("refusal", context=example("answer"))


def test_a_field_of_another_type_is_refused_by_name(issue):
    with pytest.raises(TypeError, match="received_on"):
        issue("refusal", context=replace(example("refusal"), received_on="10/12/2024"))


def test_replacing_needs_a_reason(issue):
    with pytest.raises(UnusableInput):
        issue(replaces=issue())


def test_a_paper_of_another_kind_cannot_be_replaced(issue):
    with pytest.raises(PaperRefused):
        issue("answer", replaces=issue("refusal"), why="Sai")


def test_a_paper_of_next_door_cannot_be_replaced(issue, next_door):
    with pytest.raises(PaperRefused):
        issue(unit=next_door, replaces=issue(), why="Sai")


def test_a_paper_is_replaced_once(issue):
    old = issue()
    issue(replaces=old, why="Ghi sai tên")
    with pytest.raises(PaperRefused) as refused:
        issue(replaces=old, why="Ghi sai tên")
    assert refused.value.code == "already_replaced"


@pytest.mark.parametrize("table", [Paper, PaperFile, PaperMark])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_an_issued_paper_cannot_be_changed_or_deleted_by_raw_sql(issue, table, verb):
    issue()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table._meta.db_table))


def test_a_changed_file_is_not_given_out(issue):
    paper = issue()
    paper.file.word = bytes(paper.file.word) + b"x"
    with pytest.raises(UnusableInput) as refused:
        word_of(paper)
    assert refused.value.code == "paper_file_changed"


def test_numbers_go_on_without_gaps_by_place_year_and_suffix(issue, next_door):
    numbers = [issue().number, issue("posting_notice").number, issue().number]
    assert numbers == [1, 2, 3]
    assert issue("recognition_decision").number == 1
    assert issue(unit=next_door).number == 1
    assert issue(issued_on=date(2025, 1, 2)).number == 1


def test_what_was_not_issued_in_the_end_takes_no_number(issue, commune):
    issue()
    with pytest.raises(RuntimeError), transaction.atomic():
        issue()
        raise RuntimeError
    assert issue().number == 2


def test_a_kind_without_a_register_has_no_number(issue):
    assert [issue("posting_list").number, issue("posting_list").number] == [0, 0]
    assert not Register.objects.everywhere().exists()


def test_the_database_itself_refuses_a_number_twice(issue):
    paper = issue()
    values = {one.attname: getattr(paper, one.attname) for one in Paper._meta.concrete_fields}
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.create(**(values | {"id": None, "digest": "0" * 64}))


def test_the_register_goes_on_after_numbers_given_elsewhere(issue, commune):
    issue()
    advance_register(unit=commune, year=2024, suffix="/TB-UBND", until=40, why="Sổ giấy", by=SYSTEM)
    assert issue().number == 41
    (gap,) = Register.objects.everywhere().get().advances.all()
    assert (gap.after, gap.until, gap.why) == (1, 40, "Sổ giấy")


def test_a_register_never_goes_back(issue, commune):
    issue()
    with pytest.raises(UnusableInput) as refused:
        advance_register(unit=commune, year=2024, suffix="/TB-UBND", until=1, why="Sai", by=SYSTEM)
    assert refused.value.code == "register_passed"


def test_a_gap_needs_a_reason(commune):
    with pytest.raises(UnusableInput):
        advance_register(unit=commune, year=2024, suffix="/TB-UBND", until=9, why=" ", by=SYSTEM)


def test_the_replacing_paper_names_the_one_it_replaces(issue):
    old = issue()
    new = issue(replaces=old, why="Ghi sai tên")
    assert "(Thay thế 01/TB-UBND ngày 10/12/2024)" in text_of(read_word(word_of(new)))
    assert new.replaces == old


def test_the_paper_bears_its_code_and_the_code_is_of_its_content(issue):
    paper = issue()
    text = text_of(read_word(word_of(paper)))
    assert f"Mã kiểm tra: {short(paper.digest)}." in text
    assert paper.word_digest == digest_of(word_of(paper))
    assert PaperMark.objects.get(digest__startswith=digits_of(short(paper.digest))).number == paper.number


def test_the_context_is_kept_and_read_back(issue):
    context = example("meeting_minutes")
    kept = json.loads(issue("meeting_minutes", context=context).context)
    assert kept == plain(context)
    assert from_plain(type(context), kept) == context


@pytest.mark.parametrize("kind", KINDS)
def test_every_context_is_read_back_as_it_was(kind):
    context = example(kind)
    assert from_plain(type(context), plain(context)) == context


def test_one_event_says_what_was_issued_and_nobodys_name(issue):
    paper = issue()
    event = Event.objects.latest("pk")
    assert (event.name, event.subject) == ("papers.issued", f"paper:{paper.pk}")
    assert "Đỗ Văn Hải" not in json.dumps([event.facts, event.subject, event.reason], ensure_ascii=False)


def test_many_are_numbered_in_order_with_one_event(commune):
    contexts = [replace(example("certificate"), head_name=f"Chủ hộ {number}") for number in range(30)]
    filled = fill_papers(kind="certificate", contexts=contexts, unit=commune, issued_on=DAY)
    asked = [(one, f"household:{number}", f"Chủ hộ {number}") for number, one in enumerate(filled)]
    before = Event.objects.count()
    papers = issue_many(filled=asked, by=SYSTEM)
    assert [one.number for one in papers] == list(range(1, 31))
    assert [one.title for one in papers] == [f"Chủ hộ {number}" for number in range(30)]
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("pk").facts["count"] == 30


def test_none_of_many_is_issued_where_one_cannot_be(commune):
    filled = list(
        fill_papers(kind="certificate", contexts=[example("certificate")] * 2, unit=commune, issued_on=DAY)
    )
    broken = [(filled[0], "household:1", "Một"), (replace(filled[1], word=b"broken"), "household:2", "Hai")]
    with pytest.raises(Exception, match="zip"), transaction.atomic():
        issue_many(filled=broken, by=SYSTEM)
    assert not Paper.objects.everywhere().exists()
    assert not Register.objects.everywhere().exists()


def test_nothing_to_issue_is_refused():
    with pytest.raises(UnusableInput):
        issue_many(filled=[], by=SYSTEM)


def test_the_file_is_named_without_anybodys_name(issue):
    paper = issue("certificate", title="Giấy chứng nhận của hộ Hoàng Văn Em")
    assert file_name(paper, "pdf") == "2024-11473-01-GCN-HN-HCN.pdf"
    assert file_of(paper, "pdf")[:5] == b"%PDF-"


@pytest.mark.parametrize("code", ["", "12", "không phải mã", "G" * 16, "a" * 65])
def test_what_is_no_code_is_none(code):
    assert digits_of(code) == ""


def test_a_code_is_read_however_it_is_typed():
    assert digits_of("3F2A 9C11-0b7d.4E22") == "3f2a9c110b7d4e22"
