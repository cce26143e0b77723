"""What did the patient write? Text in, values out: no database, no web, and no word is changed on its way."""
