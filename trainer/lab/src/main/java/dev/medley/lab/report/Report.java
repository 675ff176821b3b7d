package dev.medley.lab.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hubspot.jinjava.Jinjava;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder of a report: results.json of the tables, online.json, pictures, and one page of all
 * that is there.
 */
public final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String TABLES_PAGE = "tables-page";
  private static final String ONLINE_PAGE = "online-page";

  private final Path folder;

  public Report(Path folder) {
    this.folder = folder;
  }

  /** Writes what {@code lab tables} measured; its pictures are there already. */
  public void tables(Map<String, Object> results, Map<String, Object> shown) throws IOException {
    JSON.writeValue(folder.resolve("results.json").toFile(), results);
    Map<String, Object> page = new LinkedHashMap<>(results);
    page.putAll(shown);
    Map<String, String> pictures = new LinkedHashMap<>();
    for (String name : List.of("costs", "curves", "arms", "excess")) {
      pictures.put(name, base64(folder.resolve(name + ".png")));
    }
    page.put("pictures", pictures);
    keep(TABLES_PAGE, page);
    page();
  }

  /** Writes what {@code lab online} measured; online.png is there already. */
  public void online(Map<String, Object> results, Map<String, Object> shown) throws IOException {
    JSON.writeValue(folder.resolve("online.json").toFile(), results);
    Map<String, Object> page = new LinkedHashMap<>(shown);
    page.put("picture", base64(folder.resolve("online.png")));
    keep(ONLINE_PAGE, Map.of("online", page));
    page();
  }

  /** What the page shows of one command stays for when the other one is run. */
  private void keep(String name, Map<String, Object> page) throws IOException {
    Files.createDirectories(folder.resolve("page"));
    JSON.writeValue(folder.resolve("page").resolve(name + ".json").toFile(), page);
  }

  private void page() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String name : List.of(TABLES_PAGE, ONLINE_PAGE)) {
      Path file = folder.resolve("page").resolve(name + ".json");
      if (Files.exists(file)) {
        all.putAll(JSON.readValue(file.toFile(), new TypeReference<Map<String, Object>>() {}));
      }
    }
    all.put("environment", environment(all.getOrDefault("settings", "").toString()));
    try (InputStream template = Report.class.getResourceAsStream("report.html")) {
      String html = new Jinjava().render(new String(template.readAllBytes(), UTF_8), all);
      Files.writeString(folder.resolve("index.html"), html);
    }
  }

  private static String environment(String settings) {
    return "%s%nJava %s, %s %s, %d processors"
        .formatted(
            settings,
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
