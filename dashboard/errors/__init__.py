"""The Errors page: which digits a network reads wrong, and why one might think so."""
