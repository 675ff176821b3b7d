package dev.medley.learner.telemetry;

import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.TraceParent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One member's spans (OpenTelemetry): a micro-batch has many edits behind it and a checkpoint many
 * micro-batches, so each links to what went into it and is a trace of its own. Without an SDK on
 * the class path, or its agent, they cost nothing and go nowhere.
 */
public final class LearningTrace {
  /** What the SDK keeps of a span's links by default. */
  private static final int MOST_LINKS = 128;

  private static final String MEMBER = "medley.member";
  private final Tracer tracer = GlobalOpenTelemetry.getTracer("dev.medley.learner");
  private final String member;
  private final List<SpanContext> edits = new ArrayList<>();
  private final Deque<SpanContext> steps = new ArrayDeque<>();

  public LearningTrace(MemberId member) {
    this.member = member.key();
  }

  /** A label was taken for the next micro-batch; null where its edit has no trace. */
  public void taken(String traceParent) {
    if (traceParent != null && edits.size() < MOST_LINKS) {
      edits.add(TraceParent.span(traceParent));
    }
  }

  /** Runs a step on all that was taken. */
  public void step(Runnable work) {
    SpanBuilder builder = builder("learn", SpanKind.CONSUMER);
    edits.forEach(builder::addLink);
    edits.clear();
    Span span = builder.startSpan();
    try {
      work.run();
    } finally {
      span.end();
    }
    if (span.getSpanContext().isValid()) {
      steps.addLast(span.getSpanContext());
      if (steps.size() > MOST_LINKS) {
        steps.removeFirst();
      }
    }
  }

  /** The span of a checkpoint that reflects all steps; to be ended when it is committed. */
  public Span publish(long version) {
    SpanBuilder builder =
        builder("publish", SpanKind.PRODUCER).setAttribute("medley.version", version);
    steps.forEach(builder::addLink);
    steps.clear();
    return builder.startSpan();
  }

  private SpanBuilder builder(String name, SpanKind kind) {
    return tracer.spanBuilder(name).setNoParent().setSpanKind(kind).setAttribute(MEMBER, member);
  }
}
