"""What makes a password good enough: its length (NIST SP 800-63B-4: fifteen where nothing else is asked for) and that not
everybody uses it. No rules on kinds of letters, no change by the calendar: both make passwords worse."""

from django.core.exceptions import ValidationError

from ansinh.accounts.models import User
from ansinh.kernel.language import _

SHORTEST = 15


class LongEnough:
    """Django's validator of lengths, with words of our own."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < SHORTEST:
            said = _("Mật khẩu cần ít nhất {least} ký tự.")
            raise ValidationError(said.format(least=SHORTEST), code="password_too_short")

    def get_help_text(self) -> str:
        return _("Mật khẩu cần ít nhất {least} ký tự.").format(least=SHORTEST)
