"""The sites at which a structure receives people: read, recorded, decided upon one by one, closed."""
