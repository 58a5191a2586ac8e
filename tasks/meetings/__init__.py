"""The meetings of the bodies: set, convened, held, recorded."""
