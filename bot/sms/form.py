"""What did Twilio post? The fields of its form as they were signed."""

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request
from starlette.datastructures import FormData

MOST_FIELDS = 200
"""Twilio sends some thirty, and a few more for each picture."""


async def form_of(request: Request) -> FormData:
    """The fields of a request, empty ones too, because they are part of what is signed.

    Raises:
        HTTPException: 413 when it is too large, 415 when it is no form, 422 when it has too many fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "a form is expected")
    body = await request.body()
    try:
        # What is not UTF-8 is replaced: it is read as far as it goes, and it was not signed as Twilio signs.
        fields = parse_qsl(
            body.decode("ascii", "replace"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(422, "the form has too many fields") from error
    return FormData([*fields])


def target_of(request: Request) -> str:
    """The path of a request as it was written, with its query."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    return str(path.decode("latin-1")) + (f"?{query.decode('latin-1')}" if query else "")


def field_of(form: FormData, name: str) -> str:
    """A field's value, or an empty text."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
