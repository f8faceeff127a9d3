package dev.sleipnir.model.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs, instead of the console. */
final class LogLines extends Handler implements AutoCloseable {
  final List<String> lines = new ArrayList<>();
  private final Logger logger;

  LogLines(Class<?> from) {
    logger = Logger.getLogger(from.getName());
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(new SimpleFormatter().formatMessage(line));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
