"""People who log in, how they prove who they are, and where they are signed in."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from ansinh.accounts.enums import TokenKind
from ansinh.kernel.fields import SortKey
from ansinh.kernel.text import fold, name_sort_key


class UserQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class User(AbstractBaseUser):
    """An officer. What a user may do stands in roles held at places, never here.

    ``epoch`` counts the changes after which whoever is signed in must sign in anew: a role given or ended, a new password,
    a deactivation, a second factor set up or taken away. Sessions and tokens carry the epoch they were made in.
    """

    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=240, blank=True, db_default="")
    name_sort = SortKey(max_length=400, blank=True, db_default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    epoch = models.PositiveIntegerField(default=0, db_default=0)
    # What the system writes to the user by itself is in this language.
    language = models.CharField(max_length=2, default="vi", db_default="vi")
    factors_reset_at = models.DateTimeField(null=True)
    factors_reset_by = models.CharField(max_length=120, blank=True, db_default="")

    objects = BaseUserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    personal = {"username", "full_name", "name_fold", "name_sort", "password", "last_login"}

    class Meta:
        indexes = [models.Index(fields=["name_sort", "id"], name="user_name")]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_fold = f" {fold(self.full_name)} {fold(self.username)}"
        self.name_sort = name_sort_key(self.full_name)
        if (fields := kwargs.get("update_fields")) and "full_name" in fields:
            kwargs["update_fields"] = {*fields, "name_fold", "name_sort"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session carries of its user: it no longer fits once the password or the epoch changed."""
        value = f"{self.password}|{self.epoch}"
        return salted_hmac("ansinh.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class SignInLink(models.Model):
    """A way in that works once: for a first visit, a lost password, the demonstration. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d}"


class SessionManager(BaseSessionManager):
    """Django's sessions come from a store of their own: ``accounts.sessions``."""

    use_in_migrations = False


class Session(AbstractBaseSession):
    """A browser that somebody is signed in with (or is about to be). ``session_key`` is a digest of what the cookie says, so
    that who reads the table cannot sign in with it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    way = models.CharField(max_length=10, blank=True)
    device = models.CharField(max_length=60, blank=True)

    objects = SessionManager()
    personal = {"device", "session_data"}

    @classmethod
    def get_session_store_class(cls) -> Any:
        raise NotImplementedError("sessions are made by accounts.sessions")

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A credential for a program. Only its digest is kept; it works as long as its user's epoch is the one it was made in,
    and never reaches further than its user does at that moment."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in TokenKind])
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    epoch = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120, blank=True, db_default="")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    personal = {"name"}

    class Meta:
        constraints = [
            models.CheckConstraint(name="token_dates", condition=Q(expires_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="token_kind", condition=Q(kind__in=[kind.value for kind in TokenKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.expires_at:%Y-%m-%d}"


class OneTimeCodes(models.Model):
    """An authenticator app (TOTP, RFC 6238). The secret lies encrypted with a key outside the database; ``last_step`` is the
    step of the newest code taken, so that none is taken twice."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="one_time_codes")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    personal = {"secret"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_app_each", fields=["user"], condition=Q(removed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"


class Passkey(models.Model):
    """A passkey (WebAuthn): the public half of a key that never leaves its holder's device."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=80)
    credential = models.BinaryField()
    credential_id = models.CharField(max_length=400, unique=True)
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    personal = {"name", "credential", "credential_id"}

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """A code on paper that stands in for a lost device, once. Its digest needs a key outside the database."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"


class Door(models.Model):
    """Wrong guesses at one door: a name from an address, an address, a name from a known device. The key is a digest with a
    key outside the database: who tried which name from where is not to be read here."""

    digest = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    shut_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.wrong} {self.last_at:%Y-%m-%d}"
