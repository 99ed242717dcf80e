"""The help pages of findings, in the language of the user.

It must not know what they say. A page that nobody has translated is there in English.
"""

from app.resource import resource
from app.ui.language.tongue import tongue


def help_page(code: str) -> str:
    """Markdown: what a finding means, what causes it, what still holds, and what to do."""
    here = resource("codes", tongue.code, f"{code}.md")
    page = here if here.is_file() else resource("codes", f"{code}.md")
    return page.read_text(encoding="utf-8")
