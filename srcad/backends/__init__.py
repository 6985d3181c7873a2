"""How generated code is spelled and becomes callable."""
