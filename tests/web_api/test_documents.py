"""The addresses in docs/http.md are there and answer."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analytics.declare import settings
from analytics.web import api
from tests.web_api.test_api import on_store, store, token

__all__ = ["on_store", "store"]  # fixtures
DOCUMENT = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
ADDRESSES = sorted(set(re.findall(r"/api/v1/[\w./?=&,-]+", DOCUMENT)))


def test_the_document_names_addresses():
    assert len(ADDRESSES) >= 8
    assert f"{settings()['http']['requests_per_minute']} requests a minute" in DOCUMENT


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_in_the_document_answers(address):
    client = TestClient(Starlette(routes=api.routes()), base_url="http://localhost")
    headers = {"authorization": f"Bearer {token()}"}
    if address.startswith("/api/v1/returns"):
        assert client.post(address, content=b"no workbook", headers=headers).status_code == 422
    else:
        assert client.get(address, headers=headers).status_code == 200
