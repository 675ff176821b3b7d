package dev.medley.serving.gateway;

import dev.medley.serving.access.Access;
import dev.medley.serving.access.Caller;
import dev.medley.serving.access.Guard;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import dev.medley.serving.metrics.ServingMetrics;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes before anything of it is kept: method, Host, Origin, and of those that
 * bring a body route, type, declared length, key and rate; then its body is read, within what there
 * is room for. A route's handler finds the whole body, and who asks, in the request's attributes.
 */
final class Door extends Handler.Wrapper {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "OPTIONS");

  private final Map<String, Access> posts;
  private final Guard guard;
  private final InFlight inFlight;
  private final ServingMetrics metrics;

  /**
   * @param posts routes that take a body, by path
   */
  Door(Map<String, Access> posts, Guard guard, InFlight inFlight, ServingMetrics metrics) {
    this.posts = Map.copyOf(posts);
    this.guard = guard;
    this.inFlight = inFlight;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    long begin = System.nanoTime();
    String method = request.getMethod();
    String path = path(request);
    Access access = method.equals("POST") ? posts.get(path) : null;
    InFlight.Ticket ticket = null;
    ApiException refusal = null;
    try {
      checkMethod(method);
      guard.checkSite(
          request.getHeaders().get(HttpHeader.HOST),
          request.getHeaders().get(HttpHeader.ORIGIN),
          method.equals("POST"));
      if (access == null) {
        return super.handle(request, response, callback);
      }
      checkBody(request);
      Caller caller =
          guard.letIn(
              request.getHeaders().get(HttpHeader.AUTHORIZATION),
              Request.getRemoteAddr(request),
              access);
      caller.enter(request::setAttribute);
      ticket = inFlight.enter(caller.share());
      Request.addCompletionListener(request, closing(ticket));
    } catch (ApiException e) {
      refusal = e;
    }
    Outcome outcome = new Outcome(request, response, callback, ticket, path, begin);
    if (refusal != null && request.getHeaders().contains(HttpHeader.EXPECT)) {
      outcome.refused(refusal);
    } else {
      new Body(request, guard.maxBody(), ticket, refusal, outcome).read();
    }
    return true;
  }

  private static Consumer<Throwable> closing(InFlight.Ticket ticket) {
    return failure -> ticket.close();
  }

  /** As Javalin matches it: a slash at its end says nothing. */
  private static String path(Request request) {
    String path = Request.getPathInContext(request);
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static void checkMethod(String method) {
    if (!METHODS.contains(method)) {
      throw ApiException.of(405, "http_405", "Methods here are GET, HEAD, POST and OPTIONS");
    }
  }

  private void checkBody(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.strip().toLowerCase(Locale.ROOT).matches(JsonBody.TYPE)) {
      throw ApiException.of(
          415, "unsupported_media_type", "Send the body as Content-Type: application/json");
    }
    if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      throw ApiException.of(
          415, "unsupported_encoding", "Send the body as it is, without Content-Encoding");
    }
    if (request.getLength() > guard.maxBody()) {
      throw JsonBody.tooLarge(guard.maxBody());
    }
  }

  /** Answers, or hands the request on to its route. */
  private final class Outcome implements Body.Outcome {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final InFlight.Ticket ticket;
    private final String path;
    private final long begin;

    private Outcome(
        Request request,
        Response response,
        Callback callback,
        InFlight.Ticket ticket,
        String path,
        long begin) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.ticket = ticket;
      this.path = path;
      this.begin = begin;
    }

    @Override
    public void whole(byte[] bytes, boolean onHandler) {
      try {
        ticket.begin();
      } catch (ApiException e) {
        refused(e);
        return;
      }
      request.setAttribute(JsonBody.ATTRIBUTE, bytes);
      if (onHandler) {
        handOn();
      } else {
        // The network's own threads are not for work.
        request.getComponents().getExecutor().execute(this::handOn);
      }
    }

    private void handOn() {
      try {
        if (!getHandler().handle(request, response, callback)) {
          Response.writeError(request, response, callback, 404);
        }
      } catch (Throwable e) {
        Response.writeError(request, response, callback, e);
      }
    }

    @Override
    public void refused(ApiException why) {
      metrics.refusedRequest(why.code());
      metrics.httpRequest(
          posts.containsKey(path) ? path : "other",
          METHODS.contains(request.getMethod()) ? request.getMethod() : "other",
          why.status(),
          Duration.ofNanos(System.nanoTime() - begin));
      ApiErrors.answer(why, response, callback);
    }

    @Override
    public void failed(Throwable why) {
      callback.failed(why);
    }
  }
}
