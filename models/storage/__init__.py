"""Where it is all kept: settings, addresses of servers and pages, the database, and the incidents of the machine."""
