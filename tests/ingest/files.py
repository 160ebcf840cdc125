"""Word files built by hand, for what python-docx can't write."""

import io
import zipfile

from PIL import Image

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": RELATIONS,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)


def picture(kind: str = "PNG", colour: str = "red", size: int = 40) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((size, size), 50).convert("RGB").save(file, kind)
    return file.getvalue()


def part(element: str, inside: str) -> str:
    return f'<?xml version="1.0"?><w:{element} {NAMESPACES}>{inside}</w:{element}>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str, style: str = "", properties: str = "") -> str:
    """Of runs, or of plain words."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = "".join(part if part.startswith("<") else run(part) for part in inside)
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{runs}</w:p>"


def note_mark(number: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def notes(texts: dict[int, str], kind: str = "footnote") -> str:
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    inside = "".join(f'<w:{kind} w:id="{n}">{text}</w:{kind}>' for n, text in texts.items())
    return part(f"{kind}s", separator + inside)


def style(style_id: str, name: str, based_on="", run="", paragraph="", kind="paragraph") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>{base}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def links_as_relations(links: dict[str, str]) -> str:
    return "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/hyperlink" Target="{address}" TargetMode="External"/>'
        for name, address in links.items()
    )


def word(
    body: str,
    parts: dict[str, str | bytes] | None = None,
    links: dict[str, str] | None = None,
    note_links: dict[str, str] | None = None,
    styles: str = "",
    main_type: str = "document.main",
) -> bytes:
    """A Word file. parts: by their name under word/, which is also the id of its relation, and begins with its kind."""
    parts = dict(parts or {})
    if styles:
        parts["styles.xml"] = part("styles", styles)
    relations = ""
    for name in parts:
        kind = next(k for k in KINDS if name.rpartition("/")[2].startswith(k))
        relations += f'<Relationship Id="{name}" Type="{RELATIONS}/{KINDS[kind]}" Target="{name}"/>'
    for name, address in (links or {}).items():
        relations += (
            f'<Relationship Id="{name}" Type="{RELATIONS}/hyperlink" Target="{address}" TargetMode="External"/>'
        )
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="emf" ContentType="image/x-emf"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}.{main_type}+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": f"{head}{relations}</Relationships>",
        "word/_rels/footnotes.xml.rels": f"{head}{links_as_relations(note_links or {})}</Relationships>",
    } | {f"word/{name}": data for name, data in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return file.getvalue()


KINDS = {
    "image": "image", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes",
    "comments": "comments", "header": "header", "footer": "footer", "data": "diagramData", "chart": "chart",
    "vbaProject": "vbaProject",
}  # fmt: skip


def drawing(image: str, alt: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{image}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def text_box(inside: str) -> str:
    """As Word writes one: in its new form, and again in its old one."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="2" name="box"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
