package dev.medley.schemas.signing;

import dev.medley.schemas.Checkpoint;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Signs checkpoints with a publisher's Ed25519 key (RFC 8032). */
public final class CheckpointSigner {
  private final PrivateKey key;

  private CheckpointSigner(PrivateKey key) {
    this.key = key;
  }

  /**
   * Reads the key.
   *
   * @param file PKCS #8 in PEM form
   * @throws java.io.UncheckedIOException where the file can't be read
   * @throws IllegalArgumentException where it holds no Ed25519 private key
   */
  public static CheckpointSigner of(Path file) {
    return new CheckpointSigner(Pem.readPrivate(file));
  }

  /** Sets the signature over all other fields. */
  public void sign(Checkpoint checkpoint) {
    try {
      Signature signature = Signature.getInstance(Pem.ALGORITHM);
      signature.initSign(key);
      signature.update(ManifestBytes.of(checkpoint));
      checkpoint.setSignature(ByteBuffer.wrap(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java can't sign with Ed25519", e);
    }
  }
}
