package dev.sleipnir.nir;

import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.Trees;
import dev.sleipnir.nir.hdf5.Hdf5Reader;
import dev.sleipnir.nir.hdf5.Hdf5Writer;
import java.io.IOException;
import java.nio.file.Path;

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
}
