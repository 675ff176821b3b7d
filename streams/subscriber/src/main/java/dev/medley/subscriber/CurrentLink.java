package dev.medley.subscriber;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The link {@code current} beside a member's versions; readers see the old or the new one. */
final class CurrentLink {
  static final String NAME = "current";

  private CurrentLink() {}

  /** Points the link to a version's directory. */
  static void swap(Path version) {
    Path link = version.resolveSibling(NAME);
    Path aside = version.resolveSibling("." + NAME);
    try {
      Files.deleteIfExists(aside);
      // Relative, so that the whole directory can be moved or mounted elsewhere.
      Files.createSymbolicLink(aside, version.getFileName());
      Files.move(aside, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot point %s to %s".formatted(link, version), e);
    }
  }
}
