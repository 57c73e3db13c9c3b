"""Which combination of the settings is tried next."""
