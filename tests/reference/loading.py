"""Running the loader in tests; the lists themselves are loaded once for the whole run."""

import io
import json
from typing import Any

from django.core.management import call_command


def load_reference(**options: Any) -> list[dict[str, Any]]:
    """Run the command; returns its report."""
    out = io.StringIO()
    call_command("load_reference", format="json", stdout=out, **options)
    return json.loads(out.getvalue())
