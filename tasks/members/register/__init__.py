"""The register of members on a day: as lines, as files, and as what is published of it."""
