"""Answers to our notices, and the notices that senders get of their mails."""
