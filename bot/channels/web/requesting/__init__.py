"""The request form without chat: its fields, and what may be attached."""
