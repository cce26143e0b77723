"""What can go wrong in the clinic's rules, and can trying again help?

CareError
 ├── MoveNotAllowed     the record's state does not have this step; trying again cannot help
 ├── TurnClosed         the turn was answered or taken over meanwhile; what was meant for it is refused
 ├── AlreadyKept        this very message was kept by somebody else meanwhile; its first receipt stands
 └── NotFound           no such record
"""


class CareError(Exception):
    """A rule of the clinic was not kept; the message is a sentence for the operator."""


class MoveNotAllowed(CareError):
    """A step that the table of allowed moves does not hold."""


class TurnClosed(CareError):
    """The turn no longer belongs to whoever speaks for it."""


class AlreadyKept(CareError):
    """A message with this provider id is kept already."""


class NotFound(CareError):
    """The record does not exist."""
