package dev.medley.lab.theory.findings;

import java.util.List;
import java.util.Locale;

/** Claims as a table. */
public final class ClaimTable {
  private static final String ROW = "%-12s %-58s %10s %9s   %s %10s  %s%n";

  private ClaimTable() {}

  /** For reading in a terminal. */
  public static String text(List<Claim> claims) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(ROW, "figure", "what", "found", "± s.e.", " ", "theory", ""));
    for (Claim claim : claims) {
      text.append(
          String.format(
              ROW,
              claim.figure(),
              claim.what(),
              number(claim.found().mean()),
              claim.found().error() == 0 ? "" : number(claim.found().error()),
              claim.relation().sign,
              number(claim.reference()),
              claim.holds() ? "" : "CONTRADICTED"));
    }
    return text.toString();
  }

  /** All digits, one header line. */
  public static String csv(List<Claim> claims) {
    StringBuilder csv = new StringBuilder("figure,what,found,error,relation,theory,slack,holds\n");
    for (Claim claim : claims) {
      csv.append(
          "%s,\"%s\",%s,%s,%s,%s,%s,%s\n"
              .formatted(
                  claim.figure(),
                  claim.what(),
                  claim.found().mean(),
                  claim.found().error(),
                  claim.relation().sign,
                  claim.reference(),
                  claim.slack(),
                  claim.holds()));
    }
    return csv.toString();
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size == 0 ? "%.0f" : size < 1e-3 ? "%.2e" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }
}
