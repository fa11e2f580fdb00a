"""Filters of the list of stores."""

from django_filters import rest_framework as filters

from sites.choices import StoreMode
from syncjobs.rest.filter_fields import IdOf, Search, Words, YesNo


class StoreFilters(filters.FilterSet):
    """By what a store is and where it works."""

    search = Search(("code", "name"), label="A text in the code or the name.")
    code = Words(lookup_expr="iexact", label="The code; capitals make no difference.")
    site_id = IdOf(label="The site on which it works.")
    on_no_site = YesNo(field_name="site", lookup_expr="isnull", label="Whether it is on no site.")
    mode = filters.ChoiceFilter(choices=StoreMode.choices)
    disabled = YesNo(label="Whether it is kept but counts no more.")
