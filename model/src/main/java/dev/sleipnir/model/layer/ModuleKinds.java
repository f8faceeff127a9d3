package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kinds of module that can be read from a file: for each name a factory. Immutable; {@link
 * #with} returns another. No class is ever found by its name in a file.
 */
public final class ModuleKinds {
  private final Map<String, Factory> factories;

  /** Makes modules, or parts that they share, of one kind. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Makes one.
     *
     * @param description what {@link Described#description} said of another
     * @return one alike, with parameters of its own
     * @throws IllegalArgumentException if the values do not fit
     */
    Object make(Description description);
  }

  private ModuleKinds(Map<String, Factory> factories) {
    this.factories = factories;
  }

  /** {@return the layers of this package} */
  public static ModuleKinds layers() {
    Map<String, Factory> layers = new TreeMap<>();
    layers.put("Activation", Activation::of);
    layers.put("AdaptiveAvgPool1d", d -> new AdaptiveAvgPool1d(d.whole("length")));
    layers.put(
        "AdaptiveAvgPool2d", d -> new AdaptiveAvgPool2d(d.whole("height"), d.whole("width")));
    layers.put("AvgPool1d", d -> new AvgPool1d(Window.of(d)));
    layers.put("AvgPool2d", d -> new AvgPool2d(Window.of(d)));
    layers.put("BatchNorm1d", d -> BatchNorm.of(d, BatchNorm1d::new));
    layers.put("BatchNorm2d", d -> BatchNorm.of(d, BatchNorm2d::new));
    layers.put(
        "Branches",
        d ->
            d.flag("concatenates")
                ? Branches.concatenate(modules(d, "branches"))
                : Branches.sum(modules(d, "branches")));
    layers.put(
        "Conv1d",
        d ->
            new Conv1d(
                d.tensor("weight"), d.tensorOrNull("bias"), Window.of(d), d.whole("groups")));
    layers.put(
        "Conv2d",
        d ->
            new Conv2d(
                d.tensor("weight"), d.tensorOrNull("bias"), Window.of(d), d.whole("groups")));
    layers.put(
        "ConvTranspose2d",
        d ->
            new ConvTranspose2d(
                d.tensor("weight"),
                d.tensorOrNull("bias"),
                Window.of(d),
                d.whole("extra"),
                d.whole("groups")));
    layers.put("Dropout", d -> new Dropout((float) d.number("probability")));
    layers.put("Elman", d -> GatedLayer.of(d, Elman::new));
    layers.put("Embedding", d -> new Embedding(d.tensor("weight")));
    layers.put("Flatten", _ -> new Flatten());
    layers.put("Gelu", _ -> new Gelu());
    layers.put("GroupNorm", GroupNorm::of);
    layers.put("Gru", d -> GatedLayer.of(d, Gru::new));
    layers.put("Identity", _ -> new Identity());
    layers.put("LayerNorm", LayerNorm::of);
    layers.put("LConv2d", d -> new LConv2d(d.tensor("weight"), Window.of(d), d.whole("groups")));
    layers.put("LeakyRelu", d -> new LeakyRelu(d.number("slope")));
    layers.put("Linear", d -> new Linear(d.tensor("weight"), d.tensorOrNull("bias")));
    layers.put("Lstm", d -> GatedLayer.of(d, Lstm::new));
    layers.put("MaxPool1d", d -> new MaxPool1d(Window.of(d)));
    layers.put("MaxPool2d", d -> new MaxPool2d(Window.of(d)));
    layers.put("ModuleGraph", ModuleGraph::of);
    layers.put(
        "RecurrentSequential",
        d -> new RecurrentSequential(d.whole("fedBack"), modules(d, "modules")));
    layers.put("Relu", _ -> new Relu());
    layers.put("Residual", ModuleKinds::residual);
    layers.put("Scale", d -> new Scale((float) d.number("factor")));
    layers.put("SequenceDropout", d -> new SequenceDropout((float) d.number("probability")));
    layers.put("SequentialState", SequentialState::of);
    layers.put("Sigmoid", _ -> new Sigmoid());
    layers.put("Silu", _ -> new Silu());
    layers.put("Softmax", _ -> new Softmax());
    layers.put("SpikingSelfAttention", SpikingSelfAttention::of);
    layers.put("Tanh", _ -> new Tanh());
    layers.put("Unflatten", d -> new Unflatten(d.wholes("shape")));
    layers.put("Upsample", d -> new Upsample(d.whole("down"), d.whole("across")));
    return new ModuleKinds(layers);
  }

  private static NetworkModule[] modules(Description d, String name) {
    return d.parts(name, NetworkModule.class).toArray(NetworkModule[]::new);
  }

  private static Residual residual(Description d) {
    NetworkModule[] both = modules(d, "branches");
    if (both.length < 1 || both.length > 2) {
      throw new IllegalArgumentException("Residual: expected 1 or 2 branches, got " + both.length);
    }
    return new Residual(both[0], both.length == 1 ? null : both[1]);
  }

  /**
   * These kinds and one more.
   *
   * @param name what its modules call themselves in {@link Description#kind}
   * @param factory makes them
   * @return the kinds with it
   * @throws IllegalArgumentException if there is one of that name
   */
  public ModuleKinds with(String name, Factory factory) {
    Map<String, Factory> more = new TreeMap<>(factories);
    if (more.putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException(
          "with: expected the name of another kind than " + factories.keySet() + ", got " + name);
    }
    return new ModuleKinds(more);
  }

  /** {@return the names, in alphabetical order} */
  public Set<String> names() {
    return Collections.unmodifiableSet(factories.keySet());
  }

  Factory factory(String name) throws IOException {
    Factory factory = factories.get(name);
    if (factory == null) {
      throw new IOException(
          "expected one of the kinds of module "
              + factories.keySet()
              + ", got '"
              + (name.length() > 60 ? name.substring(0, 60) + "..." : name)
              + "'; one of your own is read with a factory: kinds.with(name, factory)");
    }
    return factory;
  }

  /**
   * Writes a module with all that is inside it.
   *
   * @param out takes the values
   * @param module the module
   * @throws IOException if they cannot be written
   * @throws UnsupportedOperationException if a module does not say of what it is made; the message
   *     names it
   * @throws IllegalArgumentException if a value is not finite
   */
  public static void write(ArchiveWriter out, NetworkModule module) throws IOException {
    new DescriptionWriter(out).write(module, 0);
  }

  /**
   * Reads a module that {@link #write} wrote.
   *
   * @param in gives the values
   * @return the module
   * @throws IOException if there is no such module, or one is of a kind that is not among these
   */
  public NetworkModule read(ArchiveReader in) throws IOException {
    if (new DescriptionReader(in, this).read(0) instanceof NetworkModule module) {
      return module;
    }
    throw new IOException("expected a module, got a part of one");
  }

  @Override
  public String toString() {
    return factories.keySet().toString();
  }
}
