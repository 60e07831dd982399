"""Sample data for the gallery of components (DEBUG only): `{% samples as sample %}`. All of it is invented."""

from datetime import UTC, datetime
from typing import Any

from django import forms, template

from core.differences import Piece

register = template.Library()

ROUNDTABLES = {
    1: {
        2: "Minimize adverse drivers",
        5: "Pathways for regular migration",
        6: "Fair recruitment",
        12: "Predictable procedures",
        18: "Skills",
    },
    2: {
        4: "Legal identity",
        8: "Save lives",
        9: "Smuggling",
        10: "Trafficking",
        11: "Borders",
        13: "Detention",
        21: "Return",
    },
    3: {
        14: "Consular protection",
        15: "Basic services",
        16: "Inclusion",
        19: "Diasporas",
        20: "Remittances",
        22: "Social security",
    },
    4: {1: "Data", 3: "Information", 7: "Vulnerabilities", 17: "Discrimination", 23: "Cooperation"},
}
COVERED = {5: "on", 6: "on", 18: "on", 2: "some", 12: "some", 7: "some"}
SAID = {"on": "reported in detail", "some": "mentioned", "": "not covered"}
SAMPLES: dict[str, Any] = {
    "columns": [
        {"value": "no", "label": "Not started"},
        {"value": "plan", "label": "Planned"},
        {"value": "way", "label": "Under way"},
        {"value": "done", "label": "In place"},
        {"value": "na", "label": "Not relevant"},
    ],
    "matrix": [
        {
            "key": "row-2",
            "name": "p2",
            "number": 2,
            "roundtable": 1,
            "label": ROUNDTABLES[1][2],
            "was": "2026: Planned",
            "value": "way",
        },
        {
            "key": "row-5",
            "name": "p5",
            "number": 5,
            "roundtable": 1,
            "label": ROUNDTABLES[1][5],
            "was": "2026: Under way",
            "value": "done",
        },
        {
            "key": "row-12",
            "name": "p12",
            "number": 12,
            "roundtable": 1,
            "label": ROUNDTABLES[1][12],
            "error": "Choose one answer for objective 12",
        },
    ],
    "sections": [
        {
            "label": "1. How the review was prepared",
            "url": "#",
            "state": "done",
            "state_label": "Complete",
            "count": "12/12",
        },
        {
            "label": "2. Progress on the 23 objectives",
            "url": "#",
            "state": "part",
            "state_label": "Being written",
            "count": "30/46",
            "who": "Ministry of Labour and 3 others",
            "current": True,
        },
        {
            "label": "3. Means of implementation",
            "url": "#",
            "state": "bad",
            "state_label": "Late",
            "count": "1/7",
            "who": "Ministry of Finance, late",
        },
        {"label": "Consultations", "url": "#", "state": "empty", "state_label": "Open", "count": "7 logged"},
    ],
    "milestones": [
        {"label": "Regional reviews", "when": "2028–2029", "note": "Five regions take stock.", "state": "past"},
        {
            "label": "Questionnaire opens",
            "when": "15 October 2029",
            "note": "Focal points invite their ministries.",
            "state": "past",
            "provisional": True,
        },
        {
            "label": "Voluntary reviews due",
            "when": "28 February 2030",
            "note": "Preferred date. Later ones are still published.",
            "state": "now",
        },
        {
            "label": "Background notes",
            "when": "31 March 2030",
            "note": "One for each roundtable.",
            "state": "next",
            "provisional": True,
        },
        {"label": "The Forum", "when": "2030", "note": "Roundtables, debate, plenary.", "state": "next", "url": "#"},
    ],
    "trail": [
        {"label": "My work", "url": "#"},
        {"label": "Voluntary review 2030", "url": "#"},
        {"label": "Components"},
    ],
    "facts": [
        {"label": "Submitted", "value": "27 January 2030, 11:20 New York (UTC−5)"},
        {"label": "Version", "value": "2, corrected 6 February 2030", "url": "#"},
        {"label": "Reference", "value": "RV-2030-ZZ"},
    ],
    "stats": [
        {"value": 31, "label": "answers changed"},
        {"value": 24, "label": "new answers"},
        {"value": 17, "label": "carried over"},
        {"value": 3, "label": "left out"},
    ],
    "bars": [
        {"label": "Africa", "value": 21, "total": 54, "words": "21 of 54"},
        {"label": "Arab States", "value": 9, "total": 22, "words": "9 of 22"},
    ],
    "pieces": [
        Piece("same", "Labour Migration Act, "),
        Piece("del", "which sets minimum terms"),
        Piece("ins", "as amended: bans recruitment fees"),
        Piece("same", "."),
    ],
    "comments": [
        {
            "who": "Focal point, Demo State",
            "when": "3 February 2030, 09:12",
            "text": "Is the figure of 2029 final?",
            "settled": True,
        },
        {"who": "Ministry of Labour", "when": "3 February 2030, 10:40", "text": "Yes, published on 30 January."},
    ],
    "files": [
        {"label": "English, PDF", "url": "#", "size": "1.2 MB"},
        {"label": "Français, PDF", "url": "#", "size": "1.3 MB", "lang": "fr"},
        {"label": "Answers, CSV", "url": "#", "size": "48 kB", "data": True},
    ],
    "entries": [
        {"label": "In brief", "url": "#"},
        {
            "label": "3. Progress on the objectives",
            "url": "#",
            "entries": [{"label": "Objective 5", "url": "#"}, {"label": "Objective 6", "url": "#"}],
        },
    ],
    "problems": [
        {"text": "3.1, objective 12: choose one answer", "url": "#row-12"},
        {"text": "3.2: shorten your answer by 12 words", "url": "#a2"},
    ],
    "groups": ["Migrants", "Civil society", "Local authorities"],
    "meta": ["9 of 9 answered", "Yesterday"],
    "way": {
        "icon_name": "file",
        "title": "A State",
        "text": "Answer the questionnaire with your ministries, log your consultations, submit once.",
        "note": "For national focal points and those they invite.",
        "links": [("Start or continue a review", "#")],
    },
    "conflict": {
        "key": "q34",
        "mine": [Piece("ins", "In 2029, 6,410 people came under the seasonal work scheme.")],
        "mine_when": "08:12",
        "theirs": [Piece("del", "In 2029, 5,980 people came, of whom 41 per cent were women.")],
        "theirs_who": "The Ministry of Labour",
        "theirs_when": "08:10",
        "is_own": False,
        "can_join": True,
    },
    "waiting": {"kind": "warn", "label": "Choose a version"},
}
"""What a page would hand to its components, each under the name that the gallery calls it by."""


class MeetingForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the meeting", help_text="As participants would recognize it.")
    date = forms.CharField(label="Date")
    level = forms.ChoiceField(label="Level", choices=[("national", "National"), ("local", "Local")])
    how = forms.ChoiceField(
        label="How people met", choices=[("room", "In person"), ("line", "Online")], widget=forms.RadioSelect
    )
    groups = forms.MultipleChoiceField(
        label="Who took part",
        required=False,
        choices=[("m", "Migrants"), ("u", "Trade unions")],
        widget=forms.CheckboxSelectMultiple,
    )
    summary = forms.CharField(
        label="Summary", required=False, help_text="Up to 300 words.", widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.BooleanField(label="The participants have seen this summary")

    def clean_date(self) -> str:
        """Always wrong, to show how that looks."""
        raise forms.ValidationError("31 June does not exist. Write for example 30 June 2029")


def tiles(*, links: bool) -> list[dict[str, Any]]:
    """The rows of the objective grid."""
    return [
        {
            "number": number,
            "label": f"Roundtable {number}",
            "tiles": [
                {
                    "number": n,
                    "title": title,
                    "state": COVERED.get(n, ""),
                    "state_label": SAID[COVERED.get(n, "")],
                    "current": links and n == 5,
                    "url": "#" if links else "",
                }
                for n, title in objectives.items()
            ],
        }
        for number, objectives in ROUNDTABLES.items()
    ]


@register.simple_tag
def samples() -> dict[str, Any]:
    """Everything that a page would hand to its components."""
    return {
        **SAMPLES,
        "form": MeetingForm(),
        "sent": MeetingForm(
            {"name": "Mayors of border districts", "date": "31 June 2029", "level": "local", "groups": ["m"]}
        ),
        "deadline": datetime(2030, 3, 1, 4, 59, tzinfo=UTC),
        "rows": tiles(links=False),
        "linked": tiles(links=True),
        "objectives": [{"number": n, "roundtable": 1, "title": ROUNDTABLES[1][n]} for n in (5, 6, 18)],
    }
