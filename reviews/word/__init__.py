"""A review as a Word file and back: written, worked on in Word or LibreOffice, read again, compared.

What survives both programs carries the meaning (docs/decisions/pdf-and-word.md): the code at the head of a heading
("b1  Describe …") with a bookmark on it, the answer in a table under it, and the identifier among the properties.

    boxes.py     how each type of question stands in its box, and is read out of it
    writing.py   the whole file
    published.py a published version, to read
    comparing.py what would change, beside what is there

Only workers import these: lxml and python-docx are 20 MB that no page needs. `comparing` needs neither.
"""
