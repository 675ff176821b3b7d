package dev.medley.local.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.local.terminal.UserErrorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The folder that one run at a time owns: writable, with room on its disk. */
public final class DataFolder implements AutoCloseable {
  static final long NEEDED_BYTES = 1L << 30;

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the folder, creating it where it is missing.
   *
   * @throws UserErrorException where it can't be written, is full, or another run has it
   */
  public static DataFolder open(Path path) {
    try {
      Files.createDirectories(path.resolve("logs"));
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new UserErrorException(
            "%s is used by another run: stop it, or choose another --data".formatted(path));
      }
      DataFolder folder = new DataFolder(path, channel);
      folder.requireRoom();
      return folder;
    } catch (IOException e) {
      throw new UserErrorException(
          "Cannot write in %s (%s): choose another --data".formatted(path, e), e);
    }
  }

  /**
   * Refuses a disk that is nearly full.
   *
   * @throws UserErrorException where the disk has less than 1 GiB left
   */
  public void requireRoom() {
    long usable = usableBytes();
    if (usable < NEEDED_BYTES) {
      throw new UserErrorException(
          "The disk of %s has %d MiB left and 1024 MiB are needed: free some, or choose another"
                  .formatted(path, usable >> 20)
              + " --data");
    }
  }

  private long usableBytes() {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      throw new UserErrorException("Cannot ask how much room %s has: %s".formatted(path, e), e);
    }
  }

  /** This run's number on this folder, counted from 1, so that no run draws another's contexts. */
  public long nextRun() {
    Path file = path.resolve("runs");
    try {
      long run = Files.exists(file) ? Long.parseLong(Files.readString(file, UTF_8).strip()) + 1 : 1;
      Path aside = path.resolve("runs.new");
      Files.writeString(aside, run + "\n", UTF_8);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return run;
    } catch (IOException | NumberFormatException e) {
      throw new UserErrorException(
          "Cannot count runs in %s (%s): choose another --data".formatted(file, e), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UserErrorException("Cannot let go of %s: %s".formatted(path, e), e);
    }
  }
}
