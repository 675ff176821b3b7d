package dev.medley.serving.gateway;

import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Names each request in its answer, whatever that is, by {@code x-request-id}: as its client named
 * it, where that is a name, else by one of its own.
 */
final class RequestIds extends Handler.Wrapper {
  static final String HEADER = "x-request-id";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String named = request.getHeaders().get(HEADER);
    boolean isName = named != null && NAME.matcher(named).matches();
    String id = isName ? named : UUID.randomUUID().toString();
    response.getHeaders().put(HEADER, id);
    return super.handle(request, response, callback);
  }
}
