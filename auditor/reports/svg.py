"""An SVG made ready to stand in the page: one picture with a name and a description, and nothing else to it."""

from __future__ import annotations

from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
KEPT = frozenset(
    {
        *("width", "height", "viewBox", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r"),
        *("fill", "fill-opacity", "opacity", "text-anchor", "font-size", "font-weight", "font-family"),
        *("stroke", "stroke-width", "stroke-dasharray", "stroke-miterlimit", "stroke-opacity"),
    }
)
"""The attributes that draw; classes, roles and labels inside of the picture are left out."""

DRAWN = frozenset(f"{{{SVG}}}{tag}" for tag in ("svg", "g", "path", "rect", "line", "text", "tspan"))


def inline(svg: str, name: str, title: str, says: str) -> str:
    """The picture as an element for HTML, named by `title` and described by `says`; `name` begins its ids.

    What is neither a shape nor text is dropped, with all that does not draw.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by vl-convert, not read from anywhere
    _clean(root)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-says"}
    for tag, text in (("desc", says), ("title", title)):
        told = ElementTree.Element(
            f"{{{SVG}}}{tag}", {"id": f"{name}-{'says' if tag == 'desc' else 'title'}"}
        )
        told.text = text
        root.insert(0, told)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _clean(element: ElementTree.Element) -> None:
    for name in [n for n in element.attrib if n not in KEPT]:
        del element.attrib[name]
    for child in list(element):
        hidden = child.get("display") == "none" or child.get("d") == "" or child.get("opacity") == "0"
        if child.tag not in DRAWN or hidden:
            element.remove(child)
        else:
            _clean(child)
