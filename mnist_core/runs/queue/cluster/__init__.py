"""Workers on the machines of a Ray cluster.

Ray only places. On every machine with room it keeps hosts (``slot_host``), one a slot, each with a
worker on standby. The server talks to Ray through a process of its own (``link``), which may hang
or die with the cluster's head and is then started anew; ``ray_launcher`` is what the queue sees of
it.
"""
