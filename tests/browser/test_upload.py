"""Sending a file over a line that breaks (RELIABILITY F21)."""

import contextlib
import re
import socket
import threading
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal_settings
from playwright.sync_api import Page, expect

from reviews.models import Answer, Attachment
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n" + b"% filling\n" * 150_000 + b"trailer<<>>\n%%EOF\n"
"""1.5 MB, so that most of it is still on its way when the line is cut."""
FILES = "/en/reviews/2030/zz/fill/files/h1/"


class Line:
    """A line to the portal; while `cut` is on, each large request that passes breaks off after 70 % of its bytes."""

    def __init__(self, portal: str) -> None:
        self.portal = urlsplit(portal)
        self.cut, self.times_cut = False, 0
        self.listening = socket.create_server(("localhost", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listening.accept()
            except OSError:
                return
            far = socket.create_connection((self.portal.hostname or "localhost", self.portal.port or 80))
            threading.Thread(target=self._pass, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, outwards: bool) -> None:
        passed, limit = 0, None
        try:
            while data := source.recv(65_536):
                if outwards and self.cut and limit is None:
                    length = re.search(rb"content-length: (\d+)", data, re.IGNORECASE)
                    limit = int(length[1]) * 0.7 if length and int(length[1]) > 1_000_000 else None
                if limit is not None and passed + len(data) > limit:
                    target.sendall(data[: int(limit) - passed])
                    self.times_cut += 1
                    break
                passed += len(data) if limit is not None else 0
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def line(portal, complaints):
    complaints.expect("ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")  # what browsers say of a line that was cut
    line = Line(portal)
    yield line
    line.listening.close()


@pytest.fixture
def cast(portal):
    cast = Cast()
    factories.ready_review(cast)
    return cast


def test_f21_an_upload_cut_at_seventy_percent_stores_nothing_and_is_sent_again(
    line, page: Page, sign_in, cast, accessible
):
    before = Answer.objects.count()
    sign_in(page, cast.focal_point.email)
    page.goto(f"{line.url}{FILES}")
    page.locator("input[type=file]").set_input_files(
        {"name": "annex.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label(re.compile("secretariat only", re.IGNORECASE)).check()
    line.cut = True
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was stored")
    accessible(page)
    assert line.times_cut
    assert not Attachment.objects.exists()
    assert Answer.objects.count() == before
    assert not [path for path in portal_settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    line.cut = False
    page.get_by_role("button", name="Send again").click()  # the same file, nothing chosen anew
    expect(page.get_by_role("link", name="annex.pdf")).to_be_visible()
    stored = Attachment.objects.get()
    assert (stored.size, stored.audience) == (len(PDF), "secretariat")


def sent_in_part(portal, client, page: str, fields: dict[str, str], part: float) -> bytes:
    """The reply to a form of which `part` arrives before the sender falls silent; the file comes last."""
    mark = "b0undary"
    text = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="annex.pdf"\r\n\r\n'
    body = (text + head).encode() + PDF + f"\r\n--{mark}--\r\n".encode()
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())
    lines = [
        f"POST {page} HTTP/1.1",
        f"Host: {urlsplit(portal).netloc}",
        f"Cookie: {cookies}",
        f"Content-Type: multipart/form-data; boundary={mark}",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection(("localhost", urlsplit(portal).port or 80)) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body[: int(len(body) * part)])
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65_536), b""))


def test_f21_what_arrives_of_a_file_is_never_taken_for_the_whole(portal, cast):
    client = cast.client("focal_point")
    client.get(FILES)
    token = client.cookies[portal_settings.CSRF_COOKIE_NAME].value
    fields = {"csrfmiddlewaretoken": token, "audience": "published", "language": ""}
    reply = sent_in_part(portal, client, FILES, fields, 0.7)
    assert b" 400 " in reply.splitlines()[0]
    assert b"before all was received" in reply
    assert not Attachment.objects.exists()
    assert b" 302 " in sent_in_part(portal, client, FILES, fields, 1).splitlines()[0]
    assert Attachment.objects.get().size == len(PDF)
