"""Members: texts and signatures, entry and exit, the register."""
