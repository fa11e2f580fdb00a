"""The WSGI application that granian (or any WSGI server) serves."""

import os

import django
from django.conf import settings

from portal.places import Places
from portal.two_stacks import TwoStacks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django.setup(set_prefix=False)
answers = TwoStacks()
application = Places(answers, settings.WEB_THREADS)
