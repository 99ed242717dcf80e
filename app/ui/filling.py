"""Puts values into a sentence that was translated: `%1 of %2`, in whatever order the language has them.

It must not know languages.
"""


def filled(sentence: str, *values: object) -> str:
    """The sentence with its places filled, from %1 on."""
    # the values first become places that no value can look like
    for number in range(len(values), 0, -1):
        sentence = sentence.replace(f"%{number}", f"\0{number}\0")
    for number, value in enumerate(values, start=1):
        sentence = sentence.replace(f"\0{number}\0", str(value))
    return sentence
