"""Django's settings. Values come from the environment, once, in ``environment.py``."""

import os

from ansinh.config import logs
from ansinh.config.environment import (
    arriving_folder,
    data_folder,
    database,
    demonstrates,
    keys_folder,
    origin,
    proxies,
    seal_copies,
    secret_key,
    served_hosts,
)

SECRET_KEY = secret_key()
DEBUG = False
ORIGIN = origin()
PROXIES = proxies()
# Invented people on this machine alone (record 0009): the one place where no second factor is asked for.
DEMONSTRATION = demonstrates()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *served_hosts()]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATA_FOLDER = data_folder()
KEYS_FOLDER = keys_folder()
SEAL_COPIES = seal_copies()

# The order of the house: a folder uses only what stands before it. Contrib apps hold no domain.
DOMAINS = [
    "kernel",
    "audit",
    "accounts",
    "places",
    "agencies",
    "access",
    "work",
    "papers",
    "households",
    "standards",
    "surveys",
    "grievances",
    "datasets",
    "reviews",
    "support",
    "outreach",
    "reports",
    "analytics",
    "plans",
    "budgets",
    "monitoring",
    "exchange",
    "portal",
    "demo",
]
INSTALLED_APPS = [
    "ansinh.kernel",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *(f"ansinh.{name}" for name in DOMAINS if name != "kernel"),
]
# On PostgreSQL the owner migrates, the application's role works.
DATABASES = {
    "default": database(
        os.environ.get("ANSINH_DATABASE_OWNER_URL")
        if os.environ.get("ANSINH_MIGRATING")
        else os.environ.get("ANSINH_DATABASE_URL")
    )
}

ROOT_URLCONF = "ansinh.config.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ansinh.kernel.web.middleware.Headers",
    "ansinh.kernel.web.middleware.Language",
    "ansinh.exchange.api.middleware.ApiAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ansinh.accounts.credentials.Credentials",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ansinh.kernel.web.middleware.Refusals",
]
TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "ansinh.kernel.web.templates.Pages",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "ansinh.access.pages.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "ansinh.portal.navigation.around",
            ],
        },
    }
]
# A session ends 30 minutes after it was last used, 12 hours after it began: ``accounts.sessions``.
SESSION_ENGINE = "ansinh.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Over https cookies belong to this very host, and browsers come back over https only.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(ORIGIN)
if ORIGIN:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-ansinh_session", "__Host-ansinh_csrf"
    CSRF_TRUSTED_ORIGINS = [ORIGIN]
SECURE_REFERRER_POLICY = "same-origin"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "ansinh.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "ansinh.portal.views.form_expired"
LOGIN_URL = "accounts:sign-in"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ansinh.config.static.Gathered"},
}
WHITENOISE_USE_FINDERS = True
# Uploads go to disk as they come, where they will stay, and no larger than this.
FILE_UPLOAD_HANDLERS = ["ansinh.kernel.web.uploads.ToDisk"]
FILE_UPLOAD_TEMP_DIR = arriving_folder()
FILE_UPLOAD_PERMISSIONS = 0o600
LOGGING = logs.LOGGING
