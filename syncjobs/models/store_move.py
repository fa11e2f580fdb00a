"""The table of moves of stores between sites."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sites.choices import Door
from sites.doors import present_door
from sites.models import Site, Store


class StoreMove(models.Model):
    """A store that is to work on another site (protocol 10.3 rule 10).

    `moved_at` says when the store became active there, `finished_at` when everything that belongs
    to it was queued. A forced move does not wait for what the old site still has to send or get.
    Through `door` it was asked for: a worker makes it, in the name of who asked.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="moves")
    from_site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    to_site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="store_moves")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    door = models.CharField(
        max_length=10, choices=Door.choices, blank=True, default=present_door, editable=False
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    is_forced = models.BooleanField("forced", default=False)
    reason = models.CharField(max_length=200, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="one_open_move_a_store",
            ),
        )

    def __str__(self) -> str:
        return f"{self.store} to {self.to_site}"
