"""The sample newsroom: invented Arabic publishers behind real HTTP, for `khabar up --sample` and for tests.

Every text is original and every person in it invented.
"""
