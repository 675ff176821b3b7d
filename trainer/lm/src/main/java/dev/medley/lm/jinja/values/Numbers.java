package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Python's arithmetic of whole numbers of 64 bits and of floating point. */
public final class Numbers {
  private Numbers() {}

  public static long whole(Object value) {
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    } else if (value instanceof Long n) {
      return n;
    } else if (value instanceof Double d) {
      return d.longValue();
    }
    throw RenderException.of("%s is no whole number", Values.kind(value));
  }

  public static double real(Object value) {
    return value instanceof Double d ? d : (double) whole(value);
  }

  public static int compare(Object a, Object b) {
    if (a instanceof Double || b instanceof Double) {
      double x = real(a);
      double y = real(b);
      return x < y ? -1 : x == y ? 0 : 1;
    }
    return Long.compare(whole(a), whole(b));
  }

  /** {@code + - * / // % **} of two numbers. */
  public static Object apply(String operator, Object a, Object b) {
    if (operator.equals("/")) {
      return divided(real(a), real(b));
    }
    if (a instanceof Double || b instanceof Double) {
      return real(operator, real(a), real(b));
    }
    try {
      return whole(operator, whole(a), whole(b));
    } catch (ArithmeticException e) {
      throw RenderException.of("a number passes 64 bits");
    }
  }

  private static double divided(double a, double b) {
    if (b == 0) {
      throw RenderException.of("division by zero");
    }
    return a / b;
  }

  private static Object whole(String operator, long a, long b) {
    if (b == 0 && (operator.equals("//") || operator.equals("%"))) {
      throw RenderException.of("division by zero");
    }
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> b == -1 ? Math.negateExact(a) : Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      default -> b < 0 ? (Object) Math.pow((double) a, (double) b) : power(a, b);
    };
  }

  private static long power(long base, long exponent) {
    long result = 1;
    for (long i = 0; i < exponent && (i < 64 || Math.abs(base) > 1); i++) {
      result = Math.multiplyExact(result, base);
    }
    return base == -1 && exponent >= 64 ? (exponent % 2 == 0 ? 1 : -1) : result;
  }

  private static double real(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "//" -> Math.floor(divided(a, b));
      case "%" -> modulo(a, b);
      default -> power(a, b);
    };
  }

  private static double power(double a, double b) {
    double power = Math.pow(a, b);
    if (!Double.isFinite(power) && Double.isFinite(a) && Double.isFinite(b)) {
      throw RenderException.of("a power can't be computed");
    }
    return power;
  }

  private static double modulo(double a, double b) {
    divided(a, b);
    double rest = a % b;
    return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
  }

  public static Object negated(Object value) {
    return value instanceof Double d ? (Object) (-d) : apply("-", 0L, value);
  }

  /** {@code round(value, digits)} of a whole number. */
  public static long round(long value, int digits) {
    return digits >= 0
        ? value
        : BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN).longValueExact();
  }

  /** {@code round(value, digits)}: half to even, of the number as it is stored. */
  public static double round(double value, int digits, String method) {
    if (!method.equals("common")) {
      double scale = Math.pow(10, digits);
      return (method.equals("ceil") ? Math.ceil(value * scale) : Math.floor(value * scale)) / scale;
    }
    // Beyond these, more digits make no difference to any number.
    int bounded = Math.max(-400, Math.min(digits, 1100));
    return new BigDecimal(value).setScale(bounded, RoundingMode.HALF_EVEN).doubleValue();
  }
}
