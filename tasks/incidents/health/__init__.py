"""Whether the machine and all that it leans on are well: each look asks one thing, and says what mends it."""
