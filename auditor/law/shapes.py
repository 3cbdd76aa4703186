"""The shapes that the parts of a written citation have.

They match a folded text: ASCII letters in capitals, one character for one character. Every pattern is
bounded, so that reading takes time in proportion to the text. Those with the spellings of codes are long, and
compiled where they are asked for, which is where a code or a number follows.
"""

from __future__ import annotations

import re
from functools import cache

from auditor.law.spellings import any_word, code_words

_CODE_AFTER = code_words().spelled.pattern
_CODE = f"(?<![A-Z]){_CODE_AFTER}"
_LEVEL = any_word("felony", "misdemeanor", "infraction")
_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,3}){0,2}(?![0-9])"
_GROUP = r"\( ?(?:[A-Z]|[0-9]{1,2}|[IVX]{2,4}) ?\)"
_CARDINAL = r"[0-9](?![0-9]?(?:ST|ND|RD|TH)(?![A-Z]))"
_END = r"(?![A-Z0-9])"
_ALONE = rf"(?![A-Z&]|/(?!{_LEVEL}{_END}))"

# Before the section.
NO_LEAD = re.compile("[1-9]")  # no word of the tables that stands before a section begins so
NOISE = re.compile(r"[ .,:;*#_/-]{1,20}")
LEAD_COUNT = re.compile(r"\([0-9]{1,2}\)|(?:CT|COUNT)\.? ?[0-9]{1,2} ?[:.-]")
LEAD_WARRANT = re.compile(any_word("warrant") + _END)
LEAD_RELEASE = re.compile(any_word("release") + _END)
LEAD_ATTEMPT = re.compile(any_word("attempt") + _END)
LEAD_IGNORED = re.compile(any_word("ignored") + _END)
LEAD_LEVEL = re.compile(
    rf"\((?P<inside>{_LEVEL})\)|(?P<level>{_LEVEL})(?=[ .:/-]|$)"
)  # unless a code stands there
GLUED_LEVEL = re.compile(r"(?P<level>[FM])(?=[0-9]{4})")
CODE_NUMBER = re.compile(r"(?P<number>[0-9]{1,3}):(?=[0-9])")
CODE_GAP = re.compile(r"[ .,_:#-]{0,4}(?:SEC(?:TION|\.)? )?")

# The section and its subdivisions.
TITLE = re.compile(r"(?P<title>[0-9]{1,3})(?: {1,3}| ?- ?)(?=[0-9])")
TITLE_OF = re.compile(r"(?P<title>[0-9]{1,3}) {1,2}(?=[A-Z])")
DIGIT = re.compile(r"[0-9]")
CAPITAL = re.compile(r"[A-Z]")
NUMBER = re.compile(_NUMBER)
DECIMAL_COMMA = re.compile(r"(?P<whole>[0-9]{1,5}),(?P<part>[0-9]{1,2})(?![0-9])")
GLUED = re.compile(f"[A-Z]{_ALONE}")
GLUED_DOUBLE = re.compile(f"[A-Z]{{2}}{_ALONE}")
APART = re.compile(rf" [A-Z]{_ALONE}(?P<more> {{1,3}}(?=[A-Z]))?")  # a letter alone, and before another word
GROUP = re.compile(rf"\.? {{0,2}}(?P<group>{_GROUP})")
LOOSE = re.compile(r"[ .]\( ?[FMI] ?\)$")
GROUP_WORD = re.compile(rf",? {{0,2}}{any_word('subdivision')}\.? {{0,2}}(?=\()")
GLUED_DIGITS = re.compile(r"[0-9]{1,2}(?![0-9.])")
POINT_DIGITS = re.compile(r"\.(?P<paragraph>[0-9]{1,2})(?![0-9.])")
GLUED_LETTER = re.compile(r"[A-EGHJ-LN-Z](?![A-Z])")  # a glued F, I or M may be a level

# After the section.
BEFORE_CODE = re.compile(r"[ .,_:*#-]{0,4}(?:OF (?:THE )?)?")
SUFFIX = re.compile(any_word("suffix"))
LEVEL = re.compile(
    rf"(?P<gap> {{0,2}}[-/_,]? {{0,2}})(?:\((?P<inside>{_LEVEL})\.?\)|(?P<level>{_LEVEL})\.?(?![A-Z0-9(]))"
)
COUNT = re.compile(
    r"[ ,*-]{1,3}(?:X ?[0-9]{1,2}|\(? ?[0-9]{1,2} ?(?:CTS?|COUNTS?)\.? ?\)?|#[0-9A-Z-]{1,20})" + _END
)
JOINT = re.compile(r" {0,3}(?:[,;/&+]|-(?=[0-9(])|AND(?![A-Z]))? {0,3}")
NEXT = re.compile(f"{_CARDINAL}|{_GROUP}")

# What follows the last section.
ENDS_ATTEMPTED = re.compile(rf"[ ,-]{{0,3}}{any_word('attempt')}\.? {{0,3}}$")
TAIL_WARRANT = re.compile(rf"[ :,-]{{1,4}}{any_word('warrant')}{_END}")
_NO_PLACE = rf"(?![ ,]{{1,3}}{any_word('place')} {{0,3}}$)"
BROKEN_OFF = re.compile(
    rf"{_NO_PLACE}(?:"
    "[A-Z0-9]"  # glued to the section
    "|[^A-Z0-9]{0,200}(?:"
    r"[A-Z](?![A-Z&/.'0-9])|(?<=\()[A-Z]{2} ?\)"  # a letter or two that may be a subdivision
    rf"|(?<!\()[A-Z]?{_CARDINAL}|(?<=\()[A-Z]?[0-9]{{1,4}}(?![0-9]?[A-Z]\))"  # a number, but not `(17B)`
    rf"|{any_word('subdivision')}{_END}))"
)
TO_WORD = re.compile(r"[^A-Z0-9]{0,200}(?=[A-Z])")
TAIL_LEVEL = re.compile(
    rf"\((?P<inside>{_LEVEL})\.?\)"
    rf"|(?<![A-Z]){any_word('level_label')}[ :=]{{1,2}}(?P<labelled>[FMI]){_END}"
)
LISTED = re.compile(rf"(?:[,;/&+]|AND) ?(?P<number>{_NUMBER})")


@cache
def next_code() -> re.Pattern[str]:
    """Another code with its section."""
    return re.compile(rf"(?:{_CODE})[ .,_:#-]{{0,4}}[0-9]")


@cache
def broken_off_by_code() -> re.Pattern[str]:
    """Another code behind the last section: near, or with a number or nothing behind it."""
    return re.compile(
        rf"{_NO_PLACE}(?:(?P<near>[ ,]{{0,3}})|[^A-Z0-9]{{0,200}})(?:{_CODE})(?(near)|(?= {{0,3}}(?:$|[0-9])))"
    )


@cache
def mention() -> re.Pattern[str]:
    """A number that is written as a section: with a subdivision, or with a code before or behind it."""
    return re.compile(
        rf"(?<![0-9A-Z.])(?:(?P<grouped>{_NUMBER})(?:(?={_GROUP})| (?!\([FMI]\))(?={_GROUP}))"
        rf"|(?:(?P<before>{_NUMBER})[A-Z]? ?)?(?=(?P<code>{_CODE_AFTER}))"
        rf"(?(before)|(?P=code)[ .]{{0,2}}(?P<after>{_NUMBER})))"
    )
