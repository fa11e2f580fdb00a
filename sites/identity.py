"""Who the portal itself is, among the sites."""

from typing import Final

# Stamped by every site as origin on what it pulls, so it must be the same for ever and for all
# (shared protocol 3.1). See docs/decisions/0001-the-portal-is-site-1.md.
PORTAL_SITE_ID: Final = 1
