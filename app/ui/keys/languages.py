"""The commands that choose a language, as the table has them.

It must not know how a window changes its language: `asked` sees to that.
"""

from collections.abc import Callable
from functools import partial

from app.ui.keys.actions import ActionSet
from app.ui.language.choice import chosen
from app.ui.language.tongue import WISHES, Wish


class Languages:
    """Of one window; the actions show which was chosen."""

    def __init__(self, actions: ActionSet, asked: Callable[[Wish], object]) -> None:
        self._actions, self._asked = actions, asked
        self.renew()

    def commands(self) -> dict[str, Callable[[], object]]:
        """What each action does."""
        return {f"language_{one}": partial(self._asked, one) for one in WISHES}

    def renew(self) -> None:
        """Tick what was chosen: Qt has flipped the tick, also where nothing changes."""
        wish = chosen()
        for one in WISHES:
            self._actions.action(f"language_{one}").setChecked(one == wish)
