"""Who a session belongs to, in one query with whether they have a second factor."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice


class PeopleBackend(ModelBackend):
    """Django's own, which checks names and passwords; it knows more of the person of a session."""

    def get_user(self, user_id: Any) -> User | None:
        """The person with this id, with `has_phone`; None for whoever may not be here."""
        phones = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        person = User.objects.annotate(has_phone=Exists(phones)).filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
