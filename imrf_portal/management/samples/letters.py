"""A sample letter to many, proposed by one officer, that waits for the other."""

from accounts.models import User
from notifications import steps
from notifications.choices import Nature
from notifications.models import Announcement

SUBJECTS = {"en": "Sample letter: how to prepare your review here", "fr": "Lettre type : préparer votre examen ici"}
TEXTS = {
    "en": "This is a sample letter of the demonstration.\n\nYour voluntary review can be prepared here with your "
    "ministries. What you write is seen by your own team alone until you submit it.",
    "fr": "Ceci est une lettre type de la démonstration.\n\nVotre examen volontaire peut être préparé ici avec vos "
    "ministères. Ce que vous écrivez n’est vu que par votre équipe jusqu’à ce que vous le soumettiez.",
}


def make(people: dict[str, User]) -> None:
    """The letter, unless there is one already."""
    if Announcement.objects.exists():
        return
    officer = people["secretariat"]
    letter = Announcement.objects.create(
        subjects=SUBJECTS,
        texts=TEXTS,
        nature=Nature.INFORMATION,
        audience="accounts.focal_points:",
        written_by=officer,
    )
    steps.propose(letter, by=officer)
