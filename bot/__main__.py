"""Which commands does an operator have? `python -m bot --help` lists them."""

from bot.commands import application

if __name__ == "__main__":
    application()
