"""What a person may get wrong with accounts: codes, whose sentences are in declared/texts/accounts_problems.toml."""

import unicodedata

from analytics.declare import Lang, text
from analytics.identity.database import IdentityError

NAME_CHARACTERS = 64


class AccountError(IdentityError):
    """
    Somebody asked for what cannot be done with an account; nothing was changed. `code` names the reason: the sentence
    for people is `accounts.problem.<code>`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(sentence(code, "en"))


def sentence(code: str, lang: Lang) -> str:
    """The reason in the reader's language; DeclarationError for a code without one."""
    return text(f"accounts.problem.{code}", lang)


def tidy_name(name: str, code: str) -> str:
    """A name of 1 to 64 characters on one line, without spaces around it; AccountError(code) when it is none."""
    tidy = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(tidy) <= NAME_CHARACTERS or any(unicodedata.category(c).startswith("C") for c in tidy):
        raise AccountError(code)
    return tidy
