"""The sections of a plan taken from a Word file of its paper, all at once, where it has none yet."""

from django.db.models import QuerySet

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.plans.correcting import held_to_write, write_with_trace
from ansinh.plans.files import SUFFIXES, content_of
from ansinh.plans.laying_down import section_fields
from ansinh.plans.models import Attachment, Document, Plan, Section
from ansinh.plans.word_text import WordText, read_plan

_WORD = next(kind for kind, suffix in SUFFIXES.items() if suffix == ".docx")


def word_files_of(document: Document) -> QuerySet[Attachment]:
    """The Word files of a paper that stand, the newest first."""
    return document.attachments.filter(content_type=_WORD, replaced_by=None).order_by("-pk")


def text_of(file: Attachment) -> WordText:
    """The sections as a file has them; raises as ``read_plan`` and ``content_of`` do."""
    return read_plan(content_of(file))


def check_has_no_sections(plan: Plan) -> None:
    """Raise ``Refused`` where a plan has sections: what people wrote is not written over."""
    if plan.sections.exists():
        raise Refused(
            _("Kế hoạch đã có mục. Hãy sửa từng mục, hoặc bỏ các mục của dự thảo rồi lấy lại từ tệp Word."),
            code="has_sections",
        )


@action(EventName.SECTIONS_TAKEN)
def take_sections(*, plan: Plan, file: Attachment, by: Actor, why: str = "") -> int:
    """Write every section of a Word file of the plan's paper; how many. Of an issued plan with the reason.

    Raises ``Refused`` for who does not keep the paper, a file of another paper, a plan that has sections; ``UnusableInput`` for a
    file that cannot be read.
    """
    held = held_to_write(plan.document, by)
    check_has_no_sections(plan)
    if file.document_id != held.pk:
        raise Refused(_("Tệp này không thuộc văn bản của kế hoạch."), code="file_of_others")
    found = text_of(file).sections
    fields = [section_fields(one.number, one.depth, one.title, one.text) for one in found]
    revision = write_with_trace(
        held, part="section", changes={"sections": ["", f"{len(fields)}: {file.titled}"]}, why=why, by=by
    )
    Section.objects.bulk_create(
        Section(plan=plan, position=position, revision=revision, **one) for position, one in enumerate(fields)
    )
    note(subject=f"steering_plan:{plan.pk}", place=plan.unit.code, sections=len(fields), digest=file.digest)
    return len(fields)
