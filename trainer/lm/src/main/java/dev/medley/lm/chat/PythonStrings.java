package dev.medley.lm.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/** Python's methods of strings, which chat templates call and Java's strings lack. */
final class PythonStrings extends ELResolver {
  @Override
  public Object invoke(
      ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
    if (!(base instanceof String text)) {
      return null;
    }
    String first = arguments.length > 0 ? String.valueOf(arguments[0]) : null;
    Object result =
        switch (method + "/" + arguments.length) {
          case "startswith/1" -> text.startsWith(first);
          case "endswith/1" -> text.endsWith(first);
          case "strip/0", "strip/1" -> rstrip(lstrip(text, first), first);
          case "lstrip/0", "lstrip/1" -> lstrip(text, first);
          case "rstrip/0", "rstrip/1" -> rstrip(text, first);
          case "split/1" -> split(text, first);
          case "replace/2" -> text.replace(first, String.valueOf(arguments[1]));
          case "upper/0" -> text.toUpperCase(Locale.ROOT);
          case "lower/0" -> text.toLowerCase(Locale.ROOT);
          default ->
              throw new IllegalArgumentException(
                  "Strings have no method %s with %d arguments here"
                      .formatted(method, arguments.length));
        };
    context.setPropertyResolved(true);
    return result;
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, from)) {
      parts.add(text.substring(from, i));
      from = i + separator.length();
    }
    parts.add(text.substring(from));
    return Collections.unmodifiableList(parts);
  }

  private static String lstrip(String text, String characters) {
    int i = 0;
    while (i < text.length() && goes(text.charAt(i), characters)) {
      i++;
    }
    return text.substring(i);
  }

  private static String rstrip(String text, String characters) {
    int i = text.length();
    while (i > 0 && goes(text.charAt(i - 1), characters)) {
      i--;
    }
    return text.substring(0, i);
  }

  /** Python's whitespace, where no characters are named. */
  private static boolean goes(char c, String characters) {
    return characters == null
        ? Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85
        : characters.indexOf(c) >= 0;
  }

  /** Jinja's {@code trim}, which is Python's {@code strip}. */
  static final class Trim implements Filter {
    @Override
    public String getName() {
      return "trim";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
      String characters = arguments.length > 0 ? arguments[0] : null;
      return value == null ? "" : rstrip(lstrip(value.toString(), characters), characters);
    }
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {}

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return null;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return null;
  }
}
