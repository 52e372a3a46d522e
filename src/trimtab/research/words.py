"""Why a feed brought nothing, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.research.defusing import DEEPEST, MOST_ENTRIES, Danger
from trimtab.research.fetching import Trouble

SENTENCES: dict[str, Promise] = {
    Trouble.ADDRESS: gettext_lazy("This is no address of the web. It begins with https:// and has no spaces."),
    Trouble.SCHEME: gettext_lazy("Only addresses that begin with https:// or http:// are read."),
    Trouble.SIGN_IN: gettext_lazy("The address carries a name or a password. Feeds are read without signing in."),
    Trouble.PORT: gettext_lazy("The address names a port that is not used for the web. Nothing was asked there."),
    Trouble.UNKNOWN_HOST: gettext_lazy("No computer of that name is known. Look at the spelling."),
    Trouble.INSIDE: gettext_lazy(
        "The address leads to a computer inside the own network, or to one that is not public. Nothing was asked there."
    ),
    Trouble.UNREACHABLE: gettext_lazy("The computer there does not answer. It will be asked again later."),
    Trouble.INSECURE: gettext_lazy("The certificate of that address is not valid, so nothing was read."),
    Trouble.TOO_SLOW: gettext_lazy("The answer took too long and was given up. It will be asked again later."),
    Trouble.TOO_LARGE: gettext_lazy("The document there is larger than a feed may be, and was not read to its end."),
    Trouble.TOO_MANY_REDIRECTS: gettext_lazy("The address leads on and on, and never to a document."),
    Trouble.REFUSED: gettext_lazy("The other side refused to hand it out."),
    Trouble.GONE: gettext_lazy("There is nothing at this address, or no longer."),
    Trouble.BUSY: gettext_lazy("The other side asks to be left alone for a while. It will be asked again later."),
    Trouble.GARBLED: gettext_lazy("The answer cannot be read: it is no proper answer of the web."),
    Danger.MULTIPLIES: gettext_lazy("The feed declares text that multiplies itself. It was refused unread."),
    Danger.TOO_DEEP: gettext_lazy("Its elements are nested more than %(deepest)s deep. It was refused unread."),
    Danger.TOO_MANY: gettext_lazy(
        "It has more than %(most)s articles, or elements overloaded with attributes. It was refused unread."
    ),
    Danger.TOO_ILL: gettext_lazy("Its XML is broken, and there is too much of it to guess what was meant."),
    Danger.NO_FEED: gettext_lazy(
        "This is no feed, and the page names none. Look for a link called RSS, Atom or feed on the site."
    ),
}


def trouble_in_words(trouble: str) -> str:
    """The sentence for a kept trouble; "" for none."""
    if not trouble:
        return ""
    sentence = SENTENCES.get(trouble)
    if sentence is None:
        return _("It could not be read.")
    return str(sentence) % {"deepest": DEEPEST, "most": MOST_ENTRIES}
