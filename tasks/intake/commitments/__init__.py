"""What the form says of services and commitments: read from it, kept, and typed by a person where it must be."""
