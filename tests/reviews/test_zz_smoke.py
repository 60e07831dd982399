import pytest
from tests.factories import *
from django.urls import reverse
A={"year":2030,"country":"zz"}
def test_smoke(cast):
    r=ready_review(cast)
    c=cast.client("focal_point")
    for n in ("overview","team","team_invite","team_give","consultations","consultation_add","rights","discard","check","preview","intention"):
        x=c.get(reverse(f"reviews:{n}",kwargs=A)); assert x.status_code==200,(n,x.status_code)
    x=c.get(reverse("reviews:agree",kwargs={**A,"code":"a"})); assert x.status_code==200
    for u in ("/en/","/en/work/"):
        assert c.get(u).status_code==200
    for who in ("visitor","contributor","officer","member","reader"):
        assert cast.client(who).get("/en/").status_code==200
        if who!="visitor": assert cast.client(who).get("/en/work/").status_code==200
