"""Serve the portal for development, with its own pages for errors."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as RunServer


class Command(RunServer):
    """Django's `runserver`, showing what a person will see when something goes wrong.

    With DEBUG on Django answers 400, 404 and 500 by pages for developers, so nobody who tries the portal would
    meet ours. Those pages come back with TECHNICAL_PAGES=1; the terminal shows every traceback in either case.
    """

    help = __doc__ or ""

    def get_handler(self, *args: Any, **options: Any) -> Any:
        """The handler as with DEBUG (static files are found and fresh), from then on answering as without."""
        handler = super().get_handler(*args, **options)
        if not settings.TECHNICAL_PAGES:
            settings.DEBUG = False
        return handler
