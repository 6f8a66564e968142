"""How Arabic news says who said what: verbs of speech, noun phrases of speakers, quotation marks. Rules and tables.

Not here: joining what the parts of one article say about a speaker (`khabar_worker/enrich/quotes.py`).
"""
