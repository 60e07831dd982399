"""Each app shows each of its kinds of messages once, so that one test can render all of them (F24).

In `tests/<app>/mail_samples.py`:

    @sample("reviews.receipt")
    def receipt(cast: Cast) -> Kind | Iterable[Kind]:
        return Receipt(submission_of(cast))

What a sample returns is rendered for its own recipients, in every language. Several (full and minimal
data) may be returned. A kind without a sample fails the test and is named there.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from notifications.kinds import Kind, registry

Maker = Callable[[Any], Kind | Iterable[Kind]]
_samples: dict[str, Maker] = {}


def sample(name: str) -> Callable[[Maker], Maker]:
    """The decorated function makes examples of the kind `name`, from the cast."""

    def keep(make: Maker) -> Maker:
        _samples[name] = make
        return make

    return keep


def samples_of(name: str, cast: Any) -> list[Kind]:
    """The examples of a kind. Raises LookupError when nobody has written one."""
    if name not in _samples:
        raise LookupError(
            f"no sample of {name}: write @sample({name!r}) in tests/{name.partition('.')[0]}/mail_samples.py"
        )
    made = _samples[name](cast)
    return [made] if isinstance(made, Kind) else list(made)


def load() -> None:
    """Find every app's samples."""
    for file in sorted(Path(__file__).parent.parent.glob("*/mail_samples.py")):
        import_module(f"tests.{file.parent.name}.mail_samples")


def shipped() -> list[str]:
    """The names of the kinds that apps ship, without those that tests declare."""
    return [cls.name for cls in registry() if not cls.__module__.startswith("tests.")]
