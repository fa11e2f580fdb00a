"""The tables of the register."""

from sites.models.label import Label as Label
from sites.models.label import SiteLabel as SiteLabel
from sites.models.login_lockout import LoginLockout as LoginLockout
from sites.models.one_time_credential import OneTimeCredential as OneTimeCredential
from sites.models.pending_claim import PendingClaim as PendingClaim
from sites.models.role import Role as Role
from sites.models.site import Site as Site
from sites.models.site_login import SiteLogin as SiteLogin
from sites.models.site_user import SiteUser as SiteUser
from sites.models.site_user import StoreAccess as StoreAccess
from sites.models.store import Store as Store
