"""python -m analytics COMMAND: the same code as the pages, from a shell."""

from analytics.cli import app

if __name__ == "__main__":
    app()
