"""What is asked of networks and recipes that need not be trained, and of what is touched."""
