package dev.sleipnir.tasks.images;

import dev.sleipnir.model.data.Download;

/** Says on standard error which file is being downloaded, once for each. */
final class DownloadProgress implements Download.Progress {
  private final boolean quiet;
  private String current = "";

  DownloadProgress(boolean quiet) {
    this.quiet = quiet;
  }

  @Override
  public void update(String file, long done, long total) {
    if (!quiet && !file.equals(current)) {
      current = file;
      System.err.println("sleipnir: downloading " + file + " (" + total / 1024 + " KiB)");
    }
  }
}
