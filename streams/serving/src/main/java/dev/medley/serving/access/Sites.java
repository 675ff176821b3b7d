package dev.medley.serving.access;

import dev.medley.serving.http.ApiException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By which names a node may be called, and from which web pages. A page elsewhere can make its
 * reader's browser ask, by an address that it may not read (its Origin tells), or by a name of its
 * own that leads here (its Host tells); a key, which browsers don't send by themselves, is proof of
 * neither.
 *
 * @param hosts names in a Host header, in lower case, beside localhost and addresses
 * @param origins of pages elsewhere, as browsers write them
 */
record Sites(Set<String> hosts, Set<String> origins) {
  static final Sites OWN = new Sites(Set.of(), Set.of());

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]");

  static Sites of(List<String> hosts, List<String> origins) {
    return new Sites(lower(hosts), lower(origins));
  }

  private static Set<String> lower(List<String> names) {
    return names.stream()
        .filter(name -> !name.isEmpty())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  void check(String host, String origin, boolean changes, boolean open) {
    if (!mayBeCalled(host, open)) {
      throw ApiException.of(
          421, "foreign_host", "This node is not called so: see --allowed-hosts for its names");
    }
    if (changes && origin != null && !mayAsk(origin.toLowerCase(Locale.ROOT), host)) {
      throw ApiException.of(
          403, "foreign_origin", "Pages of that origin may not ask: see --cors-origins");
    }
  }

  private boolean mayBeCalled(String host, boolean open) {
    if (host == null || (!open && hosts.isEmpty())) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
    return name.equals("localhost") || ADDRESS.matcher(name).matches() || hosts.contains(name);
  }

  private boolean mayAsk(String origin, String host) {
    if (origins.contains(origin)) {
      return true;
    }
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
