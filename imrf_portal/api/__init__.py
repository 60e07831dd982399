"""The portal's data for programs: `/api/v1/…`, read only, open to everybody (docs/api.md).

`door` is all that a web worker loads before somebody asks for an address under /api/; the rest, with django-ninja and
pydantic, comes with the first such request (docs/decisions/api-behind-a-door.md).
"""
