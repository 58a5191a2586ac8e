"""The runs that suspend until a person says what a body decided, page by page."""
