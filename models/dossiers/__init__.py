"""An application for life: its pieces, requests and journal, and the one table that says what moves it."""
