#!/usr/bin/env python3
"""Looks at the page at / in a real Chromium, as a reader does.

    look.py BASE YEAR [FOLDER]     BASE serves figures of YEAR; screenshots go to FOLDER

Every number on the page must be the one that the query shown beside it gives. Ends with 1 and what differs, or with 77
where there is no Chromium (CHROMIUM names one).
"""

import gzip
import json
import re
import sys
import traceback
import urllib.error
import urllib.request
from pathlib import Path

from browser import Browser, find

BASE, YEAR = sys.argv[1].rstrip("/"), sys.argv[2]
FOLDER = Path(sys.argv[3]) if len(sys.argv) > 3 else None
CARDS = ["rate", "funnel", "jobs", "kawasans"]
TITLES = {
    "id": ["Laju pelaporan per provinsi dan bulan", "Corong inkubasi", "Lapangan kerja per bulan", "Kawasan"],
    "en": ["Reporting rate by province and month", "Incubation funnel", "Jobs by month", "Kawasans (programme areas)"],
}
READY = "document.querySelectorAll('.card').length === 4 && !document.querySelector('.card[aria-busy=true]')"
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def fetch(path, headers=None, body=None):
    data = None if body is None else json.dumps(body).encode()
    try:
        answer = urllib.request.urlopen(urllib.request.Request(f"{BASE}{path}", data, headers or {}), timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def look(page, query=f"?year={YEAR}&lang=id"):
    page.open(f"{BASE}/{query}")
    page.wait(READY)


def asked(page, card):
    """The query of a card as the page shows it, and what it gives to somebody who pastes it."""
    text = page.do(f"document.querySelector('#{card} .query code').textContent")
    document, _, variables = text.rpartition("\n\n# ")
    body = {"query": document, "variables": json.loads(variables.split("\n", 1)[1])}
    status, _, answer = fetch("/graphql", {"content-type": "application/json"}, body)
    answer = json.loads(answer)
    assert status == 200 and "errors" not in answer, (card, answer)
    (root,) = answer["data"].values()
    return root


def cells(page, card):
    """The numbers of a card by row, as they came: a number, or `hidden`, or `none`."""
    return page.do(f"""Object.fromEntries([...document.querySelectorAll('#{card} tbody tr')].map(row => [row.dataset.key,
        [...row.querySelectorAll('td')].map(cell => cell.dataset.value ? Number(cell.dataset.value) : cell.className)]))""")


def told(row, field):
    """A figure of a row as a cell shows it."""
    if field in row["suppressed"]:
        assert row[field] is None, (field, row)
        return "hidden"
    return "none" if row[field] is None else row[field]


def share(part, whole):
    return "none" if whole == 0 else (part * 10_000 + whole // 2) // whole / 100


@test
def it_is_served_with_a_strict_policy_an_etag_and_compressed(page):
    status, headers, text = fetch("/")
    assert status == 200 and headers["content-type"].startswith("text/html"), headers
    assert headers["content-security-policy"].startswith("default-src 'self'"), headers
    assert "unsafe" not in headers["content-security-policy"], headers
    assert b"http://" not in text and b"https://" not in text, "another host is named"
    for path in ["/", "/page/app.js", "/page/chart-4.6.1.umd.min.js"]:
        _, headers, whole = fetch(path)
        status, again, rest = fetch(path, {"if-none-match": headers["etag"]})
        assert (status, rest, again["etag"]) == (304, b"", headers["etag"]), path
        _, headers, packed = fetch(path, {"accept-encoding": "gzip"})
        if headers.get("content-encoding") == "gzip":
            assert gzip.decompress(packed) == whole and len(packed) < len(whole), path
        else:
            assert "--uncompressed" in sys.argv, f"{path} is not compressed: {headers}"
    assert fetch("/page/nothing.js")[0] == 404 and fetch("/page/..%2Fgraphiql%2Fstart.js")[0] == 404


@test
def it_names_no_other_host_and_reports_no_fault(page):
    look(page)
    asked_for = [event["request"]["url"] for event in page.happened("Network.requestWillBeSent")]
    assert len(asked_for) > 10 and all(url.startswith((f"{BASE}/", "about:")) for url in asked_for), asked_for
    faults = page.happened("Runtime.exceptionThrown")
    faults += [event for event in page.happened("Log.entryAdded") if event["entry"]["level"] == "error"]
    assert not faults, faults


@test
def it_speaks_both_languages_without_asking_again(page):
    look(page)
    titles = "[...document.querySelectorAll('.card h2')].map(one => one.textContent)"
    assert page.do("document.documentElement.lang") == "id" and page.do(titles) == TITLES["id"], page.do(titles)
    words = "document.body.innerText"
    assert "Lihat kueri" in page.do(words) and "undefined" not in page.do(words), page.do(words)
    questions = lambda: [one for one in page.happened("Network.requestWillBeSent") if one["request"]["url"].endswith("/graphql")]
    assert len(questions()) == 4, questions()
    choose(page, "language", "en")
    assert page.do("document.documentElement.lang") == "en" and page.do(titles) == TITLES["en"], page.do(titles)
    assert "See the query" in page.do(words) and "Lihat" not in page.do(words)
    assert len(questions()) == 4, questions()
    # The choice is in the address, to be passed on, and is still there at the next visit.
    assert "lang=en" in page.do("location.search")
    look(page, f"?year={YEAR}")
    assert page.do(titles) == TITLES["en"]
    # What is no language of the page is none, though every object has it.
    look(page, f"?year={YEAR}&lang=toString")
    assert page.do(titles) == TITLES["id"], page.do(titles)


def choose(page, control, value):
    page.do(f"""(() => {{ const control = document.querySelector('{control if "." in control else "#" + control}');
        control.value = '{value}'; control.dispatchEvent(new Event('change', {{bubbles: true}})); }})()""")


@test
def the_rates_are_those_of_the_query_shown(page):
    look(page)
    rows = asked(page, "rate")["rows"]
    assert rows, "a page without figures shows nothing"
    months = sorted({row["month"] for row in rows})
    fields = {"rate": "submitted", "onTimeRate": "onTime", "approvedRate": "approved"}
    for measure, field in fields.items():
        choose(page, ".heat-measure", measure)
        held = cells(page, "rate")
        for row in rows:
            at = months.index(row["month"])
            value = held[(row["province"] or {"code": ""})["code"]][at]
            assert value == (row[measure]["value"] if row["expected"] else "none") == share(row[field], row["expected"]), (row, measure, value)
        for at, month in enumerate(months):
            those = [row for row in rows if row["month"] == month]
            nation = share(sum(row[field] for row in those), sum(row["expected"] for row in those))
            assert held["all"][at] == nation, (month, measure, held["all"][at], nation)
    tile = page.do("document.querySelector('#tiles [data-key=rate]').innerText")
    assert f"{sum(row['expected'] for row in rows):,}".replace(",", ".") in tile, tile


@test
def the_other_cards_are_those_of_the_query_shown(page):
    look(page)
    for card, key in [("funnel", lambda row: row["stage"]), ("kawasans", lambda row: row["kawasan"]["code"])]:
        rows = asked(page, card)["rows"]
        fields = page.do(f"import('/page/card-{card}.js').then(module => module.{card}.counts)")
        expected = {key(row): [told(row, field) for field in fields] for row in rows}
        assert expected and cells(page, card) == expected, (card, cells(page, card), expected)
    rows = asked(page, "jobs")["rows"]
    relations = sorted({row["employmentRelation"] for row in rows})
    held = cells(page, "jobs") if rows else {}
    for row in rows:
        value = held[row["month"]][relations.index(row["employmentRelation"])]
        assert value == told(row, "jobs"), (row, value)


@test
def withheld_figures_are_marked_and_explained(page):
    look(page)
    for card in CARDS:
        withheld = page.do(f"document.querySelectorAll('#{card} td.hidden').length")
        note = page.do(f"(note => note.hidden ? '' : note.textContent)(document.querySelector('#{card} .hidden-note'))")
        assert bool(withheld) == bool(note), (card, withheld, note)
        assert not withheld or str(withheld) in note, (card, note)


@test
def each_chart_is_drawn_and_says_where_it_comes_from(page):
    look(page)
    for card in CARDS:
        if not asked(page, card)["rows"]:
            continue
        drawn = page.do(f"""(canvas => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size)
            (document.querySelector('#{card} canvas'))""")
        assert drawn > 10, f"{card}: nothing is drawn"
        provenance = page.do(f"document.querySelector('#{card} .provenance').textContent")
        position = re.search(r"posisi (\d+)", provenance)
        # The feed may have grown since.
        assert position and 0 < int(position[1]) <= int(asked(page, card)["provenance"]["asOf"]), (card, provenance)


@test
def the_query_of_each_card_opens_in_the_explorer(page):
    if fetch("/graphiql")[0] != 200:
        return
    for card in CARDS:
        look(page)
        page.do(f"document.querySelector('#{card} .query').open = true")
        link = page.wait(f"(link => !link.hidden && link.href)(document.querySelector('#{card} .explore'))")
        root = page.do(f"document.querySelector('#{card} .query code').textContent").split("{")[1].split("(")[0].strip()
        page.open(link)
        page.wait(f"document.querySelector('.graphiql-query-editor')?.innerText.includes('{root}')")


@test
def a_query_that_cannot_be_copied_is_marked(page):
    look(page)
    page.do("void Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.do("(query => { query.open = true; query.querySelector('button').click(); })(document.querySelector('#rate .query'))")
    page.wait("String(getSelection()).includes('reportingRate')")
    assert page.do("document.querySelector('#rate .query button').textContent") == "Salin"


@test
def a_year_without_figures_is_empty_in_words(page):
    look(page, "?year=2001&lang=id")
    for card in ["rate", "jobs"]:
        said = page.do(f"document.querySelector('#{card} .state').innerText")
        assert said.startswith("Belum ada angka untuk tahun 2001."), (card, said)
        assert page.do(f"document.querySelector('#{card} canvas')") is None
    choose(page, "year", YEAR)
    page.wait("document.querySelector('#rate canvas')")
    assert f"year={YEAR}" in page.do("location.search")


@test
def a_service_out_of_reach_is_said_and_asked_again(page):
    page.call("Network.setBlockedURLs", urls=["*/graphql"])
    look(page)
    said = page.do("document.querySelector('#rate .state').innerText")
    assert said.startswith("Layanan tidak terjangkau.") and "Coba lagi" in said, said
    page.call("Network.setBlockedURLs", urls=[])
    page.do("document.querySelector('#rate .state button').click()")
    page.wait("document.querySelector('#rate canvas')")
    assert page.do("document.querySelector('#rate .state').innerText") == ""
    assert page.do("document.querySelector('#funnel .state.refused') !== null")


@test
def a_refusal_is_said_with_its_code_and_the_time_to_wait(page):
    problem = {"detail": "Jatah habis.", "detailEn": "The budget is spent.", "code": "LIMIT.EXCEEDED", "requestId": "req-12345678"}
    source = f"""const real = window.fetch; window.fetch = (address, ...rest) => String(address).endsWith('/graphql')
        ? Promise.resolve(new Response({json.dumps(json.dumps(problem))}, {{status: 429, headers: {{'retry-after': '7'}}}}))
        : real(address, ...rest);"""
    script = page.call("Page.addScriptToEvaluateOnNewDocument", source=source)["identifier"]
    look(page)
    page.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    said = page.do("document.querySelector('#rate .state').innerText")
    for words in ["Jatah habis.", "7 detik", "LIMIT.EXCEEDED", "req-12345678"]:
        assert words in said, (words, said)
    choose(page, "language", "en")
    assert "The budget is spent." in page.do("document.querySelector('#rate .state').innerText")


# Contrast of text against what lies behind it, as WCAG counts it; 4.5 is enough for small text.
CONTRAST = """(() => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z; };
  const behind = element => { for (; element; element = element.parentElement) {
    const colour = rgb(getComputedStyle(element).backgroundColor); if (colour[3] === 255) return colour; } return [255, 255, 255]; };
  const texts = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && !['OPTION', 'CANVAS'].includes(one.tagName)
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  return texts.map(one => { const [a, b] = [light(rgb(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    return [(a + .05) / (b + .05), parseFloat(getComputedStyle(one).fontSize), one.outerHTML.slice(0, 90)]; }).sort(([x], [y]) => x - y);
})()"""


@test
def it_is_readable_on_a_phone_in_light_and_in_dark(page):
    page.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
    for scheme in ["light", "dark"]:
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        look(page)
        assert page.do("document.documentElement.scrollWidth") <= 360, "the page itself scrolls sideways"
        ground = page.do("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(","))) < 200) == (scheme == "dark"), (scheme, ground)
        texts = page.do(CONTRAST)
        assert len(texts) > 40 and texts[0][0] >= 4.5, (scheme, texts[:5])
        assert min(size for _, size, _ in texts) >= 12, min(texts, key=lambda text: text[1])
        if FOLDER:
            page.screenshot(FOLDER / f"phone-{scheme}.png")
    # What the reader chose goes before what the device says.
    choose(page, "theme", "light")
    assert page.do("getComputedStyle(document.documentElement).colorScheme") == "light"


# The names at the side of a chart as they are drawn: their lines, and whether they stay within it and off each other.
NAMES = """(canvas => {
  const chart = Chart.getChart(canvas), axis = chart.scales.y, pen = axis.ctx;
  const names = axis.getLabelItems(chart.chartArea).map(({label, font, options}) => {
    pen.font = font.string;
    const lines = [label].flat(), [right, middle] = options.translation;
    const left = right - Math.max(...lines.map(line => pen.measureText(line).width));
    return {lines, left, middle, height: lines.length * font.lineHeight};
  });
  const apart = names.every(({middle, height}, at) => at === 0 || middle - names[at - 1].middle >= height);
  return {names: names.map(({lines}) => lines.join(' ')), left: Math.min(...names.map(({left}) => left)), apart};
})(document.querySelector('#kawasans canvas'))"""


@test
def names_at_the_side_of_a_chart_are_whole_on_a_phone(page):
    long = "Kawasan Perluasan Kesempatan Kerja Jakarta Timur dan Jakarta Selatan"
    source = f"""const real = window.fetch; window.fetch = async (...asked) => {{
        const response = await real(...asked);
        if (!String(asked[0]).endsWith('/graphql')) return response;
        const answer = await response.json();
        for (const row of answer.data?.kawasanOverview?.rows ?? []) row.kawasan.name = {json.dumps(long)};
        return new Response(JSON.stringify(answer), {{status: response.status}});
    }};"""
    script = page.call("Page.addScriptToEvaluateOnNewDocument", source=source)["identifier"]
    page.call("Emulation.setDeviceMetricsOverride", width=740, height=360, deviceScaleFactor=2, mobile=True)
    look(page)
    count = len(asked(page, "kawasans")["rows"])
    # Turned upright, the names get other lines.
    for width in [740, 360]:
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=1100 - width, deviceScaleFactor=2, mobile=True)
        page.wait(f"Math.abs(Chart.getChart(document.querySelector('#kawasans canvas')).width - {width}) < 80")
        drawn = page.do(NAMES)
        assert drawn["names"] == [long] * count, (width, drawn)
        assert drawn["left"] >= 0 and drawn["apart"], (width, drawn)
    if FOLDER:
        page.screenshot(FOLDER / "phone-names.png")
    page.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)


def main():
    program = find()
    if not program:
        print("skipped: there is no Chromium here")
        return 77
    failed = 0
    if FOLDER:
        FOLDER.mkdir(parents=True, exist_ok=True)
    page = Browser(program)
    try:
        for function in TESTS:
            page.renew()
            try:
                function(page)
                print("ok", function.__name__)
            except Exception:
                failed += 1
                print("FAILED", function.__name__)
                traceback.print_exc(file=sys.stdout)
        if FOLDER:
            page.renew()
            page.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
            look(page)
            page.screenshot(FOLDER / "wide.png")
    finally:
        page.close()
    return 1 if failed else 0


sys.exit(main())
