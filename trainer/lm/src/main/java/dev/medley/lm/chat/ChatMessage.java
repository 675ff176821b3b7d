package dev.medley.lm.chat;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.jinja.values.Text;

/**
 * One message of a chat: a role ({@code system}, {@code user}, {@code assistant}) and its text,
 * which has no lone surrogates: serving and training see the same.
 */
public record ChatMessage(String role, String content) {
  public ChatMessage {
    requireNonNull(role, "role is null");
    content = Text.wellFormed(requireNonNull(content, "content is null"));
  }
}
