"""Which unmarked letters can be one Vietnamese syllable.

The inventory of onsets and rimes is closed, so a token outside it was mistyped, glued, foreign
or is a keyboard's left-over.
"""

from __future__ import annotations

from functools import lru_cache

ONSETS = """
    b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x
"""
RIMES = """
    a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu
    i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo oet oi om on ong op ot
    u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou
    up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu
"""
AFTER_QU = """
    a ac ach ai am an ang anh ao ap at au ay e ech en eo et it o oc ot
    on ua uan uang uat uc uoc y yen yet ynh yt
"""
BEGINNINGS = frozenset(ONSETS.split()) | {""}
ENDINGS = frozenset(RIMES.split())
ENDINGS_AFTER_QU = frozenset(AFTER_QU.split())
DOUBLED = frozenset({"xoong", "boong", "moong"})
LONGEST = 7


@lru_cache(maxsize=20_000)
def is_syllable(folded: str) -> bool:
    """Whether unmarked letters are one possible syllable.

    >>> [is_syllable(word) for word in ("nghieng", "vay", "ngheof", "khoong", "xoong", "giay")]
    [True, True, False, False, True, True]
    """
    if folded in DOUBLED:
        return True
    if len(folded) > LONGEST:
        return False
    return any(fits(folded[:cut], folded[cut:]) for cut in range(min(4, len(folded))))


def fits(onset: str, rime: str) -> bool:
    """Whether an onset and a rime may stand together."""
    if onset not in BEGINNINGS:
        return False
    if onset == "qu":
        return rime in ENDINGS_AFTER_QU
    return rime in ENDINGS
