package dev.medley.subscriber;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A checkpoint whose bytes were verified, as a directory that PEFT and vLLM load as it is.
 *
 * @param record what the trainer published
 * @param directory holds adapter_config.json and adapter_model.safetensors; never written again
 */
public record PeftCheckpoint(Checkpoint record, Path directory) {
  public PeftCheckpoint {
    requireNonNull(record, "record is null");
    requireNonNull(directory, "directory is null");
  }

  /**
   * Whether its files are still those that were published; reads all of them.
   *
   * @throws IOException where they can't be read
   */
  public boolean isWhole() throws IOException {
    return hasItsFiles()
        && Sha256.ofFiles(directory, record.getFiles()).equals(record.getAdapterDigest());
  }

  /** Whether files of these names and sizes lie there, and no others; reads none. */
  boolean hasItsFiles() throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    List<AdapterFile> expected =
        record.getFiles().stream().sorted(Comparator.comparing(AdapterFile::getName)).toList();
    List<Path> present = FileTree.list(directory);
    boolean same = present.size() == expected.size();
    for (int i = 0; same && i < expected.size(); i++) {
      Path file = present.get(i);
      same =
          file.getFileName().toString().equals(expected.get(i).getName())
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              && Files.size(file) == expected.get(i).getSize();
    }
    return same;
  }
}
