"""Settings all tests share."""

from hypothesis import settings

# the same examples every time, so that a red test means a change; `--hypothesis-profile=explore` looks for new ones
settings.register_profile("xlcost", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("xlcost")
