"""One fault, one victim: rows that cannot be read, or that something cannot be done for, found and set aside."""
