"""What describes the messages of an MCAP file: its schemas and channels, and what it says of itself beside them.

It must not know where in the file that stands. Layout: mcap.dev/spec, version 0.
"""

from collections.abc import Mapping

from app.convert.mcap import records
from app.convert.mcap.records import Op
from app.convert.messages.carrier import Buffer, Findings, Topic

_MOST_TEXTS = 64
_MOST_CHARACTERS = 16_000
"""Of the description of a channel."""


class Descriptions:
    """Those of one file that were read so far. `topics`: by the number of the channel."""

    def __init__(self, file: str, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._schemas: dict[int, records.Schema] = {}
        self._told: dict[int, Mapping[str, str]] = {}
        self.topics: dict[int, Topic] = {}

    def names(self) -> dict[int, str]:
        """Of the channels, by number."""
        return {number: topic.name for number, topic in self.topics.items()}

    def add(self, op: int, raw: Buffer) -> None:
        """Read one record; raises CarrierError."""
        if op == Op.SCHEMA:
            schema = records.schema(raw)
            self._schemas[schema.id] = schema
        elif op == Op.CHANNEL:
            self._add_channel(records.channel(raw))
        elif op == Op.METADATA:
            name, texts = records.metadata(raw)
            self._findings.tell(
                "metadata", {"name": name[:200], "texts": {k[:200]: v[:4000] for k, v in list(texts.items())[:100]}}
            )
        else:
            fields = records.Fields(raw)
            self._findings.tell(
                "mcap", {"file": self._file, "profile": fields.text()[:200], "library": fields.text()[:200]}
            )

    def _add_channel(self, channel: records.Channel) -> None:
        schema = self._schemas.get(channel.schema)
        if schema is None and channel.schema:
            self._findings.assume(
                f"channel {channel.topic!r:.100} names schema {channel.schema}, which {self._file} has not"
            )
        topic = Topic(
            name=channel.topic,
            type_name="" if schema is None else schema.name,
            encoding=channel.encoding,
            schema_encoding="" if schema is None else schema.encoding,
            schema=b"" if schema is None else schema.data,
        )
        before = self.topics.get(channel.id)
        if before is not None and before != topic:
            self._findings.assume(f"{self._file} describes channel {channel.id} twice, and differently")
        self.topics[channel.id] = topic
        if channel.metadata and self._told.get(channel.id) != channel.metadata:
            # a channel is described again in each chunk, mostly alike
            self._told[channel.id] = channel.metadata
            self._findings.tell("connections", {"topic": channel.topic[:200], **self._short(channel)})

    def _short(self, channel: records.Channel) -> dict[str, object]:
        """Its metadata, of as many and as long texts as a log has room for; the others are counted."""
        kept = list(channel.metadata.items())[:_MOST_TEXTS]
        lost = len(channel.metadata) - len(kept) + sum(len(text) > _MOST_CHARACTERS for _, text in kept)
        why = f"texts of its description of more than {_MOST_TEXTS}, or {_MOST_CHARACTERS} characters, that are cut"
        self._findings.losses.add(channel.topic, why, lost)
        return {name[:200]: text[:_MOST_CHARACTERS] for name, text in kept}
