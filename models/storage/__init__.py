"""Where it is all kept: settings, addresses of servers, the database, and the incidents of the machine."""
