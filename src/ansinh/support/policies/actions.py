"""Local policies by verbs: written as a version, tried on the whole registry of its place, approved by a second person.

Nobody approves what was not tried since it was written, nor a version whose sample cases come out otherwise than written.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.support.catalogue.registry import all_policies
from ansinh.support.catalogue.templates import TEMPLATES, local_policy, place_of, policy_from
from ansinh.support.models import PolicyApproval, PolicyTrial, PolicyVersion
from ansinh.support.policies.samples import failing, read_samples


@action(EventName.POLICY_WRITTEN)
def write_version(
    *,
    unit: Unit,
    code: str,
    template: str,
    content: Mapping[str, Any],
    samples: Sequence[Mapping[str, Any]],
    act: str,
    verified: bool,
    valid_from: date,
    valid_until: date | None,
    by: Actor,
) -> PolicyVersion:
    """The next version of a place's own policy; it takes effect once another person approves it.

    Raises ``UnusableInput`` for a condition, a sample or a span that cannot be read, or a code of the law; ``Refused`` without
    the right at the place, or where another place has the code.
    """
    check_may(by, Permission.PROPOSE_SUPPORT, unit.pk)
    if template not in TEMPLATES:
        raise UnusableInput(_("Không có mẫu chính sách này. Hãy chọn lại."), code="no_template")
    if not act.strip():
        raise UnusableInput(_("Hãy ghi số, ngày của văn bản ban hành chính sách."), code="no_act")
    if code in all_policies():
        raise UnusableInput(
            _("Mã {code} là của chính sách trong danh mục. Hãy đặt mã khác.").format(code=code),
            code="code_of_law",
        )
    if valid_until is not None and valid_until < valid_from:
        raise UnusableInput(_("Ngày cuối phải sau ngày đầu."), code="span")
    others = PolicyVersion.objects.filter(code=code)
    if others.exclude(unit=unit).exists():
        raise Refused(
            _("Mã {code} là của địa bàn khác. Hãy đặt mã khác.").format(code=code), code="code_elsewhere"
        )
    made = policy_from(
        code=code,
        template=template,
        content=content,
        place=place_of(unit, valid_from),
        act=act,
        verified=verified,
        span=(valid_from, valid_until),
    )
    read_samples(made, samples)
    last = others.aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        unit=unit,
        code=code,
        number=last + 1,
        template=template,
        content=dict(content),
        samples=list(samples),
        act=act.strip(),
        verified=verified,
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_at=now(),
        recorded_by=by.label,
    )
    note(place=unit.code, policy=code, version=version.number)
    return version


@action(EventName.POLICY_TRIED)
def keep_trial(*, version: PolicyVersion, day: date, result: Mapping[str, Any], by: Actor) -> PolicyTrial:
    """What the whole registry of the place says of a version: computed before, kept here. Raises ``Refused``."""
    check_may(by, Permission.PROPOSE_SUPPORT, version.unit_id)
    note(place=version.unit.code, policy=version.code, version=version.number)
    return PolicyTrial.objects.create(
        version=version, day=day, result=dict(result), recorded_at=now(), recorded_by=by.label
    )


@action(EventName.POLICY_APPROVED)
def approve_version(*, version: PolicyVersion, by: Actor) -> PolicyApproval:
    """Let a version take effect from its first day.

    Raises ``Refused`` for who wrote it, without the right, where a newer version stands, it was never tried, or a sample comes
    out otherwise than written.
    """
    check_may(by, Permission.APPROVE_SUPPORT, version.unit_id)
    if version.recorded_by == by.label:
        raise Refused(_("Người soạn không duyệt chính sách của mình: cần người thứ hai."), code="own_version")
    if PolicyApproval.objects.filter(version=version).exists():
        raise Refused(_("Bản này đã được duyệt."), code="approved_already")
    if PolicyVersion.objects.filter(code=version.code, number__gt=version.number).exists():
        raise Refused(_("Đã có bản mới hơn. Hãy duyệt bản mới nhất."), code="newer_version")
    trial = version.trials.order_by("-pk").first()
    if trial is None:
        raise Refused(_("Chưa thử trên toàn bộ dữ liệu. Hãy bấm «Thử» trước khi duyệt."), code="not_tried")
    if not version.samples:
        raise Refused(
            _("Chưa có trường hợp mẫu. Hãy soạn bản mới kèm ít nhất một trường hợp."), code="no_samples"
        )
    wrong = failing(local_policy(version), version.samples)
    if wrong:
        raise Refused(
            _("Trường hợp mẫu ra kết quả khác điều đã ghi: {names}.").format(names=", ".join(wrong)),
            code="sample_fails",
        )
    note(place=version.unit.code, policy=version.code, version=version.number)
    return PolicyApproval.objects.create(
        version=version, trial=trial, recorded_at=now(), recorded_by=by.label
    )
