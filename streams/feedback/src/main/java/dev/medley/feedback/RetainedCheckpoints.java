package dev.medley.feedback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what a job that ended, in whatever way, left to go on from. */
final class RetainedCheckpoints {
  private static final String COMPLETE = "_metadata";

  private RetainedCheckpoints() {}

  /** The newest complete checkpoint of any job in the folder; empty where there is none. */
  static Optional<Path> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files
          .filter(file -> file.getFileName().toString().equals(COMPLETE))
          .max(Comparator.comparing(RetainedCheckpoints::modified))
          .map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for checkpoints in " + folder, e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the age of " + file, e);
    }
  }
}
