package dev.sleipnir.model.data;

import java.net.URI;
import java.util.List;

/** The published data sets of images that can be loaded by name. */
public enum ImageDataset {
  /** Handwritten digits, 28 x 28, 10 classes, 60,000 + 10,000. */
  MNIST(
      new DatasetSource(
          "MNIST",
          "mnist",
          List.of(
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
          new DatasetFile(
              "train-images-idx3-ubyte",
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          new DatasetFile(
              "train-labels-idx1-ubyte",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          new DatasetFile(
              "t10k-images-idx3-ubyte",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          new DatasetFile(
              "t10k-labels-idx1-ubyte",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"))),
  /** Pictures of clothes, 28 x 28, 10 classes, 60,000 + 10,000. */
  FASHION_MNIST(
      new DatasetSource(
          "Fashion-MNIST",
          "fashion-mnist",
          List.of(
              URI.create(
                  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/")),
          new DatasetFile(
              "train-images-idx3-ubyte",
              26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
          new DatasetFile(
              "train-labels-idx1-ubyte",
              29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
          new DatasetFile(
              "t10k-images-idx3-ubyte",
              4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
          new DatasetFile(
              "t10k-labels-idx1-ubyte",
              5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")));

  @SuppressWarnings("ImmutableEnumChecker") // a record of strings and unmodifiable lists
  private final DatasetSource source;

  ImageDataset(DatasetSource source) {
    this.source = source;
  }

  /** {@return the name for people, for instance Fashion-MNIST} */
  public String title() {
    return source.title();
  }

  /** {@return name of the folder that holds its files, for instance fashion-mnist} */
  public String folder() {
    return source.folder();
  }

  /** Where its files are, and how to know them. */
  DatasetSource source() {
    return source;
  }
}
