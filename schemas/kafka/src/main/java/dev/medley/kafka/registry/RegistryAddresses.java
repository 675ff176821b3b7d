package dev.medley.kafka.registry;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A registry's addresses, each without a login, and their logins by host and port. No message
 * quotes an address, as it may hold a password.
 */
record RegistryAddresses(List<String> urls, Map<String, String> logins) {
  /**
   * Reads a list of addresses.
   *
   * @param name of the property that holds them, for messages
   * @throws IllegalArgumentException where one is none
   */
  static RegistryAddresses of(String name, String list) {
    List<String> urls = new ArrayList<>();
    Map<String, String> logins = new HashMap<>();
    for (String text : list.split(",", -1)) {
      if (text.isBlank()) {
        continue;
      }
      URL url = url(name, text.strip());
      String host = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
      if (url.getUserInfo() != null) {
        // A plus is a space in forms alone.
        String login = url.getUserInfo().replace("+", "%2B");
        logins.put(host, URLDecoder.decode(login, StandardCharsets.UTF_8));
      }
      urls.add("%s://%s%s".formatted(url.getProtocol(), host, url.getPath()));
    }
    if (urls.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty: need http(s)://host[:port][/path]");
    }
    return new RegistryAddresses(List.copyOf(urls), Map.copyOf(logins));
  }

  private static URL url(String name, String text) {
    try {
      URL url = URI.create(text).toURL();
      if (Set.of("http", "https").contains(url.getProtocol()) && !url.getHost().isEmpty()) {
        return url;
      }
    } catch (IllegalArgumentException | MalformedURLException e) {
      // Said below: its message quotes the address.
    }
    throw new IllegalArgumentException(
        name + " has an address that is none: need http(s)://host[:port][/path], parted by commas");
  }

  @Override
  public String toString() {
    return String.join(",", urls);
  }
}
