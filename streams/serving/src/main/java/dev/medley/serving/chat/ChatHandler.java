package dev.medley.serving.chat;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.access.Caller;
import dev.medley.serving.events.EventLog;
import dev.medley.serving.http.Json;
import dev.medley.serving.http.JsonBody;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;

/** {@code POST /v1/chat/completions}, whole or as server-sent events. */
public final class ChatHandler implements Handler {
  /** Whether Kafka has the generation, so that its edit needs no inline context. */
  public static final String TRACKED = "x-medley-tracked";

  /** Of which the rest of the latency is the gateway's. */
  private static final String BACKEND_MILLIS = "x-medley-backend-ms";

  /** Of which the choice of the arm is a part, and its adapter's way into memory another. */
  private static final String ROUTING_MILLIS = "x-medley-routing-ms";

  private final Chat chat;
  private final EventLog log;

  public ChatHandler(Chat chat, EventLog log) {
    this.chat = requireNonNull(chat, "chat is null");
    this.log = requireNonNull(log, "log is null");
  }

  @Override
  public void handle(Context context) throws IOException {
    Caller caller = Caller.of(context);
    ChatRequest request = ChatRequest.of(JsonBody.read(context)).askedBy(caller.share());
    caller.require(request.task());
    PendingChat turn = chat.start(request);
    context.header(ROUTING_MILLIS, millis(turn.routing().toNanos() / 1e6));
    if (request.stream()) {
      if (!log.available()) {
        context.header(TRACKED, "false");
      }
      new ChatStream(chat, turn, context).run();
      return;
    }
    LoggedResponse answer = chat.finish(turn);
    context.header(TRACKED, String.valueOf(answer.tracked()));
    context.header(BACKEND_MILLIS, millis(answer.backendMillis()));
    Json.answer(context, 200, CompletionJson.whole(turn, answer));
  }

  private static String millis(double millis) {
    return String.valueOf(Math.rint(millis * 1e3) / 1e3);
  }
}
