"""What a first visit brings down the line: bytes and requests (RELIABILITY L12)."""

import gzip

import pytest
from playwright.sync_api import Page, Response

from reviews.steps import submission as steps
from tests.factories import ready_review

pytestmark = pytest.mark.browser

LIGHT, HOME, FEW = 100_000, 50_000, 12
PUBLIC = ["", "roadmap/", "reviews/", "reviews/2030/zz/", "practices/", "pledges/", "dialogues/", "accounts/login/",
          "accounts/signup/", "search/"]  # fmt: skip


def replies_to(page: Page, address: str) -> list[Response]:
    """Everything that a visit of `address` brings."""
    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply))  # noqa: PLW0108 - playwright takes no built-in method
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return replies


def test_l12_a_first_visit_of_a_public_page_is_light_and_takes_few_requests(portal, new_context, cast):
    submitted = steps.submit(ready_review(cast), by=cast.focal_point)
    steps.publish(steps.accept(submitted, by=cast.officer), by=cast.second_officer)
    for address in PUBLIC:
        page = new_context().new_page()
        replies = replies_to(page, f"{portal}/en/{address}")
        assert replies[0].status == 200, address
        weight = sum(len(gzip.compress(reply.body(), 6)) for reply in replies)
        assert weight <= (LIGHT if address else HOME), (address, weight)
        assert len(replies) <= FEW, (address, [reply.url for reply in replies])
        page.context.close()
