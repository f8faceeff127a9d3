// Neurons learn digits by spike timing, without labels, and recognise others (Diehl & Cook 2015).
import dev.sleipnir.kernels.parallel.*;
import dev.sleipnir.model.data.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;
import dev.sleipnir.tasks.simulate.*;

/** Shares of test images that are recognised, and of neurons that spiked most for some image. */
record Learned(double recognised, double used, DiehlCook net) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("diehl_cook", args);
  int neurons = 100, images = lab.isFast() ? 1000 : 10_000, tests = lab.isFast() ? 400 : 2000;
  var files = new ImageDatasets();
  boolean isMnist = files.where(ImageDataset.MNIST, Split.TRAIN, null).isPresent();
  var train = (isMnist ? files.load(ImageDataset.MNIST, Split.TRAIN, null) : Strokes.generate(1, images)).first(images);
  var test = (isMnist ? files.load(ImageDataset.MNIST, Split.TEST, null) : Strokes.generate(2, tests)).first(tests);
  lab.note(images + " images of " + (isMnist ? "MNIST" : "built-in digits, not MNIST") + ", each once, for " + neurons + " neurons");
  var parameters = DiehlCook.Parameters.DEFAULT;
  if (lab.isFast()) parameters = parameters.withEta(0.2).withRise(0.2);
  var all = learn(parameters, train, test, neurons);
  lab.checkRange("recognised of " + tests + " others", all.recognised, lab.isFast() ? 0.5 : 0.75, 1);
  lab.checkRange("share of neurons that win images", all.used, 0.8, 1);
  // Without thresholds that rise some neurons win all images.
  var rigid = learn(parameters.withRise(0), train, test, neurons);
  lab.checkRange("recognised with thresholds that stay", rigid.recognised, 0, 0.5);
  lab.checkRange("share of neurons that win images then", rigid.used, 0, 0.3);
  lab.plot(
      ImageGrid.of("What each neuron has learned", "weight", all.net.fields(train.height(), train.width())),
      ImageGrid.of("with thresholds that stay", "weight", rigid.net.fields(train.height(), train.width())));
  System.exit(lab.finish());
}

Learned learn(DiehlCook.Parameters parameters, LabeledImages train, LabeledImages test, int neurons) {
  var net = new DiehlCook(train.pixelsPerImage(), neurons, parameters, 1);
  var image = new float[train.pixelsPerImage()];
  var counts = new int[neurons];
  var won = new boolean[neurons];
  for (int k = 0; k < train.size(); k++) {
    train.copyTo(k, image, 0, 1, 0);
    net.show(image, counts);
    int winner = 0;
    for (int j = 0; j < neurons; j++) winner = counts[j] > counts[winner] ? j : winner;
    won[winner] |= counts[winner] > 0;
  }
  int naming = Math.max(0, train.size() - 2000);
  double recognised = Recognition.of(net, train, naming, test, 1, Parallel.common());
  return new Learned(recognised, IntStream.range(0, neurons).filter(j -> won[j]).count() / (double) neurons, net);
}
