"""Web pages for parents and staff, and the APIs other programs use."""
