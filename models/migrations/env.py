"""What Alembic runs: the migrations on the connection that `models.migrate` hands over, in its transaction."""

from alembic import context

from models.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
