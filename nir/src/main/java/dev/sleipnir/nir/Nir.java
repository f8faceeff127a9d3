package dev.sleipnir.nir;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.Trees;
import dev.sleipnir.nir.hdf5.Hdf5Reader;
import dev.sleipnir.nir.hdf5.Hdf5Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * NIR files: the neuromorphic intermediate representation (Pedersen et al., "Neuromorphic
 * intermediate representation: a unified instruction set for interoperable brain-inspired
 * computing", 2024).
 */
public final class Nir {
  private Nir() {}

  /**
   * Reads a file as it is: what is wrong with the graph is left so.
   *
   * @param file the file
   * @return the graph
   * @throws IOException if it is not HDF5, is damaged, or holds no graph; the message names the
   *     file, the place in it, what was expected and what came
   */
  public static NirFile read(Path file) throws IOException {
    return InputFile.read("NIR", file, () -> Trees.file(Hdf5Reader.read(file)));
  }

  /**
   * Reads a file's bytes as {@link #read(Path)} reads a file.
   *
   * @param bytes the bytes of a file
   * @return the graph
   * @throws IOException if they are not HDF5, are damaged, or hold no graph; the message names the
   *     place in it, what was expected and what came
   */
  public static NirFile read(byte[] bytes) throws IOException {
    return Trees.file(Hdf5Reader.read(bytes));
  }

  /**
   * Writes a graph as it is, so that reading it gives the same: names, types, every array bit for
   * bit with its type and shape, the order of edges.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param graph what
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if a name is empty or has a slash
   */
  public static void write(Path file, NirFile graph) throws IOException {
    byte[] bytes = Hdf5Writer.write(Trees.tree(graph));
    OutputFile.write(file, out -> out.write(bytes));
  }

  /**
   * Makes a network of a file's graph. Time constants are in seconds.
   *
   * @param file the file
   * @param convention how equations become steps
   * @param dt the time step [s]; graphs have none of their own, and do other things at another
   * @return the network
   * @throws NirException if the graph cannot be run; it has all that is wrong
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the time step is not positive
   */
  public static NirNetwork load(Path file, Convention convention, double dt) throws IOException {
    return load(read(file).graph(), convention, dt, NirTime.SECONDS);
  }

  /**
   * Makes a network of a graph, the equations solved exactly over each step.
   *
   * @param file the file
   * @param dt the time step [s]
   * @return the network
   * @throws NirException if the graph cannot be run; it has all that is wrong
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the time step is not positive
   */
  public static NirNetwork load(Path file, double dt) throws IOException {
    return load(file, Convention.EXACT, dt);
  }

  /**
   * Makes a network of a graph.
   *
   * @param graph the graph
   * @param convention how equations become steps
   * @param dt the time step [s]
   * @param unit in what the graph's time constants and delays are
   * @return the network
   * @throws NirException if the graph cannot be run; it has all that is wrong
   * @throws IllegalArgumentException if the time step is not positive
   */
  public static NirNetwork load(NirGraph graph, Convention convention, double dt, NirTime unit)
      throws NirException {
    Require.positive("dt", dt);
    return Loading.of(NirCheck.resolve(graph), convention, dt, unit);
  }

  /**
   * A network as a graph.
   *
   * @param file the graph
   * @param lost what of the network NIR cannot say, a line each; also in the graph's metadata
   */
  public record Saved(NirFile file, List<String> lost) {}

  /**
   * A network as a graph. Its neurons are written so that forward Euler at their own time step,
   * {@link Convention#EULER}, gives the same spikes: currents that jump get a w_in of tau_syn / dt,
   * neurons without a leak an r of 1 / dt. The time step is in the graph's metadata.
   *
   * @param network layers and neurons that NIR has
   * @param inputShape shape of a sample of its input, without time and batch
   * @return the graph, and what it cannot say: refractory times, adaptation, kinds of reset
   * @throws IllegalArgumentException if a part of the network has no counterpart; the message names
   *     it
   */
  public static Saved graph(NetworkModule network, int... inputShape) {
    return Saving.of(network, inputShape);
  }

  /**
   * A loaded network as a graph, as it is now: with its inputs and outputs by their names.
   *
   * @param network the network
   * @return the graph, and what it cannot say
   */
  public static Saved graph(NirNetwork network) {
    return Saving.of(network);
  }

  /**
   * Writes a network as a {@linkplain #graph(NetworkModule, int...) graph}.
   *
   * @param network layers and neurons that NIR has
   * @param file where; replaced if it exists, untouched if writing fails
   * @param inputShape shape of a sample of its input, without time and batch
   * @return what of the network NIR cannot say; none if it is all there
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if a part of the network has no counterpart
   */
  public static List<String> save(NetworkModule network, Path file, int... inputShape)
      throws IOException {
    Saved saved = graph(network, inputShape);
    write(file, saved.file());
    return saved.lost();
  }

  /**
   * Writes a loaded network, as it is now.
   *
   * @param network the network
   * @param file where; replaced if it exists, untouched if writing fails
   * @return what of the network NIR cannot say
   * @throws IOException if it cannot be written; the message names the file
   */
  public static List<String> save(NirNetwork network, Path file) throws IOException {
    Saved saved = graph(network);
    write(file, saved.file());
    return saved.lost();
  }
}
