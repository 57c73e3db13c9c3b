"""What came of a lesson: of one person's runs, of a task, and of a class's predictions."""
