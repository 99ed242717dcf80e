"""The codes of what is refused in a foreign HDF5 file, or said of it: stable names, each with a help page.

It must not know how any of it is found. READER_CRASH and READER_TIMEOUT are codes of sealed logs too.
"""

FOREIGN_CODES = {
    "HDF5_EXTERNAL_STORAGE": "a dataset whose bytes lie in other files",
    "HDF5_EXTERNAL_LINK": "a link into another file, or one that only its maker can follow",
    "HDF5_VIRTUAL": "a dataset that is put together from others",
    "HDF5_LINK_CYCLE": "a link that leads back to itself or above itself",
    "HDF5_SOFT_LINK": "a second name that may lead anywhere",
    "HDF5_ALIAS": "a second name for one object",
    "HDF5_SHAPE_BOMB": "more is declared than the file stores",
    "HDF5_EXPANSION": "a few stored bytes would become very many",
    "HDF5_FILTER": "packed by a filter that is not let at foreign files",
    "HDF5_TYPE": "a type that is not taken in",
    "HDF5_UNREADABLE": "the HDF5 library cannot read it",
    "HDF5_USERBLOCK": "something stands before the HDF5 file begins",
}
