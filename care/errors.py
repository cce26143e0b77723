"""What can go wrong in the clinic's rules, and can trying again help?

CareError
 ├── MoveNotAllowed     the record's state does not have this step; trying again cannot help
 ├── TurnClosed         the turn was answered or taken over meanwhile; what was meant for it is refused
 ├── AlreadyKept        this very message was kept by somebody else meanwhile; its first receipt stands
 ├── AlreadyEnrolled    the phone number or the centre's own number belongs to another patient
 ├── ChangedMeanwhile   somebody else changed it since it was read; read it again, then decide
 ├── NotAccepted        the value cannot be kept as it is; the sentence says what is wrong with it
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


class AlreadyEnrolled(CareError):
    """A phone number, or a number of the centre's own, that another patient has."""


class ChangedMeanwhile(CareError):
    """What is to be changed is no longer what the writer had read; nothing was overwritten."""


class NotAccepted(CareError):
    """A value that cannot be kept; the sentence says why and repeats nothing that a patient wrote."""


class NotFound(CareError):
    """The record does not exist."""
