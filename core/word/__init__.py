"""Word files of any app: written, opened safely, read again (docs/decisions/pdf-and-word.md).

    markup.py    pieces of WordprocessingML, and formatted text as such
    binding.py   the whole file, with its styles and pages
    package.py   which files are opened at all
    reading.py   what stands in a file: boxes under headings with a code, and everything else
    cells.py     what stands in a cell or a table of it
    ticks.py     the sign before a line that may be chosen

Only workers import these, but for `package` and `ticks`: lxml and python-docx are 20 MB that no page needs.
"""
