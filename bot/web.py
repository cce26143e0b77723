"""What does the service show to the outside? The web chat, health, and Twilio's addresses or the demo's phone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from bot import calendar_feed, health
from bot.arrivals import Arrivals
from bot.front import Front
from bot.guard import LARGEST_BODY, Guard
from bot.live import Live
from bot.pages import STATIC, Pages
from bot.phone import routes as phone
from bot.problems import Problems
from bot.sms.edge import TextEdge
from bot.spool import import_spool
from bot.webchat import routes as webchat
from bot.wiring import House


def web_app(house: House) -> FastAPI:
    """The application that faces the internet.

    The server must call `app.state.live.close()` when it begins to stop, as `bot.serving.Server` does: open streams
    would hold it up otherwise.
    """
    live = Live(house.database)
    arrivals = Arrivals(house, live)
    pages = Pages(house.settings)
    front = Front(house=house, live=live, arrivals=arrivals, pages=pages)
    problems = Problems(pages=pages, settings=house.settings)
    texts = TextEdge(house) if house.settings.sends_texts else None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(import_spool, house)
        yield
        live.close()
        arrivals.close()
        if texts is not None:
            texts.close()

    app = FastAPI(
        title="Aftercourse",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.live = live
    app.include_router(health.routes(house))
    app.include_router(webchat.routes(front))
    app.include_router(calendar_feed.routes(house.calendar, house.now))
    if texts is not None:
        app.include_router(texts.routes())
    elif house.settings.demo:
        app.include_router(phone.routes(front))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.add_to(app)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY)
    app.add_middleware(Guard, settings=house.settings, refused=problems.refused)
    return app
