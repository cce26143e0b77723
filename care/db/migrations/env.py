"""How does Alembic reach the database whose tables it changes?"""

from alembic import context
from sqlalchemy import text

from care.db.columns import metadata
from care.db.database import new_engine

LOCK = 4_180_071_301
"""Any number that nobody else locks in this PostgreSQL database."""


def run() -> None:
    """Run the migrations on the address that the caller put into the configuration's attributes.

    All of them are one transaction, and one process at a time: several may start at once.
    """
    engine = new_engine(context.config.attributes["url"], foreign_keys=False)
    try:
        with engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=metadata,
                render_as_batch=True,
                compare_type=True,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                context.run_migrations()
    finally:
        engine.dispose()


run()
