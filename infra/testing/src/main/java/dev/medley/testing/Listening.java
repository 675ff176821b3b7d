package dev.medley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where a process of this machine listens, as Linux tells it in proc(5). */
public final class Listening {
  private static final String LISTENS = "0A";

  private Listening() {}

  /**
   * TCP ports that more than this machine may reach.
   *
   * @throws IllegalStateException where the process listens nowhere
   */
  public static Set<Integer> outside(long pid) throws IOException {
    Set<String> sockets = sockets(pid);
    Set<Integer> outside = new TreeSet<>();
    int found = 0;
    for (String line : lines(pid)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields[3].equals(LISTENS) && sockets.contains(fields[9])) {
        found++;
        String[] address = fields[1].split(":", -1);
        if (!isLoopback(address[0])) {
          outside.add(Integer.parseInt(address[1], 16));
        }
      }
    }
    if (found == 0) {
      throw new IllegalStateException("Process %d listens nowhere".formatted(pid));
    }
    return outside;
  }

  /** Words of four bytes, the lowest first: 127.0.0.0/8, the same within IPv6, and ::1. */
  private static boolean isLoopback(String address) {
    return address.matches("(0000000000000000FFFF0000)?[0-9A-F]{6}7F|0{24}01000000");
  }

  private static List<String> lines(long pid) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      List<String> all = Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table));
      lines.addAll(all.subList(1, all.size()));
    }
    return lines;
  }

  /** Inodes of a process's sockets. */
  private static Set<String> sockets(long pid) throws IOException {
    Set<String> sockets = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files.toList()) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:[")) {
            sockets.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    return sockets;
  }
}
