"""The portal's settings with another set of URLs: what the same middleware and framework cost."""

from portal.settings import *  # noqa: F403 - every setting but one is the portal's

ROOT_URLCONF = "benchmarks.constant_urls"
