package dev.medley.feedback.job;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;

/** Finds what a job that ended, in whatever way, left to go on from. */
public final class RetainedCheckpoints {
  private static final String COMPLETE = "_metadata";

  private RetainedCheckpoints() {}

  /**
   * The newest complete checkpoint of any job in the folder, or savepoint of one that was stopped;
   * empty where there is none.
   */
  public static Optional<Path> newest(Path folder) {
    try {
      FileSystem files = folder.getFileSystem();
      return list(files, folder)
          .flatMap(job -> Stream.concat(Stream.of(job), list(files, job.getPath())))
          .filter(FileStatus::isDir)
          .flatMap(checkpoint -> metadata(files, checkpoint.getPath()))
          .max(Comparator.comparing(FileStatus::getModificationTime))
          .map(file -> file.getPath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for checkpoints in " + folder, e);
    }
  }

  /** The state of every operator in a checkpoint or savepoint. */
  public static Collection<OperatorState> operators(Path checkpoint) {
    Path file = new Path(checkpoint, COMPLETE);
    try (DataInputStream metadata = new DataInputStream(file.getFileSystem().open(file))) {
      return Checkpoints.loadCheckpointMetadata(
              metadata, RetainedCheckpoints.class.getClassLoader(), checkpoint.toString())
          .getOperatorStates();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the checkpoint " + checkpoint, e);
    }
  }

  /** Empty where this is no complete checkpoint. */
  private static Stream<FileStatus> metadata(FileSystem files, Path checkpoint) {
    try {
      return Stream.of(files.getFileStatus(new Path(checkpoint, COMPLETE)));
    } catch (FileNotFoundException e) {
      return Stream.of();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for a checkpoint in " + checkpoint, e);
    }
  }

  /** Nothing where this is no folder. Flink may still clean up behind the job that ended. */
  private static Stream<FileStatus> list(FileSystem files, Path folder) {
    try {
      FileStatus[] found =
          files.exists(folder) && files.getFileStatus(folder).isDir()
              ? files.listStatus(folder)
              : null;
      return found == null ? Stream.of() : Arrays.stream(found);
    } catch (FileNotFoundException e) {
      // Something in it, or the folder itself, went while it was listed: look again.
      return list(files, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for checkpoints in " + folder, e);
    }
  }
}
