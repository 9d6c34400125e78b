"""What the state of a round and its dossiers allows. Each refusal says what to do next."""

from collections.abc import Sequence

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.reviews.enums import UNCLASSIFIED, DossierState
from ansinh.reviews.models import Dossier


def check_open(dossier: Dossier) -> None:
    """Approved means frozen: what changes later is a correction that somebody opens with a reason."""
    if dossier.state == DossierState.APPROVED.value:
        raise Refused(
            _(
                "Hồ sơ của {place} đã được phê duyệt và niêm phong, không sửa được. Để đính chính, hãy đề nghị người phê "
                "duyệt mở lại hồ sơ ở trang của kỳ rà soát, nêu rõ lý do."
            ).format(place=dossier.unit.name),
            code="dossier_approved",
        )


def may_change(dossier: Dossier) -> bool:
    """Whether ``check_open`` would let it pass."""
    return dossier.state != DossierState.APPROVED.value


def check_classified(dossier: Dossier) -> None:
    """A class is recognised beside a computed one: the rules run first."""
    if dossier.state in UNCLASSIFIED:
        raise Refused(
            _("Hồ sơ của {place} chưa được phân loại. Hãy chạy phân loại trước, rồi công nhận.").format(
                place=dossier.unit.name
            ),
            code="not_classified",
        )


def check_may_everywhere(by: Actor, permission: Permission, dossiers: Sequence[Dossier]) -> None:
    """Raise ``Refused`` unless ``by`` may do it at each of the communes."""
    for dossier in dossiers:
        check_may(by, permission, dossier.unit_id)
