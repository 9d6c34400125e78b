"""Django's settings. Values come from the environment, once, in ``environment.py``."""

import os

from ansinh.config.environment import data_folder, database, keys_folder, secret_key

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATA_FOLDER = data_folder()
KEYS_FOLDER = keys_folder()

# The order of the house: a folder uses only what stands before it. Contrib apps hold no domain.
DOMAINS = [
    "kernel",
    "audit",
    "accounts",
    "places",
    "access",
    "work",
    "households",
    "standards",
    "surveys",
    "datasets",
    "reviews",
    "reports",
    "exchange",
    "demo",
]
INSTALLED_APPS = [
    "ansinh.kernel",
    "django.contrib.contenttypes",
    "django.contrib.auth",
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
