"""Verifies captured webhook attempts with the official library of Standard Webhooks.

The library stands beside this file as it was published (PyPI, standardwebhooks 1.0.1, MIT, sdist with SHA-256
b557bb2e4b16ada179a517ec0fe6cbec5acf976c5619922bf29c457f89a451bd), so that tests need no package index.

Usage: verify.py FILE, where FILE is a JSON list of {"secret": ..., "headers": {...}, "body": ...}.
"""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError


def verifies(webhook, body, headers):
    try:
        webhook.verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        attempts = json.load(file)
    for number, attempt in enumerate(attempts):
        webhook = Webhook(attempt["secret"])
        body, headers = attempt["body"], attempt["headers"]
        if not verifies(webhook, body, headers):
            sys.exit(f"attempt {number} does not verify: {headers}")
        # A check that accepts everything proves nothing.
        if verifies(webhook, body + " ", headers) or verifies(webhook, body, {**headers, "webhook-id": "evt_other"}):
            sys.exit(f"attempt {number} verifies though it was changed")
    print(f"verified {len(attempts)}")


main()
