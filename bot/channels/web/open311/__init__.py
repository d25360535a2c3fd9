"""Open311 GeoReport v2 without geography: this project's services and requests for programs."""
