"""The pages as a WSGI application."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ansinh.config.ending import end_pages_with_their_minder
from ansinh.config.environment import ONLY_BY_REQUEST, refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")
# Before the settings are read: connections of the pages reach nothing by themselves.
os.environ[ONLY_BY_REQUEST] = "1"
refuse_unsafe(settings)
application = get_wsgi_application()
end_pages_with_their_minder()
# What is loaded stays as long as the program runs: the collector need not walk it again in the middle of a page.
gc.collect()
gc.freeze()
