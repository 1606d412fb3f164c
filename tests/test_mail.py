"""Letters: sent only where somebody asked, over a real mail server, once, in the reader's language, with a way to end them."""

from __future__ import annotations

import datetime
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from intarsia import accounts, doctoring, mailing
from intarsia.deskconfig import MailConfig
from intarsia.errors import Invalid, Unavailable
from intarsia.mailing import letters, outbox, smtp
from intarsia.pool import Pool
from intarsia.stewarding import requests, subscriptions
from intarsia.stewarding.requests import Asked
from intarsia.stewarding.subscriptions import DATASET, DESK
from intarsia.web import create_app
from intarsia.withdrawing import withdraw
from tests.once import once
from tests.test_requests import made
from tests.web.person import Person

READER, MEMBER = "reader@example.org", "steward@example.org"


class Box:
    """What a mail server took, and what it says no to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 taken"
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.letters.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=default)))
        return self.answer


class Door(Controller):
    """The server, on the port that was free."""

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.port), 5) as found:
            found.recv(10)


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    taken = Box()
    door = Door(taken, hostname="127.0.0.1", port=port)
    door.start()
    yield taken, port
    door.stop()


@pytest.fixture
def pool(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, box: tuple[Box, int], monkeypatch: pytest.MonkeyPatch) -> Pool:
    folder = Path(shutil.copytree(once(tmp_path_factory, "pool-to-ask", made), tmp_path / "pool", symlinks=True))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (folder / "desk.sqlite").unlink()
    with (folder / "pool.toml").open("a", encoding="utf-8") as config:
        config.write(f'\n[mail]\nhost = "127.0.0.1"\nport = {box[1]}\ntls = "none"\nsender = "desk@pool.example"\nsite = "https://pool.example/commons/"\nan_hour = 5\n')
    return Pool(folder)


def follow(pool: Pool, address: str = READER, dataset: str = "open", language: str = "en", confirmed: bool = True) -> str:
    secret = subscriptions.subscribe(pool, DATASET, dataset, address, language).secret
    if confirmed:
        subscriptions.confirm(pool, secret)
    return secret


def test_a_withdrawal_is_told_once_to_those_who_follow(pool: Pool, box: tuple[Box, int]) -> None:
    taken, _ = box
    follow(pool)
    follow(pool, "lezer@example.org", language="nl")
    follow(pool, "never@example.org", confirmed=False)
    follow(pool, "other@example.org", dataset="asked")
    assert mailing.post(pool) == mailing.Posted()  # what happened before is not told
    withdraw(pool, "open", "head of collections", "the figures were\nwrong")
    assert (mailing.post(pool).sent, mailing.post(pool).sent) == (2, 0)
    by = {one["To"]: one for one in taken.letters}
    assert set(by) == {READER, "lezer@example.org"}
    english, dutch = by[READER], by["lezer@example.org"]
    assert english["Subject"].startswith("Withdrawn: ") and dutch["Subject"].startswith("Ingetrokken: ")
    body = english.get_content()
    assert "head of collections" in body and "the figures were wrong" in body and "https://pool.example/commons/datasets/open" in body
    assert english.get_content_type() == "text/plain" and english["Auto-Submitted"] == "auto-generated" and english["From"] == "desk@pool.example"
    assert english["List-Unsubscribe"].strip("<>") in body and english["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "612" not in body and outbox.counts(pool) == {"waiting": 0, "sent": 2, "failed": 0}
    assert READER.encode() not in b"".join(row.encode() for row in bodies(pool))  # the letter is forgotten once it is sent


def bodies(pool: Pool) -> list[str]:
    import sqlite3

    with sqlite3.connect(pool.layout.desk) as desk:
        return [str(row) for row in desk.execute("SELECT * FROM outbox")]


def test_off_by_default_and_nothing_is_kept(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path(shutil.copytree(once(tmp_path_factory, "pool-to-ask", made), tmp_path / "pool", symlinks=True))
    silent = Pool(folder)
    assert not mailing.on(silent) and mailing.put(silent, READER, "en", "test") is None and mailing.post(silent) == mailing.Posted()
    assert bodies(silent) == [] and not [row for row in doctoring.examine(folder) if row["look"] == "mail"]


def test_a_server_that_is_away_makes_letters_wait_and_then_gives_up(pool: Pool, box: tuple[Box, int]) -> None:
    taken, _ = box
    taken.answer = "451 come back later"
    now = time.time()
    assert mailing.put(pool, READER, "en", "test", key="one", now=now) and mailing.put(pool, READER, "en", "test", key="one", now=now) is None
    assert (mailing.post(pool, now).later, mailing.post(pool, now + 60).later) == (1, 0)
    for pause in outbox.PAUSES[1:]:
        now += 10_000 + pause
        assert mailing.post(pool, now).later == 1
    assert mailing.post(pool, now + 200_000).failed == 1 and outbox.counts(pool)["failed"] == 1
    assert outbox.troubles(pool) == {"the server asks to try later (451)": 1} and READER not in "".join(bodies(pool))


def test_a_box_that_is_not_there_holds_up_nobody(pool: Pool, box: tuple[Box, int]) -> None:
    taken, _ = box
    taken.refused = {"gone@example.org"}
    for address in ("gone@example.org", READER):
        mailing.put(pool, address, "en", "test", key=address)
    done = mailing.post(pool)
    assert (done.sent, done.failed, done.waiting) == (1, 1, 0) and [one["To"] for one in taken.letters] == [READER]


def test_no_more_leave_in_an_hour_than_allowed(pool: Pool, box: tuple[Box, int]) -> None:
    for n in range(8):
        mailing.put(pool, f"r{n}@example.org", "en", "test", key=str(n))
    now = time.time()
    assert (mailing.post(pool, now).sent, mailing.post(pool, now + 60).sent, mailing.post(pool, now + 3_700).sent) == (5, 0, 3)


def test_no_server_and_no_trusted_certificate_are_told_in_words(pool: Pool, box: tuple[Box, int], tmp_path: Path) -> None:
    mailing.put(pool, READER, "en", "test")
    nobody = MailConfig("127.0.0.1", 1, "desk@pool.example", "none")
    with pytest.raises(Unavailable, match="does not answer"), smtp.connected(nobody):
        pass
    with pytest.raises(Unavailable, match="does not offer"), smtp.connected(MailConfig("127.0.0.1", box[1], "desk@pool.example", "starttls")):
        pass
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path))
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    door = Door(Box(), hostname="127.0.0.1", port=port, tls_context=context)
    door.start()
    try:
        with pytest.raises(Unavailable, match="certificate"), smtp.connected(MailConfig("127.0.0.1", port, "desk@pool.example", "starttls")):
            pass
    finally:
        door.stop()
    assert [row["state"] for row in doctoring.examine(pool.layout.root) if row["look"] == "mail"] == ["ok"]
    with pytest.raises(Invalid, match="no password"), smtp.connected(MailConfig("127.0.0.1", box[1], "desk@pool.example", "starttls", user="desk")):
        pass


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody trusts, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name, day = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]), datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made_ = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day.replace(year=2099)).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(made_.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


def test_a_reader_confirms_and_ends_it_from_a_letter(pool: Pool, box: tuple[Box, int]) -> None:
    taken, _ = box
    reader = Person(create_app(pool, here=True), base="http://localhost", address="127.0.0.1")
    sent = reader.post("/datasets/open/follow", "/datasets/open/follow", address=READER)
    assert sent.status_code == 303 and mailing.post(pool).sent == 1
    link = next(line.strip() for line in taken.letters[0].get_content().splitlines() if "/letters/" in line)
    path = "/letters/" + link.rpartition("/")[2]
    assert "Do you want these letters?" in reader.get(path).text and subscriptions.confirmed(pool) == []  # looking confirms nothing
    assert reader.ask("POST", path, {"act": "confirm"}).status_code == 303
    assert [one.address for one in subscriptions.confirmed(pool)] == [READER]
    assert reader.post("/datasets/open/follow", "/datasets/open/follow", address=READER).status_code == 303
    assert mailing.post(pool).sent == 0  # who asks again learns nothing about whose address is known, and nobody is written to twice
    one_click = reader.ask("POST", path, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200 and "No letters any more" in one_click.text and subscriptions.confirmed(pool) == []
    assert READER not in "".join(str(one) for one in subscriptions._all(pool)) and reader.get(path).status_code == 404


def test_the_desk_is_told_of_requests_and_decisions_but_not_who_asks(pool: Pool, box: tuple[Box, int]) -> None:
    taken, _ = box
    described = pool.layout.datasets / "asked" / "dataset.toml"
    described.write_text(described.read_text("utf-8") + 'until = "2026-11-21"\n', "utf-8")
    secret = subscriptions.subscribe(pool, DESK, accounts.HERE, MEMBER, "nl").secret
    subscriptions.confirm(pool, secret, now=time.time() - 10)
    requests.ask(pool, "asked", Asked("Xenia Canary", "xenia@example.org", "canary"))
    when = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC).timestamp()
    assert mailing.post(pool, max(when, time.time())).sent == 2 and mailing.post(pool).sent == 0
    told = "".join(one["Subject"] + one.get_content() for one in taken.letters)
    assert "Iemand vraagt om" in told and "opnieuw" in told and "anary" not in told and "xenia" not in told
    assert "https://pool.example/commons/desk/requests" in told


def test_the_key_of_a_feed_opens_one_desk_until_it_is_taken_back(pool: Pool) -> None:
    app = create_app(pool, here=True)
    owner = Person(app, base="http://localhost", address="127.0.0.1")
    requests.ask(pool, "asked", Asked("Xenia Canary", "xenia@example.org", "canary"))
    page = owner.post("/desk/mail", "/desk/mail", act="key").text
    key = page.partition("/desk/feed.atom?key=")[2][:43]
    feed = owner.get(f"/desk/feed.atom?key={key}")
    assert feed.status_code == 200 and feed.headers["content-type"].startswith("application/atom+xml") and feed.headers["cache-control"] == "no-store"
    assert "Somebody asks for" in feed.text and "anary" not in feed.text and key not in feed.text
    assert key not in owner.get("/desk/mail").text  # shown once
    assert owner.get(f"/desk/feed.atom?key={key[:-1]}x").status_code == 404 and owner.get("/desk/feed.atom").status_code == 404
    assert owner.post("/desk/mail", "/desk/mail", act="revoke").status_code == 303 and owner.get(f"/desk/feed.atom?key={key}").status_code == 404


def test_the_feed_of_a_dataset_tells_its_withdrawal(pool: Pool) -> None:
    from lxml import etree

    reader = Person(create_app(pool, here=True), base="http://localhost", address="127.0.0.1")
    withdraw(pool, "open", "head", "wrong <b>figures</b> & more")
    answer = reader.get("/datasets/open/feed.atom")
    feed = etree.fromstring(answer.content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [len(feed.findall(f"a:{name}", names)) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    entries = feed.findall("a:entry", names)
    assert len(entries) == 2 and "withdrawn" in entries[0].findtext("a:title", namespaces=names) and "wrong <b>figures</b> & more" in entries[0].findtext("a:summary", namespaces=names)
    assert all(one.findtext("a:id", namespaces=names) and one.findtext("a:updated", namespaces=names).endswith("Z") for one in entries)
    assert reader.get("/datasets/open/feed.atom", If_None_Match=answer.headers["etag"]).status_code == 304
    assert reader.get("/datasets/nowhere/feed.atom").status_code == 404
    nl = reader.get("/datasets/open/feed.atom", Accept_Language="nl").text
    assert "ingetrokken" in nl


@pytest.mark.parametrize(("line", "told"), [
    ('password = "x"', "does not belong"), ('tls = "maybe"', "tls"), ('sender = "nobody"', "host and the address"), ("port = 70000", "port"), ('site = "pool.example"', "site"),
    ('user = "desk"\ntls = "none"', "over the line"), ("an_hour = 0", "an_hour"), ('colour = "red"', "colour"), ('host = "a\\nb"', "one line"),
])
def test_settings_that_are_none_are_told_in_words(tmp_path: Path, line: str, told: str) -> None:
    given_ = {"host": 'host = "mail.example.org"', "sender": 'sender = "desk@example.org"'}
    given_ = {name: text for name, text in given_.items() if not line.startswith(name)}
    (tmp_path / "pool.toml").write_text('name = "P"\nbase = "http://localhost/"\npublisher = "P"\n[mail]\n' + "\n".join([*given_.values(), line]) + "\n", "utf-8")
    with pytest.raises(Invalid) as found:
        Pool(tmp_path)
    assert told in f"{found.value.what} {found.value.where}" and found.value.way_out


def test_a_password_comes_from_the_environment_or_a_file_outside_the_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(smtp.PASSWORD, raising=False)
    (tmp_path / "secret").write_text("hush\n", "utf-8")
    config = MailConfig("mail.example.org", 0, "desk@example.org", "tls", "desk", str(tmp_path / "secret"))
    assert smtp.password(config) == "hush"
    monkeypatch.setenv(smtp.PASSWORD, "louder")
    assert smtp.password(config) == "louder"
    folder = tmp_path / "pool"
    folder.mkdir()
    lines = ['name = "P"', 'base = "http://localhost/"', 'publisher = "P"', "[mail]", 'host = "a"', 'sender = "a@b"', f'password_file = "{folder / "secret"}"']
    (folder / "pool.toml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(Invalid, match="pool's folder"):
        Pool(folder)


def test_every_letter_is_in_every_language_with_the_same_fields() -> None:
    import string

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english = letters.TEXTS["en"]
    for texts in letters.TEXTS.values():
        assert texts.keys() == english.keys()
        assert all(fields(subject + body) == fields("".join(english[kind])) for kind, (subject, body) in texts.items())


@examples(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_in_a_letter_cannot_make_it_another(title: str, why: str) -> None:
    end = "https://pool.example/letters/x"
    letter = letters.written("withdrawn", "en", unsubscribe=end, pool="P", title=title, day="1 May 2026", who="w", why=why, link="https://pool.example/", what="")
    one = outbox.Waiting(1, READER, letter.subject, letter.body, end, 1)
    try:
        raw = smtp.message(MailConfig("h", 0, "desk@pool.example"), one).as_bytes()
    except ValueError:  # characters that no mail holds: the letter is given up
        return
    told = message_from_bytes(raw, policy=default)
    assert told["To"] == READER and told.get_all("Bcc") is None and not told.is_multipart() and len(told.get_all("Subject")) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["", "nobody", "a@b\r\nBcc: c@d", "a b@c.org", "<a@b.org>", "a@b.org,c@d.org", "é@b.org", "a@", "@b.org", "a..b@c.org", "x" * 70 + "@b.org"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        outbox.address(written)
