"""The page of a record: where it belongs and who has it queued, in words."""

from django.test import Client
from django.utils import timezone

from sites.models import Site, Store
from syncjobs.models import QueuedRecord, Record
from tests.portal.forms import text_of
from tests.sites.registered import bare
from tests.syncjobs.admin.records import a_record, many_records, page_of, queries_of, record_of
from tests.syncjobs.exchange.wire import a_remote, update


def queue(record: Record, *sites: Site) -> None:
    """Has the record wait for these sites."""
    rows = (QueuedRecord(site=site, record=record, action="update") for site in sites)
    QueuedRecord.objects.bulk_create(rows)


def test_it_shows_the_json_readably(administrator: Client) -> None:
    record = a_record("unit", "u-1", data={"units": "Café <b>", "order_number": 1})
    page = administrator.get(page_of(record)).content.decode()
    assert "&quot;units&quot;: &quot;Café &lt;b&gt;&quot;,\n  &quot;order_number&quot;: 1" in page


def test_it_shows_text_that_is_no_unicode(administrator: Client) -> None:
    record = a_record("unit", "u-1", data='{"units":"\\ud800","odd":"\\u0000"}')
    page = text_of(administrator.get(page_of(record)))
    assert '"units": "\\ud800", "odd": "\\u0000"' in page


def test_it_cuts_off_what_nobody_reads(administrator: Client) -> None:
    record = a_record("unit", "u-1", data={"units": "x" * 300_000})
    response = administrator.get(page_of(record))
    assert "These are the first 100,000 of 300,0" in text_of(response)
    assert len(response.content) < 150_000


def test_it_says_where_a_line_belongs(administrator: Client) -> None:
    remote, partner = a_remote("One", "ONE"), a_remote("Two", "TWO")
    header = {"ID": "t-1", "store_ID": remote.store.pk, "name_ID": partner.store.name_id}
    remote.push(
        update("transact", header), update("trans_line", {"ID": "l-1", "transaction_ID": "t-1"})
    )
    line, parent = record_of("trans_line", "l-1"), record_of("transact", "t-1")
    response = administrator.get(page_of(line))
    page, html = text_of(response), response.content.decode()
    assert f'<a href="/admin/sites/store/{remote.store.pk}/change/">ONE (ONE)</a>' in html
    assert f'<a href="/admin/sites/store/{partner.store.pk}/change/">TWO (TWO)</a>' in html
    assert f'<a href="{page_of(parent)}">transact t-1</a>' in html
    assert f'<a href="/admin/sites/site/{remote.site.pk}/change/">One</a>' in html
    assert "Not in it: only the sites that the record belongs to get it" in page
    assert f'<a href="/admin/sites/site/{partner.site.pk}/change/">Two</a>: Update' in html
    html = administrator.get(page_of(parent)).content.decode()
    assert f'<a href="{page_of(line)}">trans_line l-1</a>' in html


def test_it_says_what_is_not_there(administrator: Client) -> None:
    record = a_record(
        "trans_line",
        "l-1",
        owner_store_id="gone",
        partner_name_id="nobody",
        parent_id="t-9",
        author_site_id=4_711,
    )
    page = text_of(administrator.get(page_of(record)))
    assert "gone, which is no store of the register" in page
    assert "The name nobody, which is no store" in page
    assert "transact t-9, which the portal does not have" in page
    assert "Site 4711, which is deleted" in page


def test_it_says_whom_a_record_is_about(administrator: Client) -> None:
    person = a_record("name", "n-1", person_id="n-1", data={"type": "patient"})
    join = a_record("name_store_join", "j-1", joined_id="n-1", is_active=False)
    document = a_record("om_document", "d-1", person_id="n-1")
    link = f'<a href="{page_of(person)}">name n-1</a>'
    assert "This record is that person" in text_of(administrator.get(page_of(person)))
    assert link in administrator.get(page_of(document)).content.decode()
    page = administrator.get(page_of(join)).content.decode()
    assert f"{link} (not any more: the record is inactive)" in page


def test_it_says_how_central_data_travels(administrator: Client) -> None:
    page = text_of(administrator.get(page_of(a_record("unit", "u-1", central_cursor=12_345))))
    assert "Number 12,345: every site gets it" in page
    assert "Nobody: every site that is to get it has it" in page


def test_it_shows_a_deleted_record(administrator: Client) -> None:
    page = text_of(administrator.get(page_of(a_record("unit", "u-1", data="", is_deleted=True))))
    assert "None: the record is deleted." in page


def test_it_bounds_lines_and_queues(administrator: Client) -> None:
    record = a_record("Stock_take", "s-1")
    few = len(queries_of(administrator, page_of(record)))
    many_records("Stock_take_lines", 60, parent_id="s-1")
    sites = [bare(f"Post {number}") for number in range(60)]
    queue(record, *sites)
    queries = queries_of(administrator, page_of(record))
    page = text_of(administrator.get(page_of(record)))
    assert page.count("Stock_take_lines Stock_take_lines-") == 50
    assert "Stock_take_lines-00049and more" in page
    assert page.count("Post ") == 50
    assert "Post 49: Updateand others; 60 in all" in page
    # The number is asked for only where it is not to be seen.
    assert len(queries) <= few + 1 <= 17


def test_it_counts_no_further_than_a_thousand(administrator: Client) -> None:
    record, site = a_record("barcode", "b-1"), bare("Post")
    queue(record, *[site] * 1_002)
    assert "and others; more than 1,000 in all" in text_of(administrator.get(page_of(record)))


def test_it_has_no_history(administrator: Client) -> None:
    record = a_record("unit", "u-1", changed_at=timezone.now())
    page = page_of(record)
    assert page.replace("/change/", "/history/") not in administrator.get(page).content.decode()


def test_it_links_stores_with_any_id(administrator: Client) -> None:
    store = Store.objects.create(pk="A/B?c", code="ODD")
    page = administrator.get(page_of(a_record("item_line", "i-1", owner_store=store)))
    assert 'href="/admin/sites/store/A_2FB_3Fc/change/"' in page.content.decode()
