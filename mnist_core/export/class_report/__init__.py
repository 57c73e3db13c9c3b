"""The class report, what was tried and learnt: a page a student, and one of the class."""
