"""The tests, whose threads wait asleep, as those of the command line do.

OpenMP's own way, to poll, costs the lane beside this one its core. Before PyTorch is imported, and
for every process that a test starts.
"""

from mnist_core.fast.waiting_threads import wait_asleep

wait_asleep()
