"""A queue that many people share: what each may queue, who is next, and how long it takes."""
