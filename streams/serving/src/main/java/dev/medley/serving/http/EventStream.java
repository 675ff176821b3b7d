package dev.medley.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** A response of server-sent events (WHATWG HTML, section 9.2), each of them sent at once. */
public final class EventStream {
  public static final String TYPE = "text/event-stream;charset=utf-8";

  private final OutputStream out;

  public EventStream(HttpServletResponse response) throws IOException {
    response.setContentType(TYPE);
    // Proxies of nginx' kind would else gather the events.
    response.setHeader("X-Accel-Buffering", "no");
    // Past Javalin's own stream, which would compress.
    this.out = response.getOutputStream();
  }

  public void data(JsonNode event) throws IOException {
    data(event.toString());
  }

  /** Writes an event that is one line. */
  public void data(String event) throws IOException {
    write("data: " + event);
  }

  /** What readers pass over; whether the reader has gone is only found out by writing. */
  public void comment(String text) throws IOException {
    write(": " + text);
  }

  private void write(String event) throws IOException {
    out.write((event + "\n\n").getBytes(UTF_8));
    out.flush();
  }
}
