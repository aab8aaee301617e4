"""A partner's night: what it holds is brought up to date.

The client in ereporting_partner is generated from openapi/partner-v1.json (scripts/partner-clients); only this file is
written by hand. What the client needs stands in wheels/, as published on PyPI, so that nothing has to be installed.

    PARTNER_CLIENT_ID=.. PARTNER_CLIENT_SECRET=.. python3 nightly.py BASE PURPOSE COPY [LIMIT]

COPY is a JSON file. Where there is none, all is pulled; else only what changed. Ends on one line of JSON.
"""

import datetime
import glob
import hashlib
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, *sorted(glob.glob(os.path.join(HERE, "wheels", "*.whl")))]

import ssl

from ereporting_partner import AuthenticatedClient, Client
from ereporting_partner.api.partners import (
    acknowledge_deletion,
    list_partner_changes,
    list_partner_consents,
    list_partner_incubatees,
)
from ereporting_partner.api.people import issue_token
from ereporting_partner.models import DeletionInput, TokenForm
from ereporting_partner.types import UNSET

BASE, PURPOSE, FILE = sys.argv[1:4]
LIMIT = int(sys.argv[4]) if len(sys.argv) > 4 else 500
TLS = ssl.create_default_context()


class Refused(Exception):
    """Names the code of the refusal, and no data."""


class Partner:
    """Calls with a token that is good, and waits as long as the service asks, a few times."""

    def __init__(self):
        self.client, self.until = None, 0.0

    def call(self, operation, **arguments):
        for tries in range(1, 6):
            answer = operation.sync_detailed(client=self.signed_in(), **arguments)
            if answer.status_code not in (429, 503) or tries == 5:
                break
            time.sleep(int(answer.headers.get("retry-after", "1")))
        return answered(answer)

    def signed_in(self):
        # Tokens live 15 minutes: a new one well before.
        if time.monotonic() > self.until:
            form = TokenForm(
                grant_type="client_credentials",
                client_id=os.environ["PARTNER_CLIENT_ID"],
                client_secret=os.environ["PARTNER_CLIENT_SECRET"],
            )
            made = answered(issue_token.sync_detailed(client=Client(base_url=BASE, verify_ssl=TLS), body=form))
            self.until = time.monotonic() + made.expires_in - 120
            self.client = AuthenticatedClient(base_url=BASE, token=made.access_token, verify_ssl=TLS, timeout=None)
        return self.client


def answered(answer):
    if answer.status_code < 300:
        return answer.parsed
    try:
        refused = json.loads(answer.content)
    except ValueError:
        refused = {}
    raise Refused(f"{int(answer.status_code)} {refused.get('code', refused.get('error'))} ({refused.get('requestId')})")


def pages(partner, operation, **arguments):
    """All pages of a list."""
    after = UNSET
    while True:
        page = partner.call(operation, after=after, **arguments)
        yield page
        if page.page.complete:
            return
        after = page.page.next_


def give_up(partner, copy, counts):
    """What ended is deleted here before its deletion is acknowledged."""
    for page in pages(partner, list_partner_consents, limit=500):
        for consent in page.data:
            duty = consent.acknowledgement
            if consent.purpose != PURPOSE or not duty or duty.state not in ("DUE", "OVERDUE"):
                continue
            copy["records"].pop(consent.subject, None)
            keep(copy)
            deletion = DeletionInput(deleted_at=datetime.datetime.now(datetime.UTC))
            partner.call(acknowledge_deletion, id=consent.id, body=deletion)
            counts["acknowledged"] += 1


def pull_all(partner, copy):
    # The place in the feed first: what changes while the pages come is applied afterwards.
    now = partner.call(list_partner_changes, purpose=PURPOSE, after="latest")
    for page in pages(partner, list_partner_incubatees, purpose=PURPOSE, limit=LIMIT):
        for record in page.data:
            # Read as often as the consent lets us: what is held stays, and the changes bring the record later.
            if not any(withheld.code == "FREQUENCY" for withheld in record.redactions):
                copy["records"][record.id] = record.to_dict()
    copy["cursor"] = now.page.next_


def follow(partner, copy, counts):
    more = True
    while more:
        page = partner.call(list_partner_changes, purpose=PURPOSE, limit=LIMIT, after=copy["cursor"])
        for change in page.data:
            if change.type_ == "UPSERT" and change.record:
                copy["records"][change.id] = change.record.to_dict()
                counts["upserts"] += 1
            else:
                copy["records"].pop(change.id, None)
                counts["lost" if change.type_ == "CONSENT_LOST" else "deletes"] += 1
        copy["cursor"] = page.page.next_ or copy["cursor"]
        more = not page.page.complete
        keep(copy)


def keep(copy):
    """Never half a file."""
    with open(os.open(FILE + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(copy, file)
    os.replace(FILE + ".new", FILE)


def main():
    copy = {"cursor": None, "records": {}}
    if os.path.exists(FILE):
        with open(FILE, encoding="utf-8") as file:
            copy = json.load(file)
    counts = {"upserts": 0, "deletes": 0, "lost": 0, "acknowledged": 0}
    partner = Partner()
    give_up(partner, copy, counts)
    if copy["cursor"] is None:
        pull_all(partner, copy)
    follow(partner, copy, counts)
    digest = hashlib.sha256(json.dumps(copy["records"], sort_keys=True).encode()).hexdigest()
    print(json.dumps({"records": len(copy["records"]), **counts, "digest": digest}))


main()
