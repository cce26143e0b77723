"""At which hour, on which weekdays and how many days ahead does a patient want reminders?

The caller knows from the pending question or the intent that the text is about reminders; here it is only read.
"""

from language.hours.clock import read_hour
from language.hours.lead_days import read_lead_days
from language.hours.weekdays import read_weekdays

__all__ = ["read_hour", "read_lead_days", "read_weekdays"]
