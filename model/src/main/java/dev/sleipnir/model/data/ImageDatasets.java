package dev.sleipnir.model.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of published data sets, downloads them where there are none, and loads them.
 *
 * <p>Without a folder given, a data set is looked for in {@code $SLEIPNIR_DATA/<folder>}, then in
 * the user's cache folder ({@code $XDG_CACHE_HOME} or {@code ~/.cache}, on macOS {@code
 * ~/Library/Caches}, on Windows {@code %LOCALAPPDATA%}) under {@code sleipnir/<folder>}, and
 * downloaded into the latter. Files may be unpacked; their content is checked by digest.
 */
public final class ImageDatasets {
  private final DataPlaces places;
  private final Function<ImageDataset, DatasetSource> sources;
  private final Download download;
  private final Download.Progress progress;

  /** Uses this process's environment and tells nobody about the progress of downloads. */
  public ImageDatasets() {
    this((file, done, total) -> {});
  }

  /**
   * Uses this process's environment.
   *
   * @param progress told about downloads
   */
  public ImageDatasets(Download.Progress progress) {
    this(DataPlaces.ofProcess(), ImageDataset::source, new Download(), progress);
  }

  ImageDatasets(
      DataPlaces places,
      Function<ImageDataset, DatasetSource> sources,
      Download download,
      Download.Progress progress) {
    this.places = places;
    this.sources = sources;
    this.download = download;
    this.progress = progress;
  }

  /**
   * Loads one part of a data set, downloading it if need be.
   *
   * @param dataset which data set
   * @param split which part of it
   * @param dataDir the folder with the files, or the folder its folder is in; null to look in the
   *     usual places. If given, nothing is looked for elsewhere or downloaded
   * @return images and labels
   * @throws IOException if the files are not where they were said to be, cannot be downloaded, are
   *     not the published ones, or cannot be read
   */
  public LabeledImages load(ImageDataset dataset, Split split, @Nullable Path dataDir)
      throws IOException {
    var source = sources.apply(dataset);
    var folder = where(dataset, split, dataDir);
    if (folder.isEmpty() && dataDir != null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s (%s): expected the files %s and %s, packed or with .gz taken off, in %s or in %s; found: %s",
              source.title(),
              name(split),
              source.images(split).gzName(),
              source.labels(split).gzName(),
              dataDir.resolve(source.folder()),
              dataDir,
              found(source, split, dataDir)));
    }
    Path at = folder.isPresent() ? folder.get() : downloadFolder(dataset);
    Path images = obtain(source, source.images(split), at);
    Path labels = obtain(source, source.labels(split), at);
    source.images(split).verify(images);
    source.labels(split).verify(labels);
    return IdxFile.labeledImages(source.title() + " (" + name(split) + ")", images, labels);
  }

  /**
   * Where a part of a data set is, without reading or downloading anything.
   *
   * @param dataset which data set
   * @param split which part of it
   * @param dataDir the folder with the files, or the folder its folder is in; null to look in the
   *     usual places
   * @return the folder {@link #load} would read; empty if it would have to download, or would fail
   *     because a folder was given
   */
  public Optional<Path> where(ImageDataset dataset, Split split, @Nullable Path dataDir) {
    var source = sources.apply(dataset);
    return places.of(source.folder(), dataDir).stream()
        .filter(
            folder ->
                source.images(split).in(folder) != null && source.labels(split).in(folder) != null)
        .findFirst();
  }

  /**
   * Where a data set is downloaded to.
   *
   * @param dataset which data set
   * @return a folder, which need not exist yet
   */
  public Path downloadFolder(ImageDataset dataset) {
    return places.cached(sources.apply(dataset).folder());
  }

  private Path obtain(DatasetSource source, DatasetFile file, Path folder) throws IOException {
    Path there = file.in(folder);
    if (there != null) {
      return there;
    }
    Path target = folder.resolve(file.gzName());
    download.fetch(source.addresses(file), target, file.size(), file.sha256(), progress);
    return target;
  }

  private static String found(DatasetSource source, Split split, Path dataDir) {
    var found = new StringBuilder();
    for (Path folder : List.of(dataDir.resolve(source.folder()), dataDir)) {
      for (var file : List.of(source.images(split), source.labels(split))) {
        Path there = file.in(folder);
        if (there != null) {
          found.append(found.isEmpty() ? "" : ", ").append(there);
        }
      }
    }
    return found.isEmpty() ? "none of them" : "only " + found;
  }

  private static String name(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }
}
