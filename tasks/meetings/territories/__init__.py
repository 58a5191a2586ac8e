"""The territories of a Région: who belongs to each, who coordinates it, what its committee does."""
