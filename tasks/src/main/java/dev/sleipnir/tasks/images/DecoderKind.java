package dev.sleipnir.tasks.images;

import dev.sleipnir.model.decode.Decoder;
import java.util.Locale;

/** Which read-out potential over time is a class's score. */
enum DecoderKind {
  LAST,
  MAX,
  MEAN;

  Decoder decoder() {
    return switch (this) {
      case LAST -> Decoder.last();
      case MAX -> Decoder.max();
      case MEAN -> Decoder.mean();
    };
  }

  /** As the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
