"""The Network page: what the layers of a network are, and what each of them sees."""
