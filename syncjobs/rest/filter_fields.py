"""Filters that several lists have."""

from typing import Any

from django_filters import rest_framework as filters
