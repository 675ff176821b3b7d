package dev.medley.schemas.checkpoints;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.names.Lengths;
import dev.medley.schemas.names.MemberName;
import dev.medley.schemas.names.TaskName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a checkpoint's record must say: a trainer publishes no other, and a node fetches no byte of
 * another's adapter. A fault tells the rule, and no name or text of the record.
 */
public final class CheckpointRules {
  private CheckpointRules() {}

  /**
   * The first rule that is broken; empty where all hold.
   *
   * @param key the record's key on `checkpoints`
   */
  public static Optional<String> fault(String key, Checkpoint checkpoint) {
    try {
      check(key, checkpoint);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void check(String key, Checkpoint checkpoint) {
    require(
        new TaskName(checkpoint.getTask()).isLearnt(), "the task takes the base model's own name");
    // Checks itself.
    MemberName member = new MemberName(checkpoint.getMember());
    CheckpointKey own =
        new CheckpointKey(checkpoint.getTask(), member.value(), checkpoint.getVersion());
    require(
        checkpoint.getVersion() >= 1, "version is " + checkpoint.getVersion() + ": need 1 or more");
    require(own.toString().equals(key), "the key is not task/member/version");
    require(
        Sha256.isDigest(checkpoint.getAdapterDigest()),
        "the adapter's digest is none: need " + Sha256.WANTED);
    require(
        Sha256.isDigest(checkpoint.getBaseDigest()),
        "the base's digest is none: need " + Sha256.WANTED);
    checkFiles(checkpoint.getFiles());
    checkChunks(checkpoint);
    checkLengths(checkpoint);
  }

  private static void checkFiles(List<AdapterFile> files) {
    List<String> names = files.stream().map(AdapterFile::getName).sorted().toList();
    require(
        names.equals(AdapterLayout.FILES),
        "its %d files are not %s, once each".formatted(files.size(), AdapterLayout.FILES));
    for (AdapterFile file : files) {
      long max = AdapterLayout.maxBytes(file.getName());
      require(
          file.getSize() >= 1 && file.getSize() <= max,
          "%s has %d bytes: need 1 to %d".formatted(file.getName(), file.getSize(), max));
    }
  }

  private static void checkChunks(Checkpoint checkpoint) {
    long total = AdapterLayout.totalBytes(checkpoint);
    long fewest = (total + Chunks.MAX_BYTES - 1) / Chunks.MAX_BYTES;
    require(
        checkpoint.getChunks() >= fewest && checkpoint.getChunks() <= total,
        "%d chunks can't hold %d bytes, at most %d each"
            .formatted(checkpoint.getChunks(), total, Chunks.MAX_BYTES));
    require(
        checkpoint.getChunkPartition() >= 0 && checkpoint.getChunkOffset() >= 0,
        "its chunks begin at partition %d, offset %d"
            .formatted(checkpoint.getChunkPartition(), checkpoint.getChunkOffset()));
  }

  private static void checkLengths(Checkpoint checkpoint) {
    int topic = checkpoint.getLabelTopic().length();
    require(
        topic <= Lengths.TOPIC,
        "its label topic has %d characters: at most %d are taken".formatted(topic, Lengths.TOPIC));
    Set<String> figures = checkpoint.getHeldOut().keySet();
    require(
        figures.size() <= Lengths.FIGURE
            && figures.stream().allMatch(name -> name.length() <= Lengths.FIGURE),
        "it has %d figures: at most %d of %d characters are taken"
            .formatted(figures.size(), Lengths.FIGURE, Lengths.FIGURE));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
