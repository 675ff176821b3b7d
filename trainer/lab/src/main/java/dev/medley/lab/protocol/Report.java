package dev.medley.lab.protocol;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes what was measured. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final String settings;

  Report(Path folder, String settings) {
    this.folder = folder;
    this.settings = settings;
  }

  void write(Plan plan, Scale scale, List<Table> tables) throws IOException {
    JSON.writeValue(
        folder.resolve("results.json").toFile(), Results.of(plan, scale, tables, settings));
    tables.forEach(table -> System.out.print(TextTable.of(table)));
  }
}
