"""The web chat: a page that works without JavaScript, and is kept up to date where there is some."""

from bot.webchat.routes import routes

__all__ = ["routes"]
