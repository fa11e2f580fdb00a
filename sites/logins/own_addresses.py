"""From which addresses somebody logs in: lockouts that guesses of others bring spare them there.

Otherwise anybody could keep anybody from work, by guessing from many addresses or at many names.
"""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from sites.choices import LoginOutcome
from sites.logins.subjects import network_of
from sites.models import SiteLogin
from sites.names import name_key

# For how long after a login its address counts as one of the user's own.
OWN_ADDRESS_DAYS: Final = 30


def is_own_address(name: str, address: str) -> bool:
    """Whether the user of this name was let in from this address, or its network, lately."""
    # PostgreSQL takes no such text, and no user's name has such a character.
    if "\0" in name:
        return False
    network, logins = network_of(address), _logins_lately(name)
    if "/" not in network:
        spellings = {address, network, f"::ffff:{network}"}
        return logins.filter(address__in=spellings).exists()
    # One network has many addresses, and each of them several spellings.
    found = logins.filter(address__contains=":").values_list("address", flat=True).distinct()
    return any(network_of(each) == network for each in found)


def _logins_lately(name: str) -> QuerySet[SiteLogin]:
    return SiteLogin.objects.order_by().filter(
        user__name_key=name_key(name),
        outcome__in=(LoginOutcome.LET_IN, LoginOutcome.NO_STORE),
        at__gte=timezone.now() - timedelta(days=OWN_ADDRESS_DAYS),
    )
