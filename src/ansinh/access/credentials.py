"""What a credential may do, whatever its holder may: asked by every route before anything else."""

from collections.abc import Sequence

from django.http import HttpRequest

from ansinh.accounts.enums import CredentialKind, TokenKind
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


def check_credential(request: HttpRequest, *, session_only: bool, takes: TokenKind | None) -> None:
    """Raise ``Refused`` where a token asks for more than its kind may: a reading token reads, a capture token sends to the
    routes that take it, and neither reaches the pages where credentials are made (``session_only``)."""
    credential = request.credential  # type: ignore[attr-defined]
    if credential.kind is not CredentialKind.TOKEN:
        return
    if session_only:
        said = _("Trang này chỉ mở bằng phiên đăng nhập, không mở bằng mã truy cập.")
    elif credential.token is TokenKind.CAPTURE and takes is not TokenKind.CAPTURE:
        said = _("Mã truy cập này chỉ để gửi phiếu rà soát.")
    elif credential.token is TokenKind.READ and request.method not in _READING:
        said = _("Mã truy cập này chỉ đọc. Hãy đăng nhập để thay đổi dữ liệu.")
    else:
        return
    raise Refused(said, code="permission_missing")


_READING: Sequence[str] = ("GET", "HEAD")
