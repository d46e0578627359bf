"""What each page shows, put together from measures: facts first (cached, without language), then words and figures."""
