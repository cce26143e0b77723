"""Text messages by a phone company: what comes in, what goes out, and what became of it."""
