"""The grammar of a written citation, read from left to right in one pass."""

from __future__ import annotations

import re
import string

from auditor.law import shapes
from auditor.law.meaning import Meant
from auditor.law.spellings import Code, code_begun, code_numbers, code_words, letters_by_number, level_of
from auditor.law.statutes import statutes
from auditor.law.written import Item, Unread, Written

LONGEST = 200
"""The characters of the longest text that is read."""

_CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_SPACES = str.maketrans("\t\u00a0\u2002\u2003\u2009\u202f§", " " * 7)
_BREAKS_AND_DASHES = str.maketrans("\n\r\u2010\u2011\u2012\u2013\u2014\u2212", ";;------")
_FOLD = {**_CAPITALS, **_SPACES, **_BREAKS_AND_DASHES}


def parse(text: str) -> Written:
    """The parts of a text of at most `LONGEST` characters.

    Raises:
        Unread: where it has no section, or something not understood that could change its meaning.
    """
    return _Parser(text).written()


class _Parser:
    """A cursor that moves over the folded text from part to part."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = text.translate(_FOLD)
        self.at = 0
        self.levels: set[str] = set()
        self.marked = self.warrant = self.release = self.attempt = False

    def written(self) -> Written:
        self._lead()
        items = [self._item()]
        while (item := self._next(items[-1])) is not None:
            items.append(item)
        words = self._tail(items)
        self.levels.update(item.level for item in items if item.level)
        return Written(
            tuple(items), frozenset(self.levels), self.marked, self.warrant, self.release, self.attempt, words
        )

    def _take(self, shape: re.Pattern[str]) -> re.Match[str] | None:
        found = shape.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def _lead(self) -> None:
        if shapes.NO_LEAD.match(self.text):
            return
        before = -1
        while before != self.at:
            before = self.at
            self._take(shapes.NOISE)
            self._take(shapes.LEAD_COUNT)
            self._take(shapes.LEAD_IGNORED)
            self.warrant |= self._take(shapes.LEAD_WARRANT) is not None
            self.release |= self._take(shapes.LEAD_RELEASE) is not None
            self.attempt |= self._take(shapes.LEAD_ATTEMPT) is not None
            found = shapes.LEAD_LEVEL.match(self.text, self.at)
            if found and (found["inside"] or not self._is_code(self.at)):
                self.at = found.end()
                self.levels.add(level_of(found["inside"] or found["level"]))
        if found := self._take(shapes.GLUED_LEVEL):
            self.levels.add(level_of(found["level"]))
            self.marked = True
        if self.at == len(self.text):
            raise Unread("warrant" if self.warrant else "no_section")

    def _item(self) -> Item:
        """A section at the cursor, with the code before or after it and its own level."""
        title = self._title_of_code()
        code = self._code_before()
        item = self._section(code, title) if title else self._titled(code) or self._section(code)
        levels = [self._level(item)]
        if code is None and (code := self._code_after()):
            self._take(shapes.SUFFIX)
            levels.append(self._level(item))
        while self._take(shapes.COUNT):
            pass
        named = set(levels) - {None}
        if len(named) > 1:
            raise Unread("unclear")
        return item._replace(code=code, level=named.pop() if named else None)

    def _code_before(self) -> Code | None:
        if numbered := self._take(shapes.CODE_NUMBER):
            return self._numbered(numbered["number"])
        found = code_words().alone(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        self._take(shapes.CODE_GAP)
        return code_words().named(found[0])

    def _numbered(self, number: str) -> Code:
        """The code of a number before the section, where the tables have both."""
        section = shapes.NUMBER.match(self.text, self.at)
        code = code_numbers().get(number)
        if code is None or section is None or not statutes().known(Meant(*code, section[0])):
            raise Unread("unclear")
        return code

    def _code_after(self) -> Code | None:
        start = self.at
        self._take(shapes.BEFORE_CODE)
        read = code_words().after if self.at == start else code_words().alone
        if found := read(self.text, self.at):
            self.at = found.end()
            return code_words().named(found[0])
        self.at = start
        return None

    def _title_of_code(self) -> str:
        """The title before its code, `18 USC 922`; empty, without a step, where there is none."""
        start = self.at
        found = self._take(shapes.TITLE_OF)
        named = code_words().alone(self.text, self.at) if found else None
        if found and named and code_words().named(named[0]) in code_words().titled:
            return found["title"]
        self.at = start
        return ""

    def _titled(self, code: Code | None) -> Item | None:
        """A section of a code that counts by title, `18 930 US`; None, without a step, where it is none."""
        start = self.at
        title = self._take(shapes.TITLE)
        if title and (code is None or code in code_words().titled):
            item = self._section(code, title["title"])
            after = self.at
            if code or self._code_after() in code_words().titled:
                self.at = after
                return item
        self.at = start
        return None

    def _section(self, code: Code | None, title: str = "") -> Item:
        item = Item(self._number(), title, code=code)
        start = self.at
        item = self._glued(item) if shapes.CAPITAL.match(self.text, self.at) else self._apart(item)
        groups = self._groups(bool(item.letter))
        loose = shapes.LOOSE.search(self.text, start, self.at)
        named = shapes.GROUP_WORD.search(self.text, start, self.at)
        return item._replace(groups=groups, loose=loose is not None and named is None)

    def _number(self) -> str:
        sections = statutes().sections
        comma = shapes.DECIMAL_COMMA.match(self.text, self.at)
        if comma and f"{comma['whole']}.{comma['part']}" in sections and comma["part"] not in sections:
            self.at = comma.end()
            return f"{comma['whole']}.{comma['part']}"
        found = self._take(shapes.NUMBER)
        if found is None:
            raise Unread("unclear" if shapes.DIGIT.search(self.text) else "no_section")
        return found[0]

    def _apart(self, item: Item) -> Item:
        """The item with a letter that stands apart: no code, and no first one of several words."""
        found = shapes.APART.match(self.text, self.at)
        if found is None or self._is_code(self.at + 1) or (found["more"] and not self._is_code(found.end())):
            return item
        self.at += 2
        return self._with_letter(item, apart=True)

    def _is_code(self, at: int) -> bool:
        return code_words().alone(self.text, at) is not None

    def _glued(self, item: Item) -> Item:
        """The item with the letter glued to its number, told from the letters of a code glued to both."""
        skips = (0, 1, 3 if self.text[self.at + 2 : self.at + 3] == " " else 2)
        whole, one_in, two_in = (code_words().after(self.text, self.at + skip) for skip in skips)
        letters = letters_by_number().get(item.number, frozenset())
        if one_in and (two_in or (not whole and code_begun().match(self.text, self.at))):
            raise Unread("unclear")
        if whole and two_in and self.text[self.at] in letters:
            raise Unread("unclear")
        if one_in:
            self.at += 1
            clash = code_words().named(whole[0]) if whole and item.code is None else None
            return self._with_letter(item._replace(clash=clash))
        if whole:
            return item
        double = shapes.GLUED_DOUBLE.match(self.text, self.at)
        if double and double[0] in letters:
            self.at = double.end()
            return self._with_letter(item, len(double[0]))
        return self._with_letter(item) if self._take(shapes.GLUED) else item

    def _with_letter(self, item: Item, length: int = 1, apart: bool = False) -> Item:
        written = self.original[self.at - length : self.at]
        return item._replace(letter=written.lower(), lower=written.islower(), apart=apart)

    def _groups(self, lettered: bool) -> tuple[str, ...]:
        """The subdivisions at the cursor: in parentheses, or glued to these or to the letter."""
        groups: list[str] = []
        if lettered and (found := self._take(shapes.POINT_DIGITS)):
            groups.append(found["paragraph"])
        if self._take(shapes.GROUP_WORD):
            lettered = False
        while True:
            glued = lettered or bool(groups)
            if found := self._take(shapes.GROUP):
                groups.append(found["group"].strip("() ").lower())
            elif glued and (found := self._take(shapes.GLUED_DIGITS)):
                groups.append(found[0])
            elif groups and self.text[self.at - 1].isdigit() and (found := self._take(shapes.GLUED_LETTER)):
                groups.append(found[0].lower())
            else:
                return tuple(groups)

    def _level(self, item: Item) -> str | None:
        """A level mark at the cursor; a letter glued to anything but a closing parenthesis is none."""
        start = self.at
        found = self._take(shapes.LEVEL)
        if found is None:
            return None
        glued = not found["gap"] and self.text[start - 1] != ")"
        displaced = found["inside"] is not None and len(found["inside"]) == 1 and not item.groups
        loose_mark = found["level"] == "I" and self.text[self.at :].strip(" ,;/&") != ""
        if glued or displaced or loose_mark:
            self.at = start
            return None
        return level_of(found["inside"] or found["level"])

    def _next(self, last: Item) -> Item | None:
        """The next section of a list, or next subdivisions of the same one; None where the list ends."""
        start = self.at
        self._take(shapes.JOINT)
        if self.at > start and self._is_next():
            if self.text[self.at] != "(":
                return self._item()
            return self._elided(last)
        self.at = start
        return None

    def _is_next(self) -> bool:
        """Whether a section or its subdivisions stand at the cursor, perhaps behind a code."""
        if shapes.NEXT.match(self.text, self.at):
            return True
        return self._is_code(self.at) and shapes.next_code().match(self.text, self.at) is not None

    def _elided(self, last: Item) -> Item:
        groups = self._groups(lettered=False)
        kinds = [group.isdigit() for group in last.groups]
        if groups[0].isdigit() not in kinds:
            raise Unread("several")
        kept = len(kinds) - 1 - kinds[::-1].index(groups[0].isdigit())
        code = last.code or self._code_after()
        return last._replace(groups=last.groups[:kept] + groups, code=code, level=self._level(last))

    def _tail(self, items: list[Item]) -> bool:
        """Read what follows the last section; whether there are words in it."""
        if self._take(shapes.ENDS_ATTEMPTED):
            self.attempt = True
            return False
        if self._is_broken_off():
            raise Unread("unclear")
        self.warrant |= self._take(shapes.TAIL_WARRANT) is not None
        tail = self.text[self.at :]
        numbers = {item.number for item in items}
        numbered = shapes.DIGIT.search(tail) is not None
        mentions = shapes.mention().finditer(tail) if numbered else ()
        mentioned = {f["grouped"] or f["before"] or f["after"] for f in mentions}
        listed = {found["number"] for found in shapes.LISTED.finditer(tail)} & statutes().sections
        if (mentioned | listed) - numbers:
            raise Unread("several")
        for found in shapes.TAIL_LEVEL.finditer(tail):
            self.levels.add(level_of(found["inside"] or found["labelled"]))
        return any(map(str.isalpha, shapes.TAIL_LEVEL.sub("", tail)))

    def _is_broken_off(self) -> bool:
        """Whether what follows the last section may belong to it, or to another."""
        if shapes.BROKEN_OFF.match(self.text, self.at):
            return True
        word = shapes.TO_WORD.match(self.text, self.at)
        if word is None or not self._is_code(word.end()):
            return False
        return shapes.broken_off_by_code().match(self.text, self.at) is not None
