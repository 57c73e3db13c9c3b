"""What a lesson is made of beside text: each block has a name, and its fields in TOML."""
