// The shelf of checks, in the order they run. A line here switches a file on.
