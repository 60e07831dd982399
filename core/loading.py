"""Data that comes with the software and that the secretariat may edit afterwards.

A row remembers in `loaded` what the data file last said about it. Loading again changes only what
still reads as it was loaded: an edit made here stays, also inside a text in several languages or a
list (three-way, as with two people's changes of one file). Rows that only exist here are left alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history


class Loadable(models.Model):
    """A table filled from a data file; `loaded` holds the file's values as they stood in its JSON."""

    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


@dataclass
class Report:
    """What one `load` did to one table. Keys are written as text; `kept` maps a key to its edited fields."""

    table: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    only_here: list[str] = field(default_factory=list)
    unchanged: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For `--format json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people: what was done, then each row whose edits were kept."""
        did = (
            f"{self.table}: {len(self.created)} created, {len(self.updated)} updated, "
            f"{self.unchanged} unchanged, {len(self.kept)} edited here and kept, {len(self.only_here)} only here"
        )
        return [did, *(f"  kept as edited here: {key} ({', '.join(names)})" for key, names in self.kept.items())]


@transaction.atomic
def load(model: type[models.Model], rows: Iterable[Mapping[str, Any]], *, key: Sequence[str], reason: str) -> Report:
    """Bring `model` up to `rows` (field names to JSON values; a relation is a primary key or a list of them).

    `key` names the fields that tell a row from another. `reason` goes into the rows' history.
    Raises FieldDoesNotExist for a name that the model lacks, KeyError for a row without its key.
    """
    report = Report(table=str(model._meta.verbose_name_plural))
    present = {_key(record, key): record for record in _all(model)}
    new: list[tuple[models.Model, Mapping[str, Any]]] = []
    for row in rows:
        record = present.pop(tuple(_value(model, name, row[name]) for name in key), None)
        if record is None:
            new.append((_fresh(model, row), row))
        else:
            _bring_up(record, row, key=key, reason=reason, report=report)
    if new:
        bulk_create_with_history([record for record, _row in new], model, default_change_reason=reason)
    for record, row in new:
        _set_lists(record, _lists(model, row))
        report.created.append(_words(record, key))
    report.only_here = [_words(record, key) for record in present.values()]
    return report


def _all(model: type[models.Model]) -> models.QuerySet[Any]:
    names = [relation.name for relation in model._meta.many_to_many]
    return model._base_manager.prefetch_related(*names)


def _fresh(model: type[models.Model], row: Mapping[str, Any]) -> models.Model:
    lists = _lists(model, row)
    values = {_attname(model, name): _value(model, name, raw) for name, raw in row.items() if name not in lists}
    return model(**values, loaded=dict(row))


def _bring_up(record: Any, row: Mapping[str, Any], *, key: Sequence[str], reason: str, report: Report) -> None:
    """Change `record` where it still reads as loaded; note in `report` what happened."""
    model, words = type(record), _words(record, key)
    lists = _lists(model, row)
    changed, kept, new_lists = False, [], {}
    for name, raw in row.items():
        current = _current(record, name, is_list=name in lists)
        before = _value(model, name, record.loaded.get(name))
        after = _value(model, name, raw)
        result = _merged(current, before, after)
        if result != after:
            kept.append(name)
        if result == current:
            continue
        if name in lists:
            new_lists[name] = result
        else:
            setattr(record, _attname(model, name), result)
            changed = True
    loaded_before, record.loaded = record.loaded, dict(row)
    if changed:
        record._change_reason = reason
        record.save()
    elif loaded_before != record.loaded:
        model._base_manager.filter(pk=record.pk).update(loaded=record.loaded)
    _set_lists(record, new_lists)
    if kept:
        report.kept[words] = kept
    if changed or new_lists:
        report.updated.append(words)
    elif not kept:
        report.unchanged += 1


def _merged(current: Any, before: Any, after: Any) -> Any:
    """What `current` becomes when the file goes from `before` to `after`: changes made here win."""
    if isinstance(current, dict) and isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        names = dict.fromkeys([*after, *current])
        values = {name: _merged(current.get(name), old.get(name), after.get(name)) for name in names}
        return {name: value for name, value in values.items() if value is not None}
    if isinstance(current, list) and isinstance(after, list):
        loaded = before if isinstance(before, list) else []
        here = [item for item in current if item not in loaded and item not in after]
        gone = [item for item in loaded if item not in current]
        return [item for item in after if item not in gone] + here
    return after if current == before else current


def _key(record: models.Model, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(record, _attname(type(record), name)) for name in names)


def _words(record: models.Model, key: Sequence[str]) -> str:
    return " ".join(str(part) for part in _key(record, key))


def _attname(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "attname", name))


def _value(model: type[models.Model], name: str, raw: Any) -> Any:
    """The value of a JSON `raw` as the field holds it."""
    described: Any = model._meta.get_field(name)
    if described.many_to_many:
        return sorted(raw or [])
    if raw is None:
        return None
    return (described.target_field if described.is_relation else described).to_python(raw)


def _current(record: Any, name: str, *, is_list: bool) -> Any:
    if is_list:
        return sorted(related.pk for related in getattr(record, name).all())
    return getattr(record, _attname(type(record), name))


def _lists(model: type[models.Model], row: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `row` that goes to many-to-many relations."""
    names = {relation.name for relation in model._meta.many_to_many}
    return {name: value for name, value in row.items() if name in names}


def _set_lists(record: Any, lists: Mapping[str, Any]) -> None:
    for name, keys in lists.items():
        getattr(record, name).set(keys)
