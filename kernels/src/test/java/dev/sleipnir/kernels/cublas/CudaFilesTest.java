package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaFilesTest {
  @TempDir Path folder;

  @Test
  void findsByNameInTheFolderNamedAndItsLib64() throws Exception {
    Path lib64 = Files.createDirectory(folder.resolve("lib64"));
    Path blas = Files.createFile(lib64.resolve("libcublas.so.12"));
    Files.createFile(folder.resolve("libcublas.so.11"));
    var folders = CudaFiles.folders(Map.of("SLEIPNIR_CUDA_PATH", folder.toString()));

    assertEquals(List.of(folder, lib64, folder.resolve("lib")), folders.subList(0, 3));
    assertEquals(List.of(blas), CudaFiles.find(folders.subList(0, 3)));
  }

  @Test
  void theVariableMayNameSeveralFolders() {
    var folders = CudaFiles.folders(Map.of("SLEIPNIR_CUDA_PATH", "/a" + File.pathSeparator + "/b"));
    assertEquals(Path.of("/a"), folders.get(0));
    assertEquals(Path.of("/b"), folders.get(3));
  }

  @Test
  void searchesTheLibraryPath() {
    var folders = CudaFiles.folders(Map.of("LD_LIBRARY_PATH", "/a" + File.pathSeparator + "/b"));
    assertEquals(List.of(Path.of("/a"), Path.of("/b")), folders.subList(0, 2));
  }

  @Test
  void listsAFileOnceHoweverManyLinksLeadToIt() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path library = Files.createFile(first.resolve("libcudart.so.13"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), first);
    assertEquals(List.of(library), CudaFiles.find(List.of(first, second)));
  }
}
