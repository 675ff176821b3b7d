package dev.medley.schemas.signing;

import dev.medley.schemas.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The publishers whose checkpoints are taken: a folder of public keys, or one key's file. It is
 * read anew for each checkpoint, so that keys are rotated without a restart: put the new public key
 * beside the old, give the trainer the new private key, then remove the old.
 */
public final class TrustedKeys {
  private static final String SUFFIX = ".pem";

  private final Path path;

  /**
   * Reads the keys once, so that a wrong path shows at start.
   *
   * @param path a PEM file, or a folder whose {@code *.pem} files are public keys
   * @throws UncheckedIOException where it can't be read
   * @throws IllegalArgumentException where a file holds no Ed25519 public key, or no key is there
   */
  public TrustedKeys(Path path) {
    this.path = path;
    if (read().isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no %s file: put the publisher's public key there".formatted(path, SUFFIX));
    }
  }

  /** {@link #TrustedKeys(Path)} of an option's value; empty for none. */
  public static Optional<TrustedKeys> at(String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(new TrustedKeys(Path.of(path)));
  }

  /**
   * Whether one of the keys made the checkpoint's signature.
   *
   * @throws UncheckedIOException where the keys can't be read now
   * @throws IllegalArgumentException where a file holds no public key now
   */
  public boolean verify(Checkpoint checkpoint) {
    byte[] signature = new byte[checkpoint.getSignature().remaining()];
    checkpoint.getSignature().duplicate().get(signature);
    byte[] manifest = ManifestBytes.of(checkpoint);
    return signature.length > 0
        && read().stream().anyMatch(key -> verify(key, manifest, signature));
  }

  private static boolean verify(PublicKey key, byte[] manifest, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(Pem.ALGORITHM);
      verifier.initVerify(key);
      verifier.update(manifest);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Not a signature at all, such as one of the wrong length.
      return false;
    }
  }

  private List<PublicKey> read() {
    if (!Files.isDirectory(path)) {
      return List.of(Pem.readPublic(path));
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .map(Pem::readPublic)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the folder of trusted keys " + path, e);
    }
  }
}
