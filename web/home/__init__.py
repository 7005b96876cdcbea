"""The way in: to one's own first page; language and appearance; the state of the installation."""
