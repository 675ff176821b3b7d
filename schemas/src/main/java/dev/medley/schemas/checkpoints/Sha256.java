package dev.medley.schemas.checkpoints;

import dev.medley.schemas.AdapterFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Digests of adapters, base models and trainers' states: SHA-256, as 64 hex digits in lower case,
 * the one form in which they are compared.
 */
public final class Sha256 {
  /** What is a digest, to be put behind "need". */
  public static final String WANTED = "64 digits of 0-9 and a-f";

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 1 << 16;

  private Sha256() {}

  public static boolean isDigest(String text) {
    return FORM.matcher(text).matches();
  }

  /** A digest to be fed with bytes, and read by {@link #hex}. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java lacks SHA-256, which every Java must have", e);
    }
  }

  /** What a digest was fed with; it is as new then. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String of(byte[] bytes) {
    MessageDigest digest = begin();
    digest.update(bytes);
    return hex(digest);
  }

  /** Of an adapter: its files' bytes, one file after the other. */
  public static String ofFiles(Path directory, List<AdapterFile> files) throws IOException {
    MessageDigest digest = begin();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (AdapterFile file : files) {
      try (InputStream bytes = Files.newInputStream(directory.resolve(file.getName()))) {
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
    }
    return hex(digest);
  }
}
