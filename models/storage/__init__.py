"""Where it is all kept: settings, addresses of servers, the database."""
