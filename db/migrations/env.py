"""Alembic's entry: runs on the connection that db.opening (or a test) hands it."""

from alembic import context

from db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the unit of work owns the transaction
)
context.run_migrations()
