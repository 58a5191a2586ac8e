"""The region file: everything in which one Région differs from another, read and checked."""
