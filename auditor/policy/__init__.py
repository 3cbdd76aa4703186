"""Policy packs: directives as data. The condition grammar, the facts, loading and checking, what a list answers."""
