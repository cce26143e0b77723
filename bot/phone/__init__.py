"""The demo phone: what a text message sent to the demo centre would look like, without a phone company."""

from bot.phone.routes import routes

__all__ = ["routes"]
