"""A page of HTML taken apart, for tests: its elements with their attributes, its headings, its text."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """`elements` are (tag, attributes) in order; `headings` (level, text); `text` all of it but style and script."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {f"h{n}" for n in range(1, 7)}:
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if "style" in self.open or "script" in self.open:
            return
        self.text += data
        if self.headings and any(tag == f"h{self.headings[-1][0]}" for tag in self.open):
            level, told = self.headings[-1]
            self.headings[-1] = (level, told + data)

    def all(self, attribute: str) -> list[str]:
        """The values of an attribute, in order."""
        return [str(attributes[attribute]) for _, attributes in self.elements if attribute in attributes]
