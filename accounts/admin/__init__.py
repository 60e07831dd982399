"""The secretariat's desk for people: accounts, bodies, roles, invitations, hand-overs (FEATURES W7, U1, U3).

It shows who works for whom, never who holds which section of a draft. Every change of a role is a step
with a page of its own and fresh proof; nobody can act as somebody else (RELIABILITY P62, S15).
"""

from accounts.admin import desk_notes, factor_resets, handovers, invitations, organisations, people, requests, roles

__all__ = ["desk_notes", "factor_resets", "handovers", "invitations", "organisations", "people", "requests", "roles"]
