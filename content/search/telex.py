"""Telex and VNI left-overs: what the keys would have written with the input method on.

``hooj ngheof`` and ``ho65 ngheo2`` are hộ nghèo. A tone key never ends a Vietnamese syllable, so
most left-overs can be told from words; what decodes to no possible syllable stays as it is.
"""

from __future__ import annotations

from functools import lru_cache

from content.search.normalise import TONES, bare, key
from content.search.syllable import is_syllable

VOWELS = "aeiouyâăêôơư"
TONE_KEYS = dict(zip("sfrxj", TONES, strict=True))
TONE_DIGITS = dict(zip("12345", TONES, strict=True))
HATS = {"a": "â", "e": "ê", "o": "ô"}
HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
FEWEST_LETTERS = 2


@lru_cache(maxsize=20_000)
def decode(word: str) -> str | None:
    """The key (see normalise) of a left-over, or None where the word is not one.

    >>> from content.search.normalise import key
    >>> decode("ngheof") == key("nghèo"), decode("dduwowcj") == key("được")
    (True, True)
    >>> decode("ho65") == key("hộ"), decode("nghieepj") == key("nghiệp"), decode("vay")
    (True, True, None)
    """
    if not word.isascii() or len(word) < FEWEST_LETTERS:
        return None
    if any(char.isdigit() for char in word):
        letters = sum(char.isalpha() for char in word)
        has_word = word[0].isalpha() and letters >= FEWEST_LETTERS
        return checked(word, vni(word)) if has_word else None
    return None if is_syllable(word) else checked(word, telex(word))


def checked(word: str, decoded: str) -> str | None:
    """A decoding that changed something and is a possible syllable."""
    return key(decoded) if decoded != word and is_syllable(bare(decoded)) else None


def telex(word: str) -> str:
    """Every Telex key applied, wherever in the word it was typed."""
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in TONE_KEYS and has_vowel(letters):
            tone = TONE_KEYS[char]
        elif char == "z" and has_vowel(letters):
            tone = ""
        elif not reshaped(letters, char):
            letters.append(char)
    return "".join(letters) + tone


def has_vowel(letters: list[str]) -> bool:
    """Whether the nucleus has begun: before it a tone key is a consonant."""
    return any(letter in VOWELS for letter in letters)


def reshaped(letters: list[str], char: str) -> bool:
    """Put a shape key (aa ee oo dd w) on the letter it belongs to; False if there is none."""
    if char == "w":
        return horned(letters)
    if char == "d" and letters and letters[0] in "dđ":
        letters[0] = "đ"
        return True
    if char in HATS and (char in letters or HATS[char] in letters):
        swap(letters, char, HATS[char])
        return True
    return False


def horned(letters: list[str]) -> bool:
    """A w: uo becomes ươ, else the last a, o or u gets its horn; alone it is ư."""
    text = "".join(letters)
    if "uo" in text or "ưo" in text or "uơ" in text:
        swap(letters, "u", "ư")
        swap(letters, "o", "ơ")
        return True
    for letter in reversed(letters):
        if letter in HORNS:
            swap(letters, letter, HORNS[letter])
            return True
        if letter in HORNS.values():
            return True
    letters.append("ư")
    return True


def swap(letters: list[str], old: str, new: str) -> None:
    """Replace the last occurrence, if any."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] == old:
            letters[place] = new
            return


def vni(word: str) -> str:
    """Every VNI digit applied: 1–5 tones, 6 hat, 7 horn, 8 breve, 9 đ."""
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in TONE_DIGITS:
            tone = TONE_DIGITS[char]
        elif not numbered(letters, char):
            letters.append(char)
    return "".join(letters) + tone


def numbered(letters: list[str], digit: str) -> bool:
    """Put a VNI shape digit on its letter."""
    if digit == "9" and letters and letters[0] == "d":
        letters[0] = "đ"
    elif digit == "7" or digit == "8":
        return horned(letters)
    elif digit == "6":
        place = next((c for c in reversed(letters) if c in HATS), "")
        swap(letters, place, HATS.get(place, place))
    else:
        return False
    return True
