"""A letter that a person writes to an applicant, or to whoever wrote to us, in the thread of their mail."""
