"""The ladders and their reference results as static files: a site that needs no server."""
