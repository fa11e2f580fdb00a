"""The world in which every example begins: sites that trade and share patients already."""

from tests.syncjobs.exchange.model.entering import entered
from tests.syncjobs.exchange.model.register import STORES_OF_SITES, make_register
from tests.syncjobs.exchange.model.wishes import Wish
from tests.syncjobs.exchange.model.world import World

NEW_SITE = len(STORES_OF_SITES) - 1
PARTNERS = ("A", "C", "D", "B")


def a_busy_world() -> World:
    """All sites but the last are initialised, have pushed and have pulled everything."""
    world = World(make_register(), chunk=1_024)
    first = world.register.site_ids[:NEW_SITE]
    for site_id in first:
        world.lose_everything(site_id)
    world.run_jobs()
    for site, (site_id, partner) in enumerate(zip(first, PARTNERS, strict=True)):
        wishes = [
            Wish("requisition", partner=partner),
            Wish("requisition_line"),
            Wish("transact", partner=partner),
            Wish("trans_line"),
            Wish("Location"),
            Wish("message", partner=partner),
            *(Wish(table) for table in ("name", "name_store_join", "om_document") if site),
            *(Wish(table) for table in ("clinician", "clinician_store_join") if site > 1),
        ]
        world.push(site_id, [[entered(world, site, wish) for wish in wishes]], ends=True)
        world.integrate()
        for each in first:
            world.pull_everything(each)
    assert not world.centre.set_aside.keys() - {(first[2], ("name", "p0"))}
    return world
