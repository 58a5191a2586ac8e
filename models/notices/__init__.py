"""The outbox: notices as they were written, and the files that they carry."""
