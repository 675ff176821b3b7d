package dev.medley.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The trace that a record or a request belongs to, as its header {@code traceparent} says (W3C
 * Trace Context, level 1, section 3.2). Vendors' {@code tracestate} is free text and not handed on.
 */
public final class TraceParent {
  public static final String HEADER = "traceparent";

  private static final int LENGTH = 55;
  private static final Pattern VALID =
      Pattern.compile("00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})");

  private TraceParent() {}

  /** A record's; null where it has none, or what it has is none: nothing else is handed on. */
  public static String of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length != LENGTH) {
      return null;
    }
    String value = new String(header.value(), US_ASCII);
    return VALID.matcher(value).matches() ? value : null;
  }

  /** A span's; null for one that nobody records. */
  public static String of(SpanContext span) {
    return span.isValid()
        ? "00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
        : null;
  }

  /** The span that it names; an invalid one where it is null or names none. */
  public static SpanContext span(String traceParent) {
    Matcher found = VALID.matcher(traceParent == null ? "" : traceParent);
    return found.matches()
        ? SpanContext.createFromRemoteParent(
            found.group(1),
            found.group(2),
            TraceFlags.fromHex(found.group(3), 0),
            TraceState.getDefault())
        : SpanContext.getInvalid();
  }

  /** Adds one, unless it is null. */
  public static void add(Headers headers, String traceParent) {
    if (traceParent != null) {
      headers.add(HEADER, traceParent.getBytes(US_ASCII));
    }
  }
}
