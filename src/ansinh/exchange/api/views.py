"""``POST /api/surveys``."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.permissions import Permission
from ansinh.exchange.api.payload import read_payload
from ansinh.exchange.api.receiving import receive
from ansinh.exchange.api.refusals import ApiRefusal, both
from ansinh.kernel.language import _

_KEY = re.compile(r"[\x21-\x7e]{8,100}")
_LARGEST = 1 << 20


@route(Permission.ENTER_ANSWERS, methods=("POST",), takes=TokenKind.CAPTURE, sees=Nothing.RECEIPT)
def surveys(request: HttpRequest) -> HttpResponse:
    """Take one survey in: 201 with a receipt, the very same one for every copy of it."""
    try:
        key = _key(request)
        receipt = receive(sent=read_payload(_body(request)), key=key, by=request.actor)  # type: ignore[attr-defined]
    except ApiRefusal as refusal:
        return refusal.answer()
    answer = JsonResponse(
        receipt.body, status=201, json_dumps_params={"ensure_ascii": False, "sort_keys": True}
    )
    if receipt.again:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        words = both(
            lambda: _(
                "Cần tiêu đề Idempotency-Key: 8 đến 100 ký tự ASCII, mỗi phiếu một khóa, gửi lại thì giữ nguyên khóa."
            )
        )
        raise ApiRefusal(400, "key_missing", words)
    return key


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise ApiRefusal(415, "not_json", both(lambda: _("Cần Content-Type: application/json.")))
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        raise ApiRefusal(413, "too_large", both(lambda: _("Một phiếu không quá 1 MB.")))
    return request.body
