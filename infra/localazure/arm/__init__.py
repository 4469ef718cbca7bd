"""What ARM does for every resource type; a resource provider supplies only what is its own."""
