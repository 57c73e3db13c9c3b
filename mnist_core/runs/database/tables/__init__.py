"""The tables of the lab's database as this version knows them; ``schema`` brings older ones there.

Whoever imports one has all of them: a table names others that it refers to.
"""

from mnist_core.runs.database.tables import challenges as challenges
from mnist_core.runs.database.tables import database as database
from mnist_core.runs.database.tables import epochs as epochs
from mnist_core.runs.database.tables import experiments as experiments
from mnist_core.runs.database.tables import lessons as lessons
from mnist_core.runs.database.tables import people as people
from mnist_core.runs.database.tables import runs as runs
from mnist_core.runs.database.tables import saved as saved
