package dev.medley.learner;

import dev.medley.schemas.AdapterFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PEFT directory as it travels: its files in a row, and their names and sizes. */
@SuppressWarnings("ArrayRecordComponent")
record AdapterFiles(List<AdapterFile> files, byte[] bytes) {
  private static final List<String> NAMES =
      List.of("adapter_config.json", "adapter_model.safetensors");

  static AdapterFiles of(MemberModel member) throws IOException {
    Path directory = Files.createTempDirectory("medley-adapter");
    try {
      member.writePeft(directory);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      List<AdapterFile> files = new ArrayList<>();
      for (String name : NAMES) {
        byte[] file = Files.readAllBytes(directory.resolve(name));
        bytes.writeBytes(file);
        files.add(new AdapterFile(name, (long) file.length));
      }
      return new AdapterFiles(files, bytes.toByteArray());
    } finally {
      for (String name : NAMES) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.deleteIfExists(directory);
    }
  }
}
