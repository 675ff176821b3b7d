package dev.medley.learner.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A deployment's one secret, of which each purpose has a key of its own: HKDF with SHA-256 (RFC
 * 5869), with the purpose as its info. Two are equal where their fingerprints are.
 */
public final class DeploymentSecret {
  private static final int FEWEST_BYTES = 32;
  private static final String MAC = "HmacSHA256";
  private static final String FINGERPRINT = "medley fingerprint 1";

  private final byte[] extracted;

  /**
   * A secret.
   *
   * @throws IllegalArgumentException where it is too short to be one
   */
  public DeploymentSecret(byte[] secret) {
    if (secret.length < FEWEST_BYTES) {
      throw new IllegalArgumentException(
          "a secret of %d bytes: need at least %d, such as head -c 32 /dev/urandom writes"
              .formatted(secret.length, FEWEST_BYTES));
    }
    extracted = mac(new byte[FEWEST_BYTES], secret);
  }

  /**
   * The bytes of a file.
   *
   * @throws IllegalArgumentException where it can't be read, which may be as it is the secret
   *     itself, that must not reach a log; or where it is too short, naming it
   */
  public static DeploymentSecret read(String file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "--secret (MEDLEY_SECRET) can't be read: it is the path of a file that holds the secret");
    }
    try {
      return new DeploymentSecret(bytes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--secret %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** A keyed hash (HMAC with SHA-256) of a message, for one purpose. */
  public byte[] hash(String purpose, byte[] message) {
    return mac(key(purpose), message);
  }

  /** Sixteen hexadecimal digits that tell secrets apart, and nothing of them. */
  public String fingerprint() {
    return HexFormat.of().formatHex(key(FINGERPRINT), 0, 8);
  }

  private byte[] key(String purpose) {
    byte[] info = purpose.getBytes(UTF_8);
    byte[] block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    return mac(extracted, block);
  }

  private static byte[] mac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + MAC, e);
    }
  }

  /** The fingerprint. */
  @Override
  public String toString() {
    return fingerprint();
  }
}
