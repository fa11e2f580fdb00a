"""A verification as it is watched: pass, fail, retry, cancel."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from syncjobs.models import SyncJob
from tests.browser.demonstration import demonstration, path_of
from tests.browser.gated_central import GatedCentral
from tests.central_server import Behaviour, CentralServer, Fault
from tests.support.servers import CeleryWorker, PortalServer
from tests.support.waiting import wait_for
from tests.syncjobs.admin.jobs import ended

MARK = "window.neverReloaded"
# On how many lines each part of an element's text stands.
LINES_OF_PARTS = """element => [...element.childNodes].filter(node => node.data).map(node => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getClientRects().length;
})"""


@pytest.fixture
def gated(behaviour: Behaviour) -> Iterator[GatedCentral]:
    """A healthy central server that answers when it is let."""
    with GatedCentral(behaviour) as central:
        yield central
        central.release()


@pytest.fixture
def watched(
    admin_page: Page,
    portal_server: PortalServer,
    celery_worker_process: CeleryWorker,
    gated: GatedCentral,
) -> Page:
    """The page of a verification that waits for the answer of the central server."""
    site = demonstration(portal_server, gated.url)
    admin_page.goto(portal_server.url + path_of(site))
    admin_page.get_by_role("button", name="Verify").click()
    admin_page.evaluate(f"{MARK} = true")
    expect(admin_page.locator(".step-running")).to_contain_text("That server answers")
    return admin_page


def expect_status(page: Page, status: str) -> None:
    """Waits until the job's page says this status, without having been loaded again."""
    expect(page.locator(".job-facts .badge")).to_have_text(status)
    assert page.evaluate(MARK) is True


def test_it_moves_the_steps_while_one_looks(watched: Page, gated: GatedCentral) -> None:
    expect_status(watched, "Running")
    expect(watched.locator(".step-passed")).to_have_count(1)
    expect(watched.locator(".step-warning")).to_have_count(1)
    expect(watched.locator(".step-pending")).to_have_count(4)
    gated.release()
    expect_status(watched, "Succeeded")
    expect(watched.locator(".step-passed")).to_have_count(6)
    expect(watched.locator("#job-live")).to_have_attribute("data-state", "ended")
    expect(watched.get_by_role("button", name="Retry")).to_be_visible()
    expect(watched.get_by_role("button", name="Cancel")).to_be_hidden()


@pytest.mark.any_database
def test_it_shows_the_true_reason_of_a_failure_and_tries_again(
    watched: Page, gated: GatedCentral, behaviour: Behaviour
) -> None:
    gated.behaviour = replace(behaviour, fault=Fault.NOT_FOUND)
    gated.release()
    expect_status(watched, "Failed")
    expect(watched.locator(".step-failed")).to_contain_text("It is an Open mSupply central server")
    expect(watched.locator(".job-error")).to_contain_text("not_open_msupply")
    gated.behaviour = behaviour
    watched.get_by_role("button", name="Retry").click()
    expect(watched.locator(".job-facts .badge")).to_have_text("Succeeded")
    assert list(SyncJob.objects.values_list("status", flat=True)) == ["succeeded", "failed"]


@pytest.mark.any_database
def test_it_cancels_a_running_job_at_its_next_step(watched: Page, gated: GatedCentral) -> None:
    watched.get_by_role("button", name="Cancel").click()
    expect(watched.locator(".messagelist")).to_contain_text("The job stops at its next step.")
    expect(watched.locator(".job-facts")).to_contain_text("Will be cancelled at its next step")
    watched.evaluate(f"{MARK} = true")
    gated.release()
    expect_status(watched, "Cancelled")


@pytest.mark.any_database
def test_it_shows_a_job_without_scripts(
    without_scripts: Page,
    portal_server: PortalServer,
    celery_worker_process: CeleryWorker,
    behaviour: Behaviour,
) -> None:
    page = without_scripts
    with CentralServer(behaviour) as central:
        page.goto(portal_server.url + path_of(demonstration(portal_server, central.url)))
        page.get_by_role("button", name="Verify").click()
        expect(page.locator(".stepper .step")).to_have_count(7)
        expect(page.locator("noscript p")).to_be_visible()
        reload_until(page, "Succeeded")
    expect(page.locator(".step-passed")).to_have_count(6)


@pytest.mark.any_database
@pytest.mark.parametrize("width", [1_280, 390])
def test_it_breaks_error_codes_between_words_only(
    admin_page: Page, portal_server: PortalServer, width: int
) -> None:
    site = demonstration(portal_server)
    ended(site, error_code="initialisation_interrupted_unexpectedly", error_message="It stopped.")
    admin_page.set_viewport_size({"width": width, "height": 800})
    admin_page.goto(f"{portal_server.url}/admin/syncjobs/syncjob/")
    code = admin_page.locator(".field-show_error .badge").first
    expect(code).to_have_text("initialisation_interrupted_unexpectedly")
    assert code.evaluate(LINES_OF_PARTS) == [1, 1, 1]


def reload_until(page: Page, status: str) -> None:
    """Loads the page again and again, as one does without scripts, until it says this status."""

    def says_so() -> bool:
        page.reload()
        return page.locator(".job-facts .badge").inner_text() == status

    wait_for(says_so, 60, f"The page that says {status}", pause_seconds=0.5)
