"""Writes of scripts/load: callers that create and submit, each on its own connection; then scripts for wrk."""

import http.client
import json
import sys
import threading
import time
from urllib.parse import urlsplit

base, credentials, seconds, folder = sys.argv[1], json.load(open(sys.argv[2])), int(sys.argv[3]), sys.argv[4]
host = urlsplit(base).netloc


def call(conn, method, path, body=None, token=None, headers=None):
    headers = {"content-type": "application/json", **(headers or {})}
    if token:
        headers["authorization"] = f"Bearer {token}"
    conn.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = conn.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if text else None


def sign_in(role):
    user = credentials["users"][role]
    status, body = call(http.client.HTTPConnection(host), "POST", "/v1/sessions", {"login": user["email"], "password": user["password"]})
    assert status in (200, 201), body
    return body["accessToken"]


head = sign_in("blkHead")
blk = credentials["users"]["blkHead"]["blk"]


def work(number, callers, until, times):
    conn = http.client.HTTPConnection(host)
    count = 0
    while time.time() < until:
        began = time.time()
        report = {
            "blk": blk, "template": "LAP_INSIDENTAL", "event": f"{callers}-{number}-{count}",
            "values": {"N01": "LAINNYA", "N02": 3, "N03": 1_500_000}, "narrative": {"kronologi": "Uji beban."},
        }
        status, body = call(conn, "POST", "/v1/reports", report, head)
        assert status == 201, body
        status, body = call(conn, "POST", f"/v1/reports/{body['id']}/submit", {}, head, {"if-match": "*"})
        assert status == 200, body
        times.append(time.time() - began)
        count += 1


for callers in (1, 16):
    times, until = [], time.time() + seconds
    threads = [threading.Thread(target=work, args=(n, callers, until, times)) for n in range(callers)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    times.sort()
    print(f"== create + submit a report, {callers} callers")
    print(f"  pairs/s {len(times) / seconds:.0f}  p50 {times[len(times) // 2] * 1000:.1f} ms  p99 {times[int(len(times) * .99)] * 1000:.1f} ms")

admin = sign_in("fknAdmin")
status, page = call(http.client.HTTPConnection(host), "GET", "/v1/reports?template=LAP_BULANAN&state=APPROVED&limit=1", token=admin)
report = page["data"][0]["id"]
query = ("{ blks(first: 50) { totalCount nodes { id code name region { path { code name } } "
         "latestReports(first: 4) { nodes { period state values } } } } }")
with open(f"{folder}/get.lua", "w") as out:
    out.write(f'wrk.path = "/v1/reports/{report}"\nwrk.headers["authorization"] = "Bearer {admin}"\n')
with open(f"{folder}/graphql.lua", "w") as out:
    out.write('wrk.method = "POST"\nwrk.path = "/graphql"\n')
    out.write(f'wrk.headers["authorization"] = "Bearer {admin}"\nwrk.headers["content-type"] = "application/json"\n')
    out.write(f"wrk.body = [==[{json.dumps({'query': query})}]==]\n")
