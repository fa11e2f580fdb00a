"""The tables of alerts: who is told, what they know, what is on its way to them or may be soon."""

from django.db import models

from sites.models import Site
from syncjobs.choices import AlertState, ChannelKind, DeliveryStatus


class AlertChannel(models.Model):
    """Where alerts go: `address` is an e-mail address or the URL of a webhook."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    address = models.CharField(max_length=500)
    is_on = models.BooleanField("on", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class AlertedHealth(models.Model):
    """The state of a site that was told last. A site without a row was never said to be unwell."""

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, primary_key=True, related_name="alerted_health"
    )
    health = models.CharField(max_length=20, choices=AlertState.choices)
    cause = models.CharField(max_length=60, blank=True)
    alerted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.site_id} {self.health}"


class AlertedTwoDevices(models.Model):
    """That it was told of a site that two devices use it, as long as that is so."""

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, primary_key=True, related_name="alerted_two_devices"
    )
    alerted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "alerted two devices"

    def __str__(self) -> str:
        return f"{self.site_id} two devices"


class UnsettledHealth(models.Model):
    """A state that differs from what was told of the site, until it is told or over.

    `since` is when a look first found it; it has been uninterrupted from then on.
    """

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, primary_key=True, related_name="unsettled_health"
    )
    health = models.CharField(max_length=20, choices=AlertState.choices)
    cause = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.site_id} {self.health}"


class HealthTurns(models.Model):
    """How often a site became unwell in a row of turns with little rest between them."""

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, primary_key=True, related_name="health_turns"
    )
    times = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.site_id} {self.times} times"


class AlertPause(models.Model):
    """Until when nothing more is told of a state and cause, and how long that pause is."""

    state = models.CharField(max_length=90, primary_key=True)
    until = models.DateTimeField()
    seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.state} until {self.until}"


class AlertWatch(models.Model):
    """When all sites were last looked at; one row, which whoever looks holds meanwhile."""

    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"looked at {self.looked_at}"


class AlertDelivery(models.Model):
    """One message for one channel; kept until it was delivered, and for a while after.

    The row is the truth, as that of a job is: `attempt` counts the tries, `not_before` says when
    the next may begin, and a try owns the row while it says sending with its number.
    """

    channel = models.ForeignKey(AlertChannel, on_delete=models.CASCADE, related_name="deliveries")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    payload = models.TextField(help_text="The JSON that a webhook gets.")
    status = models.CharField(
        max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.QUEUED
    )
    attempt = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "alert deliveries"
        indexes = (models.Index(fields=["status", "not_before"], name="delivery_due"),)

    def __str__(self) -> str:
        return self.subject
