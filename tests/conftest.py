"""Settings all tests share."""

from hypothesis import settings

settings.register_profile("xlcost", deadline=None, print_blob=True)
settings.load_profile("xlcost")
