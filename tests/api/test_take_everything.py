"""The script that the guide offers, run from outside: what it takes by the API is what the table and the pages say."""

import json
import subprocess
import sys
import types
from importlib.machinery import SourceFileLoader

import pytest
from django.conf import settings as configured

from tests.pledges.builders import of_bank
from tests.pledges.builders import published as published_pledge
from tests.practices.builders import published_practice

SCRIPT = configured.BASE_DIR / "scripts" / "take-everything"


@pytest.mark.django_db(transaction=True)
def test_a_script_takes_everything_and_finds_the_same_in_the_table_and_on_the_pages(
    live_server, settings, lists, cast, tmp_path
):
    settings.SITE_URL = live_server.url
    published_pledge(cast, of_bank(cast))
    published_practice(cast, title="=1+1 <this> & “that”")

    def run():
        command = [sys.executable, SCRIPT, live_server.url, tmp_path]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    taken = run()
    assert (taken.returncode, taken.stderr) == (0, ""), taken.stdout
    assert "2 publications, 2 rows of the table, 0 differences" in taken.stdout
    kept = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("*.json")}
    assert set(kept) == {"PL-0001", "PR-0001"}
    assert kept["PR-0001"]["content"]["title"] == "=1+1 <this> & “that”"


def test_the_script_says_what_differs(monkeypatch):
    script = types.ModuleType("take_everything")
    SourceFileLoader("take_everything", str(SCRIPT)).exec_module(script)
    monkeypatch.setattr(script, "read", lambda _address: "<h1>One</h1>")
    said = {"title": "One", "language": "en", "address": "/1/", "published": "2026-01-01"}
    said["sha256"] = script.fingerprint({"a": "é"})
    whole = {"content": {"a": "é"}, **said}
    assert script.differences({"A": said}, {"A": whole}, {"A": {**said, "title": "'One"}}) == []
    found = script.differences({"A": said}, {"A": {**whole, "content": {}, "title": "Two"}}, {"B": said})
    assert [one.partition(":")[0] for one in found] == ["A", "B", "A", *["A"] * 5, "A"]
    assert "another fingerprint" in found[2]
    assert "not on its page /1/" in found[-1]
