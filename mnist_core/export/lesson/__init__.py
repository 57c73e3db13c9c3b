"""What was tried and learnt in a lesson: a page a student, and one of the class."""
