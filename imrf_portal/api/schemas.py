"""What the API answers, as its OpenAPI document describes it; `tests/api` holds every answer against it."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

Names = dict[str, str]
T = TypeVar("T")
Clock = Annotated[str, Field(pattern=r"^[0-2]\d:[0-5]\d:[0-5]\d$")]
"""A time of day without its zone, which stands beside it; that of JSON Schema has one."""


class Answer(Schema):
    """Nothing but what is described is answered."""

    model_config = ConfigDict(extra="forbid")


class Listed(Answer, Generic[T]):
    """A page of a list; pages follow one another by `next`."""

    items: list[T]
    next: str | None = Field(description="Address of the next page; null on the last.")


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    status: int
    title: str
    detail: str = Field(description="What to do, in a sentence.")
    parameter: str | None = Field(None, description="The parameter that is meant.")


class Withdrawn(Problem):
    """What is left of a withdrawn publication."""

    reference: str
    withdrawn: datetime
    reason: str
    address: str
    fingerprints: list[str] = Field(description="SHA-256 of each version that was published, the newest first.")


class Resource(Answer):
    """A list of this API."""

    reference: str
    about: str
    url: str


class Publication(Answer):
    """A publication in a list: the newest version of one reference."""

    reference: str = Field(description="Its number; it never changes and is never given again.")
    version: int
    kind: str
    title: str
    language: str = Field(description="In which it was written.")
    organisation: str = Field(description="Empty where a State is the source; see `countries`.")
    countries: list[str] = Field(description="Codes of /countries.")
    country_names: list[str] = Field(description="In the language of `lang`.")
    cycle: int | None = Field(description="Year of the forum; see /cycles.")
    objectives: list[int]
    received: datetime | None = Field(description="When it reached the secretariat, if that is known.")
    published: datetime
    address: str = Field(description="Its page; always the newest version. Empty for what has none.")
    sha256: str = Field(description="Fingerprint of `content`.")
    summary: str
    part_of: str = Field(description="Reference of the whole, as of the pledge that a report belongs to.")
    principles: list[int]
    changed: datetime = Field(description="When its page last changed.")
    url: str = Field(description="All of it through this API.")


class File(Answer):
    """A file published with a version."""

    name: str
    title: str
    content_type: str
    language: str
    size: int
    sha256: str
    url: str


class Version(Answer):
    """A version among the others of its reference."""

    version: int
    published: datetime
    note: str
    current: bool
    sha256: str
    address: str
    url: str


class Translation(Answer):
    """The same version in another language, with what it is worth beside the original."""

    language: str
    standing: str
    title: str
    sha256: str
    address: str
    translated_on: date | None = Field(description="Day of its newest text; null where that is not recorded.")
    behind: int = Field(description="Texts whose original changed after they were translated.")


class WholePublication(Publication):
    """One version, complete. `content` never changes; `today` says what is true around it now."""

    current: bool
    note: str
    content: dict[str, Any] = Field(description="As it was frozen; its canonical JSON has the fingerprint `sha256`.")
    today: dict[str, Any]
    files: list[File]
    versions: list[Version]
    translations: list[Translation]


class OwnReview(Answer):
    """A review of one's own State, as its team works on it."""

    reference: str
    status: str = Field(description="Where it stands, as draft, submitted or published.")
    country: str
    cycle: int
    address: str = Field(description="Its page, for the team.")
    url: str = Field(description="All of it through this API.")


class WholeOwnReview(OwnReview):
    """It as it stands now, with the sections that the person of the token may read."""

    complete: bool = Field(description="Whether these are all sections.")
    content: dict[str, Any] = Field(description="As `content` of a publication; texts for the secretariat are in it.")


class Change(Answer):
    """The last thing that happened to a reference."""

    reference: str
    what: str = Field(description="published, corrected, restated (facts of today) or withdrawn")
    at: datetime
    kind: str
    version: int
    title: str
    reason: str = Field(description="Of a withdrawal.")
    address: str
    url: str


class DumpFile(Answer):
    """A file packed by gzip."""

    format: str = Field(
        description="jsonl: every version in every language, complete. csv: the newest, as in lists. "
        "facets: by what each of these is counted."
    )
    name: str
    size: int
    sha256: str
    url: str


class Dump(Answer):
    """All that was published on one day."""

    reference: str
    made: datetime
    records: int = Field(description="Lines of the JSON Lines.")
    files: list[DumpFile]


class Named(Answer):
    """Something with a name in several languages; a language without a confirmed wording is left out."""

    reference: str
    names: Names
    address: str


class Country(Named):
    """A Member State or observer State, by its United Nations short name."""

    iso3: str | None
    m49: str | None
    kind: str
    region: str | None = Field(description="Code of /regions.")
    commissions: list[str] = Field(description="Regional commissions of which it is a member.")
    review_regions: list[str] = Field(description="Commissions whose Regional Reviews cover it by geography.")
    ldc: bool
    lldc: bool
    sids: bool


class Objective(Named):
    """One of the 23 objectives; `names` are their titles."""

    number: int
    paragraph: int
    short_labels: Names
    roundtable: int


class Principle(Named):
    """One of the ten guiding principles; `summaries` are in our words."""

    number: int
    letter: str
    short_labels: Names
    summaries: Names


class Action(Named):
    """One of the 187 actions; `names` are our labels, not the agreed text."""

    code: str
    objective: int
    letter: str


class Region(Named):
    """A region of the M49 standard."""

    kind: str
    part_of: str | None


class Commission(Named):
    """A regional commission; `review_names` name the region of its Regional Review."""

    acronym: str
    review_names: Names


class StakeholderGroup(Named):
    """A category of stakeholders, in the order of the Compact."""

    order: int
    in_compact: bool
    descriptions: Names


class Cycle(Named):
    """One International Migration Review Forum, by its year."""

    year: int
    ordinal: int
    starts_on: date
    ends_on: date
    time_zone: str
    provisional: bool
    venues: Names
    calendar: str


class Milestone(Named):
    """A dated step of a cycle, as it was announced; days are those of the cycle's time zone."""

    cycle: int
    code: str
    kind: str
    audience: str
    starts_on: date
    ends_on: date
    time_of_day: Clock | None
    time_until: Clock | None
    time_zone: str
    precision: str
    confidence: str
    source: str
    cancelled_on: date | None
    notes: Names
