"""A copy in Word as somebody changes it, sends it back and takes from it."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from reviews import tasks
from reviews.models import Answer, ReturnedCopy

SEND = "/en/reviews/2030/zz/fill/copies/send-back/"


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def heading(document, code):
    return next(p for p in document.paragraphs if p.style.name == "Heading 3" and p.text.startswith(f"{code} "))


def box(document, code):
    """The table under the heading of `code`."""
    return document_table(document, next(e for e in heading(document, code)._p.itersiblings() if e.tag == qn("w:tbl")))


def document_table(document, element):
    return next(table for table in document.tables if table._tbl is element)


def write(document, code, text):
    box(document, code).cell(0, 0).paragraphs[0].text = text


def send(client, data, name="copy.docx"):
    return client.post(SEND, {"file": SimpleUploadedFile(name, data)})


def back(client, document, name="copy.docx"):
    """Send the file, let a worker read it, and open the page."""
    response = send(client, document if isinstance(document, bytes) else saved(document), name)
    assert response.status_code == 302, response.content.decode()
    for one in ReturnedCopy.objects.filter(state="waiting"):
        tasks.work("reviews.ReturnedCopy", str(one.pk))
    return client.get(response.url)


def offered(page) -> dict[str, str]:
    return {one.field.name: one.kind for one in page.context["comparison"].proposals}


def unplaced(page) -> list[str]:
    return [text for text, _why in page.context["comparison"].unplaced]


def take(client, page, *names, **seen):
    proposals = {one.field.name: one.field.seen for one in page.context["comparison"].proposals}
    data = {f"{name}-seen": seen.get(name, token) for name, token in proposals.items()}
    return client.post(page.request["PATH_INFO"], {**data, "take": names}, follow=True)


def value(review, key, objective=None):
    return Answer.objects.get(review=review, question__key=key, objective=objective).value


def swap(document, code, old, new):
    for text in box(document, code)._tbl.iter(qn("w:t")):
        text.text = text.text.replace(old, new) if text.text else text.text


def swap_line(document, code, label):
    """Tick the line that holds `label`."""
    line = next(p for p in box(document, code)._tbl.iter(qn("w:p")) if label in "".join(p.itertext()))
    next(line.iter(qn("w:t"))).text = "☒"


def track(document, code, old, new):
    """Replace the first run of a box as a tracked change."""
    paragraph = box(document, code).cell(0, 0).paragraphs[0]._p
    spaces = f'{nsdecls("w")} w:author="x" w:date="2029-11-21T10:00:00Z"'
    gone = parse_xml(f'<w:del {spaces} w:id="900"><w:r><w:delText>{old}</w:delText></w:r></w:del>')
    come = parse_xml(f'<w:ins {spaces} w:id="901"><w:r><w:t>{new}</w:t></w:r></w:ins>')
    paragraph.replace(paragraph.find(qn("w:r")), gone)
    gone.addnext(come)


def rezipped(data: bytes, change=None, **extra) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(name, text) if change else text)
        for name, text in extra.items():
            new.writestr(name, text)
    return out.getvalue()
