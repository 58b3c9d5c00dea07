"""A cheap guess at the language of a text, from its commonest small words."""

from __future__ import annotations

import re
from collections import Counter

_SMALL_WORDS = {
    "en": "the of and to in that for is on with by was at from are this has be or as shall will which",
    "es": "el la de que y en los del las por con para una se un al es su como más fue",
    "fr": "le la les des et en du une est pour que dans qui sur par au avec pas ce",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as dos",
    "ht": "nan yo ki pou ak nou li sa gen yon pa te se ap tout kapab",
    "vi": "của và các là có trong được cho không một với người những",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)


def guess_language(text: str) -> str | None:
    """Return an ISO 639-1 code for the language most of the text is in,
    or None when it is too short to tell."""
    sample = (
        text if len(text) <= 12_000 else text[:6_000] + " " + text[len(text) // 2 : len(text) // 2 + 6_000]
    )
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len(words) < 12:
        return None
    counts: Counter[str] = Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < max(3, len(words) * 0.06):
        return None
    if len(ranked) == 2 and ranked[1][1] * 1.3 > ranked[0][1]:
        return None
    return ranked[0][0]
