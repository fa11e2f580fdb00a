"""The WSGI application that granian (or any WSGI server) serves."""

import os

import django
from django.conf import settings

from portal.places import Places
from portal.two_stacks import TwoStacks
from portal.whole_answers import WholeAnswers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django.setup(set_prefix=False)
application = Places(WholeAnswers(TwoStacks()), settings.WEB_THREADS)
