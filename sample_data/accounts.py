"""
One account for each role of the demonstration. They have no password: the sign-in page offers them, and only while the
store is marked as a demonstration.
"""

import datetime as dt

from analytics.identity import accounts, grants
from analytics.identity.database import Identity
from sample_data.agency import CLERKS, OFFICE, REVIEWERS, ROOT
from sample_data.people import START, staff_records

BY = "demonstration"
# role -> (the person on the roster, the unit the role is for); the administrator is nobody of the roster
PERSONAS = {
    "clerk": (CLERKS["XCB"], "XCB"),
    "reviewer": (REVIEWERS["QYB"], "QYB"),
    "leader": ("BGS001", ROOT),
    "office": (OFFICE, ROOT),
    "administrator": (None, ROOT),
    "staff": ("DWB004", ROOT),
}
ADMINISTRATOR = ("系统管理员", "Administrator")


def enrol(identity: Identity, at: dt.datetime) -> None:
    """Creates the accounts demo-<role> with their roles."""
    names = {row["staff_id"]: (row["name"], row["name_en"]) for row in staff_records()}
    for role, (staff_id, unit_code) in PERSONAS.items():
        name, name_en = names[staff_id] if staff_id else ADMINISTRATOR
        created = accounts.create(
            identity, login=f"demo-{role}", name=name, name_en=name_en, staff_id=staff_id, with_password=False,
            is_demonstration=True, by=BY, at=at,
        )
        grants.give(
            identity, created.account.account_id, role=role, unit_code=unit_code, from_on=START, to_on=None, by=BY,
            at=at,
        )
