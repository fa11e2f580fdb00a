"""Users of sites and roles, to look at."""

from sites.models import SiteUser, Store
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.demonstration.people import DEMO_USER, load_people


def people_at_sites() -> SiteUser:
    """The demonstration's user, in more stores than the list has room for."""
    load_people()
    user = SiteUser.objects.get(name=DEMO_USER.name)
    others = Store.objects.exclude(code=DEMO_USER.store_code)
    give_stores([StoreGrant(user.pk, store.pk, can_log_in=False) for store in others])
    return user
