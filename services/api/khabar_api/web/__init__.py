"""What all routes share: the gate before them, parameters, answers, problems."""
