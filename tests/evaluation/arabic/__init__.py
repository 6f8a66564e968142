"""Scores of khabar's Arabic rules on labelled data of yours: `make eval-arabic`."""
