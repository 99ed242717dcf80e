"""Signs checkpoints: with the key of the epoch, used once and dropped, and with the key of the device.

It must not know files or records. Form and keys: sealed-log.md section 7.4.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.chain.keys import public_bytes, verifies
from app.chain.note import epoch_key_name, note_text, signature_line, slot
from app.record.failure import AuditError, StepError
from app.record.keys import KeyMaker, Signer, signed_by


class CheckpointSigner:
    """The keys of one segment, epoch after epoch. Used by one thread."""

    def __init__(self, device: Signer, *, origin: str, make_key: KeyMaker, device_every: int) -> None:
        self._device = device
        self._origin = origin
        self._make_key = make_key
        self._device_every = device_every
        self.epoch = 0
        self._key: Ed25519PrivateKey | None = make_key()
        self._next: Ed25519PrivateKey | None = None

    @property
    def public_key(self) -> bytes:
        """Public key of the present epoch."""
        assert self._key is not None
        return public_bytes(self._key)

    def make_next(self) -> bytes:
        """Make the key of the next epoch; returns its public half, for EPOCH."""
        self._next = self._make_key()
        return public_bytes(self._next)

    def sign(self, size: int, root: bytes, *, last: bool) -> bytes:
        """The slot of the present epoch's checkpoint; `last`: it ends with END, where the device must sign.

        Raises:
            StepError: the device key could not be reached, or a signature does not verify.
        """
        assert self._key is not None
        signed = note_text(origin=self._origin, size=size, root=root)
        signature = self._key.sign(signed)
        if not verifies(self.public_key, signature, signed):
            raise AuditError("the signature of the epoch key does not verify")
        name = epoch_key_name(self._origin, self.epoch)
        lines = [signature_line(name=name, public_key=self.public_key, signature=signature)]
        if last or self.epoch % self._device_every == 0:
            device = self._device
            try:
                signature = signed_by(device, signed)
            except OSError as error:
                raise StepError("device_key", "sign_failed", error) from error
            lines.append(signature_line(name=device.name, public_key=device.public_key, signature=signature))
        return slot(signed, lines)

    def advance(self) -> None:
        """Drop the key of the present epoch: its checkpoint is durable. After END there is no next one."""
        self._key, self._next = self._next, None
        self.epoch += 1

    def drop(self) -> None:
        """Drop every key: the segment is over."""
        self._key = self._next = None
