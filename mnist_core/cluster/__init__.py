"""A cluster on one machine, for trying: PostgreSQL, an S3 server, Ray's head, nodes, the dashboard.

``make cluster`` starts it from pinned packages, all on localhost and below ``MNIST_HOME``. The
supervisor is our own: honcho starts everything at once, supervisor and circus want files or a
server of theirs, and none waits until one service answers before the next one asks it.
"""
