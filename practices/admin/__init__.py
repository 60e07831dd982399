"""The secretariat's desk of practices.

Only what was submitted is here, and of it dates and standing: the text has its own reading page, which shows the
version that was submitted last. Drafts, pictures and what is being revised stand in no admin (RELIABILITY P21).
"""

from practices.admin import calls, practices, rounds, uses

__all__ = ["calls", "practices", "rounds", "uses"]
