package dev.sleipnir.model.data;

import java.net.URI;
import java.util.List;

/**
 * Where a data set of images comes from.
 *
 * @param title for people
 * @param folder name of the folder that holds its files
 * @param mirrors addresses of folders that hold the files, ending with a slash, best first
 */
record DatasetSource(
    String title,
    String folder,
    List<URI> mirrors,
    DatasetFile trainImages,
    DatasetFile trainLabels,
    DatasetFile testImages,
    DatasetFile testLabels) {

  DatasetFile images(Split split) {
    return split == Split.TRAIN ? trainImages : testImages;
  }

  DatasetFile labels(Split split) {
    return split == Split.TRAIN ? trainLabels : testLabels;
  }

  List<URI> addresses(DatasetFile file) {
    return mirrors.stream().map(mirror -> mirror.resolve(file.gzName())).toList();
  }
}
