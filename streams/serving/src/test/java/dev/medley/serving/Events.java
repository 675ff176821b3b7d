package dev.medley.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/** Reads server-sent events, one after the other. */
public final class Events implements AutoCloseable {
  private static final String DATA = "data: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedReader lines;

  public Events(InputStream in) {
    this.lines = new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  /** All up to {@code [DONE]}, which must come. */
  public static List<JsonNode> read(InputStream in) throws IOException {
    try (Events events = new Events(in)) {
      List<JsonNode> all = new ArrayList<>();
      String data = events.next();
      while (data != null && !data.equals("[DONE]")) {
        all.add(JSON.readTree(data));
        data = events.next();
      }
      if (data == null) {
        throw new IOException("The stream ended without [DONE] after " + all);
      }
      return all;
    }
  }

  /** The next event's data; null at the end. */
  public String next() throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(DATA)) {
      line = lines.readLine();
    }
    return line == null ? null : line.substring(DATA.length());
  }

  /** The content of all deltas together. */
  public static String text(List<JsonNode> chunks) {
    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
