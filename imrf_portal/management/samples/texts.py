"""What the demo's invented State says: every text calls itself a sample. No real State says any of it."""

from typing import Any

REVIEW_2026: list[tuple[str, str, int | None, Any]] = [
    ("a", "a1", None, "Sample Directorate of Migration"),
    (
        "a",
        "a2",
        None,
        [{"name": "Sample contact", "office": "Sample office", "email": "focal-point@demo.example"}],
    ),
    ("a", "a4", None, "en"),
    ("a", "a5", None, "new"),
    (
        "b",
        "b1",
        None,
        "<p>Sample text. Two ministries wrote, three regions commented, and one public hearing was held.</p>",
    ),
    ("b", "b3", None, ["migrants", "civil_society"]),
    ("c", "c2", None, "part"),
    ("c", "c2b", None, "<p>Sample text. A plan for the Compact exists for four of the objectives.</p>"),
    ("d", "d0", None, [5, 7, 15, 23]),
    ("d", "d0b", None, True),
    ("overview", "m1", 5, "under_way"),
    ("overview", "m1", 7, "in_place"),
    ("overview", "m1", 15, "under_way"),
    ("overview", "m1", 23, "planned"),
    ("overview", "m2", 5, "high"),
    ("overview", "m2", 15, "high"),
    ("overview", "m3", 5, "Sample: seasonal work, student visas."),
    (
        "objectives",
        "d2a",
        5,
        "<p>Sample text. A seasonal work scheme opened to all regions.</p><ul><li>Written contracts.</li></ul>",
    ),
    ("objectives", "d2a", 15, "<p>Sample text. Health centres ask nobody for residence papers.</p>"),
    ("objectives", "d2e", 15, "<p>Sample text. Rural districts lack interpreters.</p>"),
    ("g", "g1", None, "<p>Sample text. The plan will be extended to six further objectives.</p>"),
    ("h", "h2", None, True),
    ("h", "h3", None, "<p>Sample text for the secretariat only; it is never published.</p>"),
]
"""(section, question, objective, value as stored) of the review that Demo State published for 2026."""

CONSULTATION: dict[str, Any] = {
    "title": "Sample hearing on the review",
    "form": "hearing",
    "starts_on": "2026-01-20",
    "level": "national",
    "approach": "both",
    "place": "Sample capital and online",
    "bodies": "Ministry of Labour (sample)",
    "participants": 64,
    "summary": "Sample text. Migrants' associations asked for information in their own languages.",
    "use": "Sample text. The guide now comes in six languages.",
}

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 75>>stream
BT /F1 18 Tf 72 760 Td (Sample document of Demo State: not a real review) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
"""One page that says what it is."""
