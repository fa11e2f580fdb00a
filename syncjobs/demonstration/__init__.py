"""Something to try the portal with: sites, what they trade, and a requisition on its way."""

from syncjobs.demonstration.sites import DEMO_SITES as DEMO_SITES
from syncjobs.demonstration.sites import DemoSite as DemoSite
from syncjobs.demonstration.sites import label_demonstration as label_demonstration
from syncjobs.demonstration.sites import load_demonstration as load_demonstration
