package dev.sleipnir.model.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What error messages say. */
final class Messages {
  private Messages() {}

  static void assertMentions(Throwable e, String... words) {
    String message = String.valueOf(e.getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), word + " in: " + message);
    }
  }
}
