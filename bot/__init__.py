"""The running service: the edges, the dialogue with Rasa, the worker and the commands."""
