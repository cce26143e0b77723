"""The clinic's records in a database: the one place that knows SQLAlchemy, Alembic and Tink."""
