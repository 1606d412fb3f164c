"""The way out: one connection to the mail server that [mail] names, its certificate checked, the password from outside the pool."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path

from intarsia.deskconfig import MailConfig
from intarsia.errors import Invalid, Unavailable
from intarsia.mailing.outbox import Waiting

PASSWORD = "INTARSIA_MAIL_PASSWORD"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
PATIENCE = 20  # seconds


class Refused(Exception):
    """The server does not want this letter, and will not. code: what it answered."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the server refused it ({code})")


class Later(Exception):
    """The server does not take this letter now."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the server asks to try later ({code})")


def message(config: MailConfig, one: Waiting) -> EmailMessage:
    """A letter as it goes over the line: plain text, to one address."""
    told = EmailMessage(policy=SMTP)
    told["From"], told["To"], told["Subject"] = config.sender, one.address, one.subject
    told["Date"], told["Message-ID"] = format_datetime(localtime()), make_msgid(domain=config.sender.partition("@")[2])
    told["Auto-Submitted"] = "auto-generated"
    if one.unsubscribe:
        told["List-Unsubscribe"], told["List-Unsubscribe-Post"] = f"<{one.unsubscribe}>", "List-Unsubscribe=One-Click"
    told.set_content(one.body)
    return told


@contextmanager
def connected(config: MailConfig) -> Iterator[smtplib.SMTP]:
    """A connection on which letters can be sent.

    Raises: Unavailable, in words, when the server cannot be reached or does not let us in; Invalid without the password.
    """
    port, where = config.port or PORTS[config.tls], f"{config.host}:{config.port or PORTS[config.tls]}"
    secret = password(config) if config.user else ""
    try:
        if config.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(config.host, port, timeout=PATIENCE, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(config.host, port, timeout=PATIENCE)
        with server:
            if config.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if config.user:
                server.login(config.user, secret)
            yield server
    except smtplib.SMTPAuthenticationError as error:
        raise Unavailable("the mail server does not accept the name or the password", where=where, way_out=f"look at user under [mail] and at {PASSWORD}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise Unavailable("the mail server does not offer what [mail] asks for", where=where,
                          way_out='another tls under [mail]: "starttls", "tls" or "none"; no user where none is wanted') from error
    except ssl.SSLError as error:
        raise Unavailable("the mail server cannot show a certificate that this machine trusts", where=where,
                          way_out="use the name that is on its certificate as host, and the right tls and port") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable("the mail server does not answer as it should", where=where, way_out="look at host, port and tls under [mail] in pool.toml; letters wait meanwhile") from error


def send(server: smtplib.SMTP, config: MailConfig, one: Waiting) -> None:
    """Send one letter. Raises: Refused for good, Later for now, or what `connected` turns into words."""
    try:
        server.send_message(message(config, one), from_addr=config.sender, to_addrs=[one.address])
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()), (550, b""))[0]
        raise (Refused if code >= 500 else Later)(code) from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        raise (Refused if error.smtp_code >= 500 else Later)(error.smtp_code) from error


def password(config: MailConfig) -> str:
    """From the environment, else from the file that pool.toml names. Raises: Invalid."""
    if found := os.environ.get(PASSWORD):
        return found
    if config.password_file:
        try:
            return Path(config.password_file).expanduser().read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise Invalid("the file with the password for mail cannot be read", where="password_file under [mail]", way_out="see that it is there, and that this user may read it") from None
    raise Invalid("there is no password for the mail server", where="[mail] in pool.toml", way_out=f"set {PASSWORD} in the environment, or name a file outside the pool: password_file")
