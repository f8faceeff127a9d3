package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/** A format of words, or records, of one length. */
abstract class WordDecoder extends Decoder {
  private final int length;

  WordDecoder(ByteInput in, Faults faults, int length) {
    super(in, faults);
    this.length = length;
  }

  /**
   * Decodes whole words that lie in the buffer until they or the batch end; goes on behind what it
   * has read, at least one word.
   */
  abstract void words(Events out) throws IOException;

  /** Whether events of a word that was read are still to come. */
  boolean isPending() {
    return false;
  }

  /** Whether there is no more, whatever follows in the file. */
  boolean isComplete() {
    return false;
  }

  @Override
  final boolean decode(Events out) throws IOException {
    int before = out.size();
    while (out.size() == before) {
      if (isComplete()) {
        return false;
      }
      if (!isPending() && !in.fill(length)) {
        int rest = in.available();
        if (rest > 0) {
          long offset = in.offset();
          in.skip(rest);
          faults.at(offset, "expected " + length + " bytes, got the end of the file after " + rest);
        }
        return false;
      }
      words(out);
    }
    return true;
  }

  /** One past the last byte of the whole words in the buffer. */
  final int wordsEnd() {
    return in.end() - in.available() % length;
  }
}
