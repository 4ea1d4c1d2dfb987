"""The language that platforms are declared in, and the HTTP clients that run the declarations."""
