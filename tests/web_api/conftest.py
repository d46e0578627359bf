"""The store, the clock and the client of the tests over HTTP."""

from tests.web_api.test_api import client, on_store, own_store, store

__all__ = ["client", "on_store", "own_store", "store"]
