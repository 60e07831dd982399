"""Whether an address on the open web still answers: asked by workers, never while somebody waits.

Nothing but the public Internet is asked (SSRF): the host is looked up first, each of its numbers must be public, and
the connection goes to that very number; a redirection is a new address that is looked at in the same way.
"""

import http.client
import socket
import ssl
import time
from contextlib import suppress
from threading import Timer
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from core import web_addresses

SECONDS = 10
"""For each word of a server; twice that for all that it says, however slowly it says it."""
HOPS = 4
PORTS = (80, 443)
GONE = (404, 410)
AGENT = "IMRF-Portal link check"
"""With the address of this portal behind it, so that whoever is asked knows by whom."""


class _Plain(http.client.HTTPConnection):
    """To a number that was looked at before."""

    number = ""

    def connect(self) -> None:
        """Connect to `number`, whatever the name says by now."""
        self.sock = socket.create_connection((self.number, self.port), SECONDS)


class _Secure(http.client.HTTPSConnection):
    """The same with the certificate of the name."""

    number = ""

    def connect(self) -> None:
        """Connect to `number` and ask for the certificate of the host."""
        plain = socket.create_connection((self.number, self.port), SECONDS)
        secure = ssl.create_default_context().wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = secure  # known before the first word, so that it can be shut down
        secure.do_handshake()


def answers(address: str) -> bool | None:
    """True for a page, False for a page or host that is not there, None where it cannot be told.

    A server that refuses machines, is busy or cannot be reached says nothing about what a reader would find, and nor
    does a name that cannot be looked up just now.
    """
    for _hop in range(HOPS):
        try:
            status, elsewhere = _ask(address)
        except ValidationError:
            return False
        except socket.gaierror as unknown:
            return False if unknown.errno == socket.EAI_NONAME else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        if not elsewhere:
            return True if status < 400 else False if status in GONE else None
        address = urljoin(address, elsewhere)
    return None


def _ask(address: str) -> tuple[int, str]:
    """The status of `address`, and where it sends to. Raises ValidationError for what is not of the open web,
    ValueError for a port that is none of the web's, TimeoutError for a server that takes too long over it."""
    host, parts = web_addresses.check(address), urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS:
        raise ValueError("not a port of the web")
    numbers = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not numbers or not all(map(web_addresses.is_public, numbers)):
        raise ValidationError("not of the open web")
    connection = (_Secure if parts.scheme == "https" else _Plain)(host, port, timeout=SECONDS)
    connection.number = numbers[0]
    began, end = time.monotonic(), Timer(2 * SECONDS, _shut, [connection])
    end.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"User-Agent": f"{AGENT} (+{settings.SITE_URL})", "Accept": "*/*"})
        reply = connection.getresponse()
        if time.monotonic() - began >= 2 * SECONDS:
            raise TimeoutError("cut off in the middle of the answer")
        return reply.status, reply.getheader("Location", "") if 300 <= reply.status < 400 else ""
    finally:
        end.cancel()
        connection.close()


def _shut(connection: http.client.HTTPConnection) -> None:
    """End what is being said: whoever waits for the next word finds that there is none."""
    if plain := connection.sock:
        with suppress(OSError):
            socket.socket.shutdown(plain, socket.SHUT_RDWR)
