"""Puts the admin together: which class shows which table."""

from django.contrib import admin

from sites.admin.store_admin import StoreAdmin
from sites.models import Site, Store
from syncjobs.admin.job_admin import SyncJobAdmin
from syncjobs.admin.site_verification import VerifiableSiteAdmin
from syncjobs.models import SyncJob

admin.site.register(Site, VerifiableSiteAdmin)
admin.site.register(Store, StoreAdmin)
admin.site.register(SyncJob, SyncJobAdmin)
