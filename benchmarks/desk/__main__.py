"""``python -m benchmarks.desk``: print the section without writing it into the page."""

from benchmarks.desk.section import section

if __name__ == "__main__":
    print(section())
