"""What is answered under ``/api`` before or beside a view (who is not signed in, a missing right, a wrong method, an outage) in
the form programs read: the page a browser would get, and a redirect to sign in above all, tells a device nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from ansinh.exchange.api.refusals import ApiRefusal, both
from ansinh.kernel.language import _

Answer = Callable[[HttpRequest], HttpResponse]
_UNDER = "/api/"
_FORBIDDEN = 403
_SENT_TO_SIGN_IN = frozenset({301, 302, 303})
_SAID: dict[int, tuple[str, Callable[[], str]]] = {
    400: ("bad_request", lambda: _("Yêu cầu không đọc được.")),
    401: (
        "not_signed_in",
        lambda: _(
            "Cần mã truy cập còn hiệu lực ở tiêu đề Authorization: Bearer. Hãy tạo mã mới ở trang «Bảo mật»."
        ),
    ),
    403: (
        "permission_missing",
        lambda: _(
            "Mã truy cập hoặc tài khoản này không được làm việc này. Hãy đề nghị người quản trị giao quyền."
        ),
    ),
    404: ("no_such_address", lambda: _("Không có địa chỉ này.")),
    405: ("wrong_method", lambda: _("Địa chỉ này không nhận phương thức này; xem tiêu đề Allow.")),
    500: ("server_error", lambda: _("Máy chủ gặp lỗi; chưa ghi gì. Hãy gửi lại với khóa cũ.")),
    503: ("unavailable", lambda: _("Máy chủ tạm thời chưa làm việc được; chưa ghi gì. Hãy gửi lại sau.")),
}
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiAnswers:
    """Turns an answer under ``/api`` that is no JSON into a refusal that is."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not request.path.startswith(_UNDER):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        status = _status(request, response)
        if status not in _SAID:
            return response
        code, words = _SAID[status]
        refusal: JsonResponse = ApiRefusal(status, code, both(words)).answer()
        for name in _KEPT:
            if name in response.headers:
                refusal.headers[name] = response.headers[name]
        if status == 401:
            refusal.headers.setdefault("WWW-Authenticate", 'Bearer realm="ansinh"')
        return refusal


def _status(request: HttpRequest, response: HttpResponse) -> int:
    """The status; 401 for nobody in particular, whether a page to sign in or the guard against forgery answered."""
    if response.status_code in _SENT_TO_SIGN_IN:
        return 401
    if response.status_code == _FORBIDDEN:
        return _FORBIDDEN if request.user.is_authenticated else 401
    return response.status_code
