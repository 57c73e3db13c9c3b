"""What stands between the network and every answer: where the server listens, whom it answers."""
