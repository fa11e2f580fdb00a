"""Filters of the list of set-aside records."""

from django_filters import rest_framework as filters

from syncjobs.rest.filter_fields import IdOf, Moment, Words, YesNo


class SetAsideFilters(filters.FilterSet):
    """By where a record comes from, why it was set aside, and whether somebody decided."""

    site_id = IdOf(label="The site that pushed it.")
    table_name = Words(label="The table.")
    record_id = Words(label="The id of the record.")
    reason_code = Words(label="Why, in one word.")
    discarded = YesNo(
        field_name="discarded_at",
        lookup_expr="isnull",
        exclude=True,
        label="Whether it was discarded; false for those that wait.",
    )
    set_aside_after = Moment(field_name="set_aside_at", lookup_expr="gte")
    set_aside_before = Moment(field_name="set_aside_at", lookup_expr="lt")
