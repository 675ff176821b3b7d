package dev.medley.schemas.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Ed25519 keys as PEM text (RFC 7468), as {@code openssl genpkey -algorithm ed25519} writes it. */
final class Pem {
  static final String ALGORITHM = "Ed25519";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int LINE_LENGTH = 64;

  private Pem() {}

  static PrivateKey readPrivate(Path file) {
    try {
      return factory().generatePrivate(new PKCS8EncodedKeySpec(decode(file, PRIVATE)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notAKey(file, PRIVATE);
    }
  }

  static PublicKey readPublic(Path file) {
    try {
      return factory().generatePublic(new X509EncodedKeySpec(decode(file, PUBLIC)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notAKey(file, PUBLIC);
    }
  }

  static byte[] write(PrivateKey key) {
    return encode(PRIVATE, key.getEncoded());
  }

  static byte[] write(PublicKey key) {
    return encode(PUBLIC, key.getEncoded());
  }

  private static KeyFactory factory() throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM);
  }

  private static byte[] decode(Path file, String label) {
    String text;
    try {
      text = Files.readString(file, US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the key file " + file, e);
    }
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw notAKey(file, label);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  private static byte[] encode(String label, byte[] key) {
    String body = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(key);
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(label, body)
        .getBytes(US_ASCII);
  }

  /** Says nothing of the content, which may be a secret. */
  private static IllegalArgumentException notAKey(Path file, String label) {
    return new IllegalArgumentException(
        "%s holds no Ed25519 %s in PEM form: make one with `keys`, or openssl genpkey"
            .formatted(file, label));
  }
}
