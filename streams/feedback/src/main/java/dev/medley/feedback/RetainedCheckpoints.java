package dev.medley.feedback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Finds what a job that ended, in whatever way, left to go on from. */
final class RetainedCheckpoints {
  private static final String COMPLETE = "_metadata";

  private RetainedCheckpoints() {}

  /**
   * The newest complete checkpoint of any job in the folder, or savepoint of one that was stopped;
   * empty where there is none.
   */
  static Optional<Path> newest(Path folder) {
    try {
      FileSystem files = folder.getFileSystem();
      return list(files, folder)
          .flatMap(job -> Stream.concat(Stream.of(job), list(files, job.getPath())))
          .flatMap(checkpoint -> list(files, checkpoint.getPath()))
          .filter(file -> file.getPath().getName().equals(COMPLETE))
          .max(Comparator.comparing(FileStatus::getModificationTime))
          .map(file -> file.getPath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for checkpoints in " + folder, e);
    }
  }

  private static Stream<FileStatus> list(FileSystem files, Path folder) {
    try {
      if (!files.exists(folder) || !files.getFileStatus(folder).isDir()) {
        return Stream.of();
      }
      return Arrays.stream(files.listStatus(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for checkpoints in " + folder, e);
    }
  }
}
