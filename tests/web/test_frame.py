"""The frame over HTTP: what a choice sets, what caches may keep, what a first and a second visit cost, and an operator's own look."""

from __future__ import annotations

import gzip
import html
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from intarsia.colours import contrast, luminance
from intarsia.errors import Invalid
from intarsia.pool import Pool
from intarsia.web import assets, built, create_app, look
from intarsia.web.packing import encoding
from intarsia.web.pages.choose import within
from tests.web.conftest import Web
from tests.web.made import empty_pool, write_release

COMPRESSED = "gzip, deflate, br, zstd"


def post(web: Web, **fields: str) -> httpx.Response:
    import asyncio

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web.app), base_url="http://test") as client:
            return await client.post("/choose", data=fields)

    return web.thread.submit(lambda: asyncio.run(ask())).result(60)


def test_no_cookie_before_a_choice(web: Web) -> None:
    for address in ("/", "/explore", "/explore.json", "/datasets", "/about", "/check", "/static/intarsia.css"):
        assert "set-cookie" not in web.get(address).headers, address


def test_a_choice_is_one_cookie_and_leads_back(web: Web) -> None:
    answer = post(web, theme="dark", back="/explore?q=a&lang=nl")
    assert (answer.status_code, answer.headers["location"]) == (303, "/explore?q=a&lang=nl")
    assert sorted(answer.headers["set-cookie"].split("; ")) == ["HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=lax", "theme=dark"]
    answer = post(web, lang="nl", back="/explore?q=a&lang=en")
    assert answer.headers["location"] == "/explore?q=a"
    assert answer.headers["set-cookie"].startswith("lang=nl;")
    assert "Max-Age=0" in post(web, theme="device").headers["set-cookie"]
    assert post(web, theme="purple").status_code == 400
    assert post(web, lang="xx").status_code == 400


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", "explore", ""])
def test_a_choice_never_leads_away(web: Web, back: str) -> None:
    assert post(web, theme="dark", back=back).headers["location"] == "/"


@given(st.text(max_size=40))
def test_back_is_a_path_of_this_host(text: str) -> None:
    found = within(text, forget_lang=True)
    target = urlsplit(urljoin("https://here.example/page", found or "/"))
    assert (target.scheme, target.netloc) == ("https", "here.example")


def test_a_page_says_what_it_depends_on(web: Web) -> None:
    plain = web.get("/datasets", accept="text/html")
    assert {"Accept", "Accept-Language", "Cookie", "Accept-Encoding"} == {name.strip() for name in plain.headers["vary"].split(",")}
    dark = web.get("/datasets", accept="text/html", cookie="theme=dark")
    dutch = web.get("/datasets", accept="text/html", cookie="lang=nl")
    assert len({one.headers["etag"] for one in (plain, dark, dutch)}) == 3
    assert 'data-theme="dark"' in dark.text
    assert "data-theme" not in plain.text
    assert dutch.headers["content-language"] == "nl"
    assert web.get("/datasets", accept="text/html", cookie="theme=dark", if_none_match=dark.headers["etag"]).status_code == 304
    assert web.get("/datasets", accept="text/html", cookie="theme=dark", if_none_match=plain.headers["etag"]).status_code == 200
    assert web.get("/datasets?lang=en", accept="text/html", cookie="lang=nl").headers["content-language"] == "en"
    assert web.get("/datasets", accept="text/html", cookie="theme=<script>; lang=../..").text == plain.text


def test_programs_are_not_subject_to_a_choice(web: Web) -> None:
    plain, chosen = web.get("/explore.json"), web.get("/explore.json", cookie="lang=nl; theme=dark")
    assert plain.text == chosen.text
    assert plain.headers["etag"] == chosen.headers["etag"]
    assert "Cookie" not in plain.headers["vary"]


@pytest.mark.parametrize(("header", "taken"), [
    ("gzip", "gzip"), ("gzip, zstd", "zstd"), ("zstd;q=0, gzip", "gzip"), ("br", None), ("", None), ("gzip;q=0", None), ("GZIP;q=1.0", "gzip"), ("identity", None),
])
def test_which_compression(header: str, taken: str | None) -> None:
    assert encoding(header) == taken


def raw(web: Web, address: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they go over the wire."""
    import asyncio

    async def ask() -> tuple[httpx.Response, bytes]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web.app), base_url="http://test") as client, \
                client.stream("GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
            return answer, b"".join([part async for part in answer.aiter_raw()])

    return web.thread.submit(lambda: asyncio.run(ask())).result(60)


@pytest.mark.parametrize("address", ["/explore", "/explore.json", "/explore.csv", "/static/intarsia.css"])
def test_a_compressed_answer_is_the_same_answer(web: Web, address: str) -> None:
    plain, body = raw(web, address, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    for name, unpack in (("gzip", gzip.decompress), ("zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data))):
        answer, packed = raw(web, address, accept_encoding=name)
        assert answer.headers["content-encoding"] == name
        assert "Accept-Encoding" in answer.headers["vary"]
        assert len(packed) < len(body)
        assert unpack(packed) == body
        if "content-length" in answer.headers:
            assert int(answer.headers["content-length"]) == len(packed)
    assert "content-encoding" not in raw(web, "/static/built/fonts/source-sans-3-latin.woff2", accept_encoding=COMPRESSED)[0].headers


def test_no_body_is_made_up_where_there_is_none(web: Web) -> None:
    tag = web.get("/explore").headers["etag"]
    answer, body = raw(web, "/explore", if_none_match=tag, accept_encoding="gzip")
    assert (answer.status_code, body) == (304, b"")
    head = web.get("/explore", method="HEAD", accept_encoding="gzip")
    assert (head.status_code, head.content) == (200, b"")


def loaded(web: Web, page: str) -> dict[str, str]:
    """What a page's HTML asks a browser to load at once: address -> kind. Fonts are what its style sheet would load for Latin text."""
    text = web.get(page, accept="text/html").text
    found = {html.unescape(address): "style" for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)}
    found |= {html.unescape(address): "script" for address in re.findall(r'<script[^>]* src="([^"]+)"', text)}
    found |= {html.unescape(address): "font" for address in re.findall(r'<link rel="preload" href="([^"]+)" as="font"', text)}
    found |= {html.unescape(address): "icon" for address in re.findall(r'<link rel="icon" href="([^"]+)"', text)}
    sheet = web.get(next(address for address, kind in found.items() if kind == "style")).text
    for name in ("source-sans-3-latin", "source-sans-3-european", "source-serif-4-latin", "source-serif-4-european"):
        font = re.search(rf"url\((built/fonts/{name}\.woff2[^)]*)\)", sheet)
        assert font, name
        found[f"/static/{font[1]}"] = "font"
    return found


@pytest.mark.parametrize("page", ["/", "/explore", "/datasets"])
def test_what_a_visit_costs(web: Web, page: str) -> None:
    first, body = raw(web, page, accept="text/html", accept_encoding=COMPRESSED)
    parts = loaded(web, page)
    assert {"style", "script", "font", "icon"} <= set(parts.values())
    sizes: dict[str, int] = {}
    for address, kind in parts.items():
        answer, sent = raw(web, address, accept_encoding="gzip")  # the larger of both compressions
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"], address
        sizes[kind] = sizes.get(kind, 0) + len(sent)
    assert len(body) + sum(sizes.values()) <= 150_000, sizes
    assert sizes["script"] <= 20_000
    assert len(body) <= 15_000, "a second visit loads the page alone"
    again, nothing = raw(web, page, accept="text/html", accept_encoding=COMPRESSED, if_none_match=first.headers["etag"])
    assert (again.status_code, nothing) == (304, b"")


def test_assets_are_kept_only_under_their_own_version(web: Web) -> None:
    good = f"/static/built/site.js?v={built.version('site.js')}"
    assert "immutable" in web.get(good).headers["cache-control"]
    for address in ("/static/built/site.js", "/static/built/site.js?v=000000000000", "/static/intarsia.css?v="):
        assert web.get(address).headers["cache-control"] == "no-cache", address
    tag = web.get("/static/icon.svg").headers["etag"]
    assert web.get("/static/icon.svg", if_none_match=tag).status_code == 304
    assert web.get("/static/built/fonts/source-sans-3-latin.woff2").headers["content-type"] == "font/woff2"


@pytest.mark.parametrize("name", ["nope.js", "../app.py", "..%2Fapp.py", "%2e%2e/visit.py", "built/../../visit.py", "", "built", "built/.stamp", "/etc/passwd"])
def test_nothing_but_assets_is_under_static(web: Web, name: str) -> None:
    assert web.get(f"/static/{name}").status_code == 404
    assert assets.read(name) is None


def test_pages_work_where_nothing_is_built(web: Web, pool_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    monkeypatch.setattr(built, "FOLDER", tmp_path)
    built.manifest.cache_clear()
    try:
        bare = Web(create_app(Pool(pool_folder)))
        assert "python tools/frontend/run.py" in caplog.text
        text = bare.get("/explore", accept="text/html").text
        assert "<script" not in re.sub(r'<script type="application/(ld\+)?json".*?</script>', "", text, flags=re.S)
        assert "preload" not in text
    finally:
        built.manifest.cache_clear()


def own(tmp_path: Path, toml: str) -> Pool:
    folder = empty_pool(tmp_path / "own")
    write_release(folder, "aaaa222233334444")
    with open(folder / "pool.toml", "a", encoding="utf-8") as config:
        config.write(toml)
    return Pool(folder)


def test_a_look_of_ones_own(tmp_path: Path) -> None:
    pool = own(tmp_path, '\n[look]\nlogo = "logo.svg"\n[look.light]\naccent = "#7a1f4b"\n[look.dark]\naccent = "#e8a3c0"\n'
               '[look.texts.footer]\nen = "Ours & yours."\nnl = "Van ons."\n[look.texts.lede]\nen = "What we know."\n')
    (pool.layout.root / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    web = Web(create_app(pool))
    page = web.get("/about", accept="text/html").text
    assert "Ours &amp; yours." in page
    assert "What we know." in web.get("/?lang=nl", accept="text/html").text, "a text that a language lacks is shown in English"
    assert "Van ons." in web.get("/about?lang=nl", accept="text/html").text
    sheet = web.get(html.unescape(re.findall(r'href="(/look/look\.css[^"]*)"', page)[0]))
    assert sheet.text == ":root{--accent:light-dark(#7a1f4b,#e8a3c0);--on-accent:light-dark(#ffffff,#10211f);}\n"
    assert "immutable" in sheet.headers["cache-control"]
    logo = web.get(html.unescape(re.findall(r'src="(/look/logo[^"]*)"', page)[0]))
    assert (logo.status_code, logo.headers["content-type"]) == (200, "image/svg+xml")
    (tmp_path / "plain").mkdir()
    plain = Web(create_app(own(tmp_path / "plain", "")))
    assert "/look/" not in plain.get("/about", accept="text/html").text
    assert plain.get("/look/logo").status_code == 404
    assert plain.get("/about", accept="text/html").headers["etag"] != web.get("/about", accept="text/html").headers["etag"]


@pytest.mark.parametrize(("toml", "said"), [
    ('[look.light]\naccent = "#7fb3a8"', r"accent #7fb3a8 on paper #fbfaf7 \(not set by you\) has a contrast of 2\.2\d:1"),
    ('[look.dark]\npaper = "#777777"', r"\[look\.dark\]: ink #e9ebee \(not set by you\) on paper #777777 has a contrast of 3"),
    ('[look.light]\naccent = "teal"', "no colour"),
    ('[look.light]\npurple = "#123456"', "'purple' is not known"),
    ('[look]\nlogo = "nope.svg"', "no logo at nope.svg"),
    ('[look]\nlogo = "../../logo.svg"', "no picture in the pool's folder"),
    ('[look]\nlogo = "pool.toml"', "no picture"),
    ('[look.texts]\nlede = "x"', "by name and language"),
    ('[look.texts.title]\nen = "x"', "'title' is not known"),
])
def test_a_look_that_cannot_be_read_is_refused(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        create_app(own(tmp_path, "\n" + toml + "\n"))
    assert refused.value.way_out


def test_our_own_colours_can_be_read() -> None:
    for theme, colours in look.tokens().items():
        for text, ground, least in look.PAIRS:
            assert contrast(colours[text], colours[ground]) >= least, (theme, text, ground)
        for state in ("ok", "warn", "bad"):
            for ground in (f"{state}-bg", "paper", "card"):
                assert contrast(colours[state], colours[ground]) >= 4.5, (theme, state, ground)


COLOUR = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(COLOUR, COLOUR)
def test_contrast(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21.0001
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, one) == 1
    assert 0 <= luminance(one) <= 1.0001


def test_contrast_of_known_pairs() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert round(contrast("#ff0000", "#ffffff"), 2) == 4.0
    with pytest.raises(ValueError, match="#rrggbb"):
        luminance("red")
