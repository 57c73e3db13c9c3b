"""What people did in lessons, as the database keeps it."""
