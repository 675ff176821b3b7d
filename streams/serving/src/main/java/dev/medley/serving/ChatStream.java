package dev.medley.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One response as server-sent events (WHATWG HTML, section 9.2), in OpenAI's chunks. The last chunk
 * waits until Kafka has the generation; a client that goes away cancels it.
 */
final class ChatStream {
  /** A client that went away is only found out by writing. */
  private static final long COMMENT_MILLIS = 1_000;

  private final Chat chat;
  private final Turn turn;
  private final OutputStream out;
  private int sent;
  private boolean finished;

  ChatStream(Chat chat, Turn turn, Context context) throws IOException {
    this.chat = chat;
    this.turn = turn;
    HttpServletResponse response = context.res();
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("Cache-Control", "no-cache");
    // Proxies of nginx' kind would else gather the chunks.
    response.setHeader("X-Accel-Buffering", "no");
    // Past Javalin's own stream, which would compress.
    this.out = response.getOutputStream();
  }

  /** Writes until the response has ended, or its reader has gone. */
  void run() {
    try {
      event(Completions.opening(turn));
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
    turn.reply().cancel();
    try {
      chat.finish(turn);
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
        write(": waiting\n\n");
      }
    }
  }

  private void end() throws IOException {
    try {
      finished = true;
      Answer answer = chat.finish(turn);
      if (answer.cancelled()) {
        throw chat.cutShort(turn);
      }
      delta(answer.generation().getResponse());
      event(Completions.closing(turn, answer));
      if (turn.request().includeUsage()) {
        event(Completions.usage(turn, answer));
      }
      write("data: [DONE]\n\n");
    } catch (ApiException e) {
      // The status is out already.
      event(Json.error(e.status(), e.code(), e.field(), e.getMessage()));
    }
  }

  private void delta(String text) throws IOException {
    if (text.length() > sent) {
      event(Completions.delta(turn, text.substring(sent)));
      sent = text.length();
    }
  }

  private void event(ObjectNode chunk) throws IOException {
    write("data: " + chunk + "\n\n");
  }

  private void write(String event) throws IOException {
    out.write(event.getBytes(UTF_8));
    out.flush();
  }
}
