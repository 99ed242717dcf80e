"""Foreign encodings that several formats use: headers of pictures, tables, pickles, arrays, points, XML, TFRecord.

It must not know formats, channels or records.
"""
