"""The list of runs, as pages and commands show it: its columns, and which runs it has."""
