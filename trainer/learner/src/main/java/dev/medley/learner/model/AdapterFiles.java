package dev.medley.learner.model;

import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.checkpoints.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A PEFT directory as it travels: its files in a row, and their names and sizes.
 *
 * @param digest SHA-256 of the bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdapterFiles(List<AdapterFile> files, byte[] bytes, String digest) {
  public AdapterFiles(List<AdapterFile> files, byte[] bytes) {
    this(files, bytes, Sha256.of(bytes));
  }

  public static AdapterFiles of(MemberModel member) {
    try (PeftFolder folder = new PeftFolder()) {
      member.writePeft(folder.path);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      List<AdapterFile> files = new ArrayList<>();
      for (String name : AdapterLayout.FILES) {
        byte[] file = Files.readAllBytes(folder.path.resolve(name));
        bytes.writeBytes(file);
        files.add(new AdapterFile(name, (long) file.length));
      }
      return new AdapterFiles(files, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the adapter to a temporary folder", e);
    }
  }

  /** Into how many records it is cut. */
  public int chunks() {
    return Chunks.cut(bytes).size();
  }

  /** The adapter over its base; names of files that PEFT does not know are passed over. */
  public LoraAdapter read(LanguageModel model) {
    try (PeftFolder folder = new PeftFolder()) {
      int from = 0;
      for (AdapterFile file : files) {
        int to = from + Math.toIntExact(file.getSize());
        if (AdapterLayout.FILES.contains(file.getName())) {
          Files.write(folder.path.resolve(file.getName()), Arrays.copyOfRange(bytes, from, to));
        }
        from = to;
      }
      return model.readAdapter(folder.path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the adapter to a temporary folder", e);
    }
  }

  /** A temporary one. */
  private static final class PeftFolder implements AutoCloseable {
    private final Path path;

    PeftFolder() throws IOException {
      path = Files.createTempDirectory("medley-adapter");
    }

    @Override
    public void close() throws IOException {
      for (String name : AdapterLayout.FILES) {
        Files.deleteIfExists(path.resolve(name));
      }
      Files.deleteIfExists(path);
    }
  }
}
