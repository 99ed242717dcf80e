"""What packages below the window say in sentences of their own, in the language of the user.

They must not know languages, so their English is recognised here, by the forms in `sentences`: what matches none stays
as it was said. It must not be asked about what a log says: that is evidence.
"""

import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from app.ui.filling import filled
from app.ui.language.sentences import SENTENCES
from app.ui.language.tongue import tongue

_PLACE = re.compile("%([1-9])")
_BEHIND_A_COLON = re.compile(": %([1-9])")
_DEEPEST, _LONGEST = 3, 500


def from_below(text: str) -> str:
    """The sentence in the language of the user; what stands in its places stays, but for a sentence behind a colon."""
    # what is longer quotes a log: no sentence from below is, and to compare it would hold up the window
    return text if tongue.code == "en" or not text or len(text) > _LONGEST else _said(text, tongue.code)


@lru_cache(maxsize=4096)
def _said(text: str, code: str, deep: int = 0) -> str:
    if text in _EXACT:
        return QCoreApplication.translate("Lower", text)
    for sentence, form in _FORMS:
        found = form.fullmatch(text)
        if found is not None:
            values = list(found.groups())
            for place in _BEHIND_A_COLON.findall(sentence) if deep < _DEEPEST else ():
                values[int(place) - 1] = _said(values[int(place) - 1], code, deep + 1)
            return filled(QCoreApplication.translate("Lower", sentence), *values)
    return text


def _form(sentence: str) -> re.Pattern[str]:
    """What fills its places, from %1 on, in their order: no sentence below names them in another."""
    parts = _PLACE.split(sentence)
    assert parts[1::2] == [str(number) for number in range(1, len(parts) // 2 + 1)], sentence
    return re.compile("(.+?)".join(re.escape(part) for part in parts[::2]), re.DOTALL)


_EXACT = frozenset(one for one in SENTENCES if not _PLACE.search(one))
_FORMS = sorted(
    ((one, _form(one)) for one in SENTENCES if _PLACE.search(one)), key=lambda pair: -len(_PLACE.sub("", pair[0]))
)
"""Those that say most by themselves first: of two that match they are the right one."""
