"""The yearly report: what members were asked, what they answered, and what may be published of it."""
