"""The console in a real browser, as the Région's people use it."""
