package dev.medley.serving.chat;

import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.EventStream;
import dev.medley.serving.http.Json;
import io.javalin.http.Context;
import java.io.IOException;

/**
 * One response as server-sent events, in OpenAI's chunks. The last chunk waits until Kafka has the
 * generation; a client that goes away cancels it.
 */
final class ChatStream {
  /** A client that went away is only found out by writing. */
  private static final long COMMENT_MILLIS = 1_000;

  private final Chat chat;
  private final PendingChat turn;
  private final EventStream events;
  private int sent;
  private boolean finished;

  ChatStream(Chat chat, PendingChat turn, Context context) throws IOException {
    this.chat = chat;
    this.turn = turn;
    context.res().setHeader("Cache-Control", "no-cache");
    this.events = new EventStream(context.res());
  }

  /** Writes until the response has ended, or its reader has gone. */
  void run() {
    try {
      events.data(CompletionJson.opening(turn));
      follow();
      end();
    } catch (IOException e) {
      abandon();
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
    }
  }

  /** What there is of it is logged as cancelled. */
  private void abandon() {
    if (finished) {
      return;
    }
    try {
      chat.abandon(turn);
    } catch (ApiException e) {
      // Nobody is left to be told.
    }
  }

  private void follow() throws IOException, InterruptedException {
    while (!turn.reply().result().isDone() && !turn.late()) {
      String text = turn.reply().awaitText(sent, COMMENT_MILLIS);
      if (text.length() > sent) {
        delta(text);
      } else if (!turn.reply().result().isDone()) {
        events.comment("waiting");
      }
    }
  }

  private void end() throws IOException {
    try {
      finished = true;
      LoggedResponse answer = chat.finish(turn);
      delta(answer.generation().getResponse());
      events.data(CompletionJson.closing(turn, answer));
      if (turn.request().includeUsage()) {
        events.data(CompletionJson.usage(turn, answer));
      }
      events.data("[DONE]");
    } catch (ApiException e) {
      // The status is out already.
      events.data(Json.error(e.status(), e.code(), e.field(), e.getMessage()));
    }
  }

  private void delta(String text) throws IOException {
    if (text.length() > sent) {
      events.data(CompletionJson.delta(turn, text.substring(sent)));
      sent = text.length();
    }
  }
}
