"""What others observe about a pledge, beside what its own people report (C19)."""

import re
import uuid

import pytest
from django.urls import reverse

from core.models import Act
from notifications.models import Message
from pledges.choices import ObservationStatus
from pledges.models import Observation, ObservationsOpen
from pledges.steps import observations, submission
from tests.cast import organisation
from tests.pledges import builders

pytestmark = pytest.mark.django_db

SAID = {"text": "Not opened yet.", "source_title": "A visit", "source_url": "https://www.example.org/visit"}


def public(cast, pledge):
    return cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()


def sent(cast, **said):
    form = {"organisation": organisation("Demo City").pk, "form_key": str(uuid.uuid4()), **SAID, **said}
    return cast.client("partner").post(reverse("pledges:observe", args=["PL-0001"]), form)


def test_c19_observations_are_taken_only_for_forums_that_the_secretariat_has_switched_on(cast):
    assert cast.partner
    pledge = builders.published(cast)
    page = reverse("pledges:observe", args=[pledge.reference])
    assert cast.client("partner").get(page).status_code == 403
    assert "Send an observation" not in cast.client("partner").get(f"/en/pledges/{pledge.reference}/").content.decode()
    add = reverse("admin:pledges_observationsopen_add")
    assert cast.client("pledger").post(add, {"cycle": pledge.cycle_id}).status_code in (302, 403, 404)
    assert not ObservationsOpen.objects.exists()
    cast.client("officer").post(add, {"cycle": pledge.cycle_id})
    assert ObservationsOpen.objects.get().cycle == pledge.cycle
    assert cast.client("partner").get(page).status_code == 200
    assert "Send an observation" in cast.client("partner").get(f"/en/pledges/{pledge.reference}/").content.decode()
    assert cast.client("visitor").get(page).status_code in (302, 401)


def test_c19_switching_observations_on_and_off_is_on_record(cast):
    pledge = builders.published(cast)
    officer = cast.client("officer")
    officer.post(reverse("admin:pledges_observationsopen_add"), {"cycle": pledge.cycle_id})
    officer.post(reverse("admin:pledges_observationsopen_delete", args=[pledge.cycle_id]), {"post": "yes"})
    assert not ObservationsOpen.objects.exists()
    acts = Act.objects.filter(verb__endswith=" observations").order_by("pk")
    assert list(acts.values_list("verb", "by", "detail")) == [
        ("opened observations", cast.officer.pk, str(pledge.cycle)),
        ("closed observations", cast.officer.pk, str(pledge.cycle)),
    ]
    page = reverse("pledges:observe", args=[pledge.reference])
    assert cast.partner
    assert cast.client("partner").get(page).status_code == 403


def test_c19_a_sourced_observation_is_looked_at_answered_and_stands_beside_the_answer(cast):
    assert cast.partner
    assert cast.officer
    pledge = builders.published(cast)
    ObservationsOpen.objects.create(cycle=pledge.cycle)
    assert sent(cast, source_url="").status_code == 400
    assert sent(cast, source_url="http://localhost/x").status_code == 400
    key = str(uuid.uuid4())
    for _press in range(2):
        assert sent(cast, form_key=key).status_code == 302
    observation = Observation.objects.get()  # pressed twice, sent once (F2)
    assert "Not opened yet." not in public(cast, pledge)
    assert cast.client("pledger").get(observation.get_absolute_url()).status_code == 404
    assert "Observation on pledge PL-0001" in cast.client("officer").get("/en/work/").content.decode()
    step = reverse("admin:pledges_observation_step", args=[observation.pk, "publish"])
    assert "reauthenticate" in cast.client("officer").post(step).url
    assert cast.prove("officer").post(step).status_code == 302
    assert "Not opened yet." in public(cast, pledge)
    assert "None given." in public(cast, pledge)
    assert "Read and answer" in cast.client("pledger").get("/en/work/").content.decode()
    answer = cast.client("pledger").post(observation.get_absolute_url(), {"text": "They open in March."})
    assert answer.status_code == 302
    assert "They open in March." in public(cast, pledge)
    cast.client("pledger").post(observation.get_absolute_url(), {"text": "Second thoughts"})
    assert "Second thoughts" not in public(cast, pledge)  # it is given once
    told = set(Message.objects.values_list("kind", flat=True))
    assert {"pledges.observation_received", "pledges.observation_decided", "pledges.observation_published"} <= told


def test_c19_a_form_that_has_sent_for_another_body_comes_back_with_its_text_and_sends_anew(cast):
    assert cast.partner
    pledge = builders.published(cast)
    ObservationsOpen.objects.create(cycle=pledge.cycle)
    key = str(uuid.uuid4())
    assert sent(cast, form_key=key).status_code == 302
    Observation.objects.update(organisation=cast.state)
    again = sent(cast, form_key=key)
    assert again.status_code == 400
    assert "This form was sent already" in again.text
    assert SAID["text"] in again.text
    (fresh,) = re.findall(r'name="form_key" value="([^"]+)"', again.text)
    assert fresh != key
    assert sent(cast, form_key=fresh).status_code == 302
    assert Observation.objects.count() == 2


def test_c19_a_declined_one_never_becomes_public_and_its_letter_is_read_by_its_people_alone(cast):
    observation = builders.observed(cast)
    step = reverse("admin:pledges_observation_step", args=[observation.pk, "decline"])
    cast.client("officer").post(step, {"letter": "It is about another pledge."})
    observation.refresh_from_db()
    assert observation.status == ObservationStatus.DECLINED
    assert "Two of the four" not in public(cast, observation.pledge)
    assert "about another pledge" in cast.client("partner").get(observation.get_absolute_url()).content.decode()
    for who in ("pledger", "member", "focal_point"):
        assert cast.client(who).get(observation.get_absolute_url()).status_code == 404, who


def test_c19_whoever_takes_part_or_is_a_state_observes_nothing(cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    pledge = builders.published(cast, pledge)
    ObservationsOpen.objects.create(cycle=pledge.cycle)
    assert sent(cast).status_code == 400  # Demo City is a partner: not among its choices
    form = {"organisation": cast.state.pk, "form_key": str(uuid.uuid4()), **SAID}
    page = reverse("pledges:observe", args=[pledge.reference])
    assert cast.client("focal_point").post(page, form).status_code == 400
    assert not Observation.objects.exists()


def test_c19_what_is_taken_back_leaves_the_page(cast):
    observation = observations.publish(builders.observed(cast), by=cast.officer)
    assert cast.client("pledger").post(observation.get_absolute_url(), {"withdraw": "1"}).status_code == 403
    assert cast.client("partner").post(observation.get_absolute_url(), {"withdraw": "1"}).status_code == 302
    again = cast.client("partner").post(observation.get_absolute_url(), {"withdraw": "1"}, follow=True)
    assert "Somebody has taken a step here meanwhile" in again.text
    assert "Two of the four" not in public(cast, observation.pledge)
    submission.withdraw(observation.pledge, by=cast.pledger, note="Ended")
    assert cast.client("visitor").get("/en/pledges/PL-0001/").status_code == 410
