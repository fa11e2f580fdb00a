"""The routes with which automatic tests of Open mSupply prepare sites and central records.

They let any site change any record, so they exist only where SYNC_TEST_API is set.
"""
