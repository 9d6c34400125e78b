"""Papers and plans that people drafted: what no shipped plan shows. Made by the program's verbs, as the rest of ``made``."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from tests.plans.making_words import word_of

from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.models import User
from ansinh.plans.entering import Head, enter_document
from ansinh.plans.files import add_file
from ansinh.plans.laying_down import add_section, enter_plan
from ansinh.plans.models import Plan
from ansinh.plans.tasking import Duty, add_task

_PDF = b"%PDF-1.7\ntrailer << >>\n%%EOF\n"


def drafted_plans() -> Iterator[tuple[str, str, str, str]]:
    """Route, who opens it, the page that leads there, its address: of the district's people."""
    maker: Actor = actor_of(User.objects.get(username="huyen"))
    above = Plan.objects.select_related("unit", "document").get(code="TN23")
    unit = above.unit

    def drafted(title: str) -> int:
        head = Head("plan", "peoples_committee", above.document.issuer, title, unit, territory=unit)
        return enter_document(head=head, keeper=unit, elsewhere=False, by=maker).pk

    bare, whole = drafted("Kế hoạch chưa lập"), drafted("Kế hoạch điều chỉnh năm 2023")
    document = type(above.document).objects.get(pk=whole)
    plan = enter_plan(
        document=document,
        unit=unit,
        year_from=2023,
        year_until=2023,
        standard="vn-2022",
        parent=above,
        by=maker,
    )
    wordless = enter_plan(
        document=type(above.document).objects.get(pk=drafted("Kế hoạch chưa có mục")),
        unit=unit,
        year_from=2023,
        year_until=2023,
        standard="vn-2022",
        by=maker,
    )
    word = word_of(
        "Căn cứ kết quả rà soát.", ("I. Mục tiêu",), "Giảm nghèo bền vững.", ("1. Tín dụng",), "Cho vay."
    )
    add_file(document=wordless.document, content=word, name="du-thao.docx", by=maker)
    section = add_section(
        plan=plan, number="I", depth=1, title="Tổ chức thực hiện", text="Một.\nHai.", by=maker
    )
    duty = Duty("Rà soát hộ nghèo cuối năm.", deadline=date(2023, 12, 14))
    task = add_task(plan=plan, section=section, duty=duty, by=maker)
    add_file(document=document, content=_PDF, name="du-thao.pdf", by=maker)

    paper = reverse("plans:document", kwargs={"document_id": whole})
    of_plan = reverse("plans:plan", kwargs={"steering_plan_id": plan.pk})
    of_task = reverse("plans:task", kwargs={"task_id": task.pk})
    issued = reverse("plans:document", kwargs={"document_id": above.document_id})
    for route, officer, before, named in (
        ("plan-new", "huyen", reverse("plans:document", kwargs={"document_id": bare}), {"document_id": bare}),
        ("document-edit", "huyen", paper, {"document_id": whole}),
        ("document-drop", "huyen", paper, {"document_id": whole}),
        ("document-links", "huyen", paper, {"document_id": whole}),
        ("document-files", "huyen", paper, {"document_id": whole}),
        ("document-issue", "duyet", paper, {"document_id": whole}),
        ("document-send", "huyen", issued, {"document_id": above.document_id}),
        ("recipients", "huyen", issued, {"document_id": above.document_id}),
        ("plan-edit", "huyen", of_plan, {"steering_plan_id": plan.pk}),
        ("section-new", "huyen", of_plan, {"steering_plan_id": plan.pk}),
        (
            "sections-word",
            "huyen",
            reverse("plans:plan", kwargs={"steering_plan_id": wordless.pk}),
            {"steering_plan_id": wordless.pk},
        ),
        ("section", "huyen", of_plan, {"section_id": section.pk}),
        ("task-new", "huyen", f"{of_plan}?view=tasks", {"steering_plan_id": plan.pk}),
        ("take-over", "huyen", f"{of_plan}?view=tasks", {"steering_plan_id": plan.pk}),
        ("task-edit", "huyen", of_task, {"task_id": task.pk}),
        ("tasks", "huyen", reverse("plans:list"), {}),
    ):
        yield f"plans:{route}", officer, before, reverse(f"plans:{route}", kwargs=named or None)
