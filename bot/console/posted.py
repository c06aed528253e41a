"""A posted form, read with care: anything may come in here."""

from __future__ import annotations

from aiohttp import web
from multidict import MultiDict, MultiMapping

FORM = "application/x-www-form-urlencoded"
"""The only kind our pages send; of any other we read nothing."""


async def read_form(request: web.Request) -> MultiMapping[str]:
    """The words of a posted form, none for anything that is no form of ours.

    Raises HTTPBadRequest for bytes that are not of the character set they name, and for halves of
    surrogate pairs, which some sets can name.
    """
    form: MultiDict[str] = MultiDict()
    if request.method != "POST" or request.content_type != FORM:
        return form
    try:
        posted = await request.post()
        "".join(value for value in posted.values() if isinstance(value, str)).encode()
    except (ValueError, LookupError):
        raise web.HTTPBadRequest from None
    for key, value in posted.items():
        if isinstance(value, str):
            form.add(key, value)
    return form
