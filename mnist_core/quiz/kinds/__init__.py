"""The kinds of question, a file each with what makes one."""
