"""`modelstacks doctor --bundle`: one archive for whoever is asked for help, with what they would ask for and no secret."""
