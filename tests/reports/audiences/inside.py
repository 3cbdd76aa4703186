"""Every text that is in an output, through zip archives, PDF streams and Parquet pages."""

import io
import zipfile

import polars as pl
import pyarrow.parquet as pq
from pypdf import PdfReader
from pypdf.generic import StreamObject


def texts(content):
    """The bytes of an output (of a file or of files by name), and of all that is packed in them."""
    if isinstance(content, bytes):
        yield from _texts(content)
        return
    for name, one in content.items():
        yield name.encode()
        yield from _texts(one)


def _texts(content):
    yield content
    if content[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _texts(archive.read(name))
            yield archive.comment
    elif content[:4] == b"PAR1":
        yield str(pl.read_parquet(io.BytesIO(content)).to_dicts()).encode()
        yield str(pq.ParquetFile(io.BytesIO(content)).metadata.to_dict()).encode()
        yield str(pq.read_schema(io.BytesIO(content)).metadata).encode()
    elif content[:5] == b"%PDF-":
        reader = PdfReader(io.BytesIO(content))
        text = " ".join(page.extract_text() for page in reader.pages)
        yield " ".join(text.replace("\u200b", "").split()).encode()  # as if no line were broken
        yield str(reader.metadata).encode()
        objects = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
        yield "\n".join(sorted({text for one in objects for text in _strings(one)})).encode()
        yield from (one.get_data() for one in objects if isinstance(one, StreamObject))


def _strings(value):
    """Every string and name in an object of a PDF."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from (*_strings(key), *_strings(one))
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("latin-1")


def found(needles, content):
    """Which texts are in an output, whatever their case."""
    every = b"\0".join(texts(content)).decode("utf-8", errors="replace").casefold()
    return sorted(needle for needle in needles if needle.casefold() in every)
