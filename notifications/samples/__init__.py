"""Every notice on fictional data, to proofread before anyone receives it."""
