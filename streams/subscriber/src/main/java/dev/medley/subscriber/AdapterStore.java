package dev.medley.subscriber;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The adapters on disk: {@code <directory>/<task>/<member>/<version>/}, each verified and final.
 */
final class AdapterStore {
  static final int KEPT_VERSIONS = 3;

  private final Path directory;
  private final Map<MemberName, Deque<Long>> delivered = new HashMap<>();

  AdapterStore(Path directory) {
    this.directory = directory.toAbsolutePath();
    try {
      Files.createDirectories(this.directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create the adapters' directory %s: is it a folder you may write to?"
              .formatted(directory),
          e);
    }
  }

  /** The adapter, if it lies here whole; what lies here broken is removed. */
  Optional<Path> find(Checkpoint checkpoint) throws IOException {
    Path target = target(checkpoint);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (isWhole(target, checkpoint)) {
      return Optional.of(target);
    }
    FileTree.delete(target);
    return Optional.empty();
  }

  /** Where the chunks of an adapter that isn't here can be written. */
  PartialAdapter begin(Checkpoint checkpoint) throws IOException {
    return new PartialAdapter(checkpoint, target(checkpoint));
  }

  /**
   * Takes note of an adapter in use and removes the member's old ones: the last delivered stay, and
   * after them the newest, together {@value #KEPT_VERSIONS}.
   */
  void delivered(Checkpoint checkpoint) throws IOException {
    MemberName name = MemberName.of(checkpoint);
    Deque<Long> inUse = delivered.computeIfAbsent(name, n -> new ArrayDeque<>());
    inUse.remove(checkpoint.getVersion());
    inUse.addLast(checkpoint.getVersion());
    if (inUse.size() > KEPT_VERSIONS) {
      inUse.removeFirst();
    }
    Set<Long> kept = new HashSet<>(inUse);
    versions(name).stream()
        .filter(version -> !inUse.contains(version))
        .limit(KEPT_VERSIONS - inUse.size())
        .forEach(kept::add);
    for (Path path : FileTree.list(name.under(directory))) {
      Optional<Long> version = version(path);
      boolean old = version.isPresent() && !kept.contains(version.get());
      if (old || path.getFileName().toString().startsWith(PartialAdapter.PREFIX)) {
        FileTree.delete(path);
      }
    }
  }

  /** Newest first. */
  private List<Long> versions(MemberName name) throws IOException {
    return FileTree.list(name.under(directory)).stream()
        .map(AdapterStore::version)
        .flatMap(Optional::stream)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static Optional<Long> version(Path path) {
    String name = path.getFileName().toString();
    return name.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.valueOf(name)) : Optional.empty();
  }

  private Path target(Checkpoint checkpoint) {
    return MemberName.of(checkpoint)
        .under(directory)
        .resolve(String.valueOf(checkpoint.getVersion()));
  }

  private static boolean isWhole(Path target, Checkpoint checkpoint) throws IOException {
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    List<String> expected =
        checkpoint.getFiles().stream().map(AdapterFile::getName).sorted().toList();
    List<Path> present = FileTree.list(target);
    return present.stream().map(path -> path.getFileName().toString()).toList().equals(expected)
        && present.stream().allMatch(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
        && Sha256.ofFiles(target, checkpoint.getFiles()).equals(checkpoint.getAdapterDigest());
  }
}
