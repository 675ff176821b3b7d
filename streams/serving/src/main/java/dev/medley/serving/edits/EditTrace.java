package dev.medley.serving.edits;

import dev.medley.schemas.TraceParent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/**
 * The span of an edit on its way to Kafka (OpenTelemetry), within the trace that its request names.
 * Without an SDK on the class path, or its agent, the request's own trace is handed on.
 */
final class EditTrace implements AutoCloseable {
  private final Span span;

  private EditTrace(Span span) {
    this.span = span;
  }

  /**
   * @param traceParent the request's header; null where it has none
   */
  static EditTrace start(String traceParent) {
    Span request = Span.wrap(TraceParent.span(traceParent));
    return new EditTrace(
        GlobalOpenTelemetry.getTracer("dev.medley.serving")
            .spanBuilder("edits send")
            .setParent(Context.root().with(request))
            .setSpanKind(SpanKind.PRODUCER)
            .startSpan());
  }

  /** For the record's header; null where there is no trace. */
  String traceParent() {
    return TraceParent.of(span.getSpanContext());
  }

  @Override
  public void close() {
    span.end();
  }
}
