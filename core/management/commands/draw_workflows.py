"""Draw every workflow from its declaration: docs/generated/workflows.md."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override
from django_fsm import FSMField

HEAD = """# Workflows

Drawn by `make manage c=draw_workflows` from the declarations in each app's `workflow.py`; a test fails
when this page is stale. Who may take a step is said by the rule behind its permission.
"""


class Command(BaseCommand):
    """Write the page, or print nothing new."""

    help = "Draws the workflows of all records into docs/generated/workflows.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", default=str(settings.BASE_DIR / "docs" / "generated" / "workflows.md"))

    def handle(self, *args: Any, output: str, **options: Any) -> None:
        with override("en"), open(output, "w", encoding="utf-8") as page:  # noqa: PTH123 - a path from the caller
            page.write("\n".join([HEAD, *self.pages()]))

    def pages(self) -> Iterator[str]:
        """One part for each model with a status."""
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
            fields = [field for field in model._meta.fields if isinstance(field, FSMField)]
            if fields and not model._meta.label.split(".")[1].startswith("Historical"):
                yield self.page(model, fields[0])

    def page(self, model: Any, field: FSMField) -> str:
        """A diagram and a table of one workflow."""
        steps = sorted(
            field.get_all_transitions(model), key=lambda step: (step.name, str(step.source), str(step.target))
        )
        arrows = [f"    {step.source} --> {step.target}: {step.name}" for step in steps]
        rows = [f"| {step.name} | {step.source} | {step.target} | {words_of(model, step.name)} |" for step in steps]
        return "\n".join(
            [
                f"## {model._meta.verbose_name.capitalize()} (`{model._meta.label}`)",
                "",
                "```mermaid",
                "stateDiagram-v2",
                f"    [*] --> {field.default}",
                *arrows,
                "```",
                "",
                "| step | from | to | in words |",
                "|---|---|---|---|",
                *rows,
                "",
            ]
        )


def words_of(model: Any, step: str) -> str:
    """The first line of the step's docstring, which is what its button says."""
    return (getattr(model, step).__doc__ or step).strip().splitlines()[0]
