"""Setting up, training and locking: what `make` calls, apart from the service itself."""
