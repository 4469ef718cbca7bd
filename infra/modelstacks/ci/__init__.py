"""What a pipeline needs: the workflow that `modelstacks init --ci` writes, and how its commands stay signed in."""
