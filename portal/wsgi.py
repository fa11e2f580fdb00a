"""The WSGI application that granian (or any WSGI server) serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from portal.places import Places

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = Places(get_wsgi_application(), settings.WEB_THREADS)
