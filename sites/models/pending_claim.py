"""The table of machines that want to be a site which another machine is."""

from django.db import models

from sites.models.site import Site


class PendingClaim(models.Model):
    """A machine that came with a site's password, while another machine is bound to the site.

    It is refused all the same (protocol 2). `address` is where it called from last, `call_count`
    how often it was written down, which is at most once in CONTACT_WRITE_SECONDS.
    `alternated_at` is when it last came after the bound machine had called in between: None as
    long as the two have not called in turn.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="pending_claims")
    hardware_id = models.CharField(max_length=200)
    app_name = models.CharField(max_length=100, blank=True)
    app_version = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=64, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    alternated_at = models.DateTimeField(null=True, blank=True)
    call_count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-last_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["site", "hardware_id"], name="one_claim_a_site_and_machine"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hardware_id} for {self.site}"
