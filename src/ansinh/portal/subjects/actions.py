"""Giving a person what is held about them: noted with its reason, the request it answers and a digest of the file."""

from hashlib import sha256

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.grievances.enums import DATA_KINDS, OPEN_STATES, GrievanceKind, GrievanceState
from ansinh.grievances.models import Grievance
from ansinh.households.models import Person
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.portal.subjects.gathering import Held, everything_about


def check_may_export(grievance: Grievance, by: Actor) -> Person:
    """The person of an open request about one's own data. Raises ``Refused`` for any other request, one that names nobody, one
    that was answered, and for who takes in no requests there."""
    check_may(by, Permission.RECEIVE_REQUESTS, grievance.unit_id)
    if GrievanceKind(grievance.kind) not in DATA_KINDS:
        said = _("Chỉ lập tệp dữ liệu cho đơn về quyền của chủ thể dữ liệu. Hãy tiếp nhận đơn loại ấy trước.")
        raise Refused(said, code="not_a_data_request")
    if grievance.person is None:
        raise Refused(_("Hãy gắn đơn với hộ và chọn đúng người trước."), code="no_person")
    if GrievanceState(grievance.state) not in OPEN_STATES:
        raise Refused(
            _("Đơn đã kết thúc. Hãy tiếp nhận đơn mới nếu người ấy còn yêu cầu."), code="request_ended"
        )
    return grievance.person


@action(EventName.SUBJECT_EXPORTED)
def export_subject(*, grievance: Grievance, reason: str, by: Actor) -> list[Held]:
    """Everything held about the person of a request. Refused without a reason (to whom and how the file is handed)."""
    person = check_may_export(grievance, by)
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do và cách giao tệp cho người ấy."), code="no_reason")
    held = everything_about(person)
    digest = sha256(repr([(one.table, one.rows) for one in held]).encode()).hexdigest()
    note(
        subject=f"person:{person.pk}",
        place=grievance.unit.code,
        reason=reason.strip(),
        request=grievance.pk,
        tables=len(held),
        rows=sum(len(one.rows) for one in held),
        digest=digest,
    )
    return held
