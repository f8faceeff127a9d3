package dev.sleipnir.kernels.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From no library at all to a driver that fails: each step has its reason. */
class CudaLibrariesTest {
  @TempDir Path empty;

  private static String reason(Path... folders) {
    return String.valueOf(
        assertThrows(CudaException.class, () -> CudaLibraries.loadFrom(List.of(folders)))
            .getMessage());
  }

  @Test
  void noLibrary() {
    String message = reason(empty);
    assertTrue(
        message.startsWith("no libcublas.so.13 or libcublas.so.12 with its libcudart in " + empty),
        message);
    assertTrue(message.contains(CudaFiles.VARIABLE), message);
  }

  @Test
  void oneLibraryWithoutTheOther() throws IOException {
    Files.createSymbolicLink(
        empty.resolve("libcublas.so.12"), FakeCuda.get().folder().resolve("libfake.so"));
    String message = reason(empty);
    assertTrue(message.contains("libcublas.so.12 was found; libcudart.so.12 was not"), message);
  }

  @Test
  void versionsAreNotMixed() throws IOException {
    Path library = FakeCuda.get().folder().resolve("libfake.so");
    Files.createSymbolicLink(empty.resolve("libcublas.so.12"), library);
    Files.createSymbolicLink(empty.resolve("libcudart.so.13"), library);
    assertTrue(reason(empty).contains("libcudart.so.12 was not"));
    Files.createSymbolicLink(empty.resolve("libcudart.so.12"), library);
    String found = CudaLibraries.loadFrom(List.of(empty)).toString();
    assertEquals(
        empty.resolve("libcublas.so.12") + " and " + empty.resolve("libcudart.so.12"), found);
  }

  @Test
  void theLibrariesMayBeInDifferentFolders(@TempDir Path other) throws IOException {
    Path library = FakeCuda.get().folder().resolve("libfake.so");
    Files.createSymbolicLink(empty.resolve("libcublas.so.13"), library);
    Files.createSymbolicLink(other.resolve("libcudart.so.13"), library);
    assertEquals(2, CudaLibraries.loadFrom(List.of(empty, other)).deviceCount());
    assertEquals(2, CudaLibraries.loadFrom(List.of(other, empty)).deviceCount());
  }

  @Test
  void aFileThatIsNoLibrary() throws IOException {
    Path file = Files.writeString(empty.resolve("libcublas.so.13"), "no library");
    assertTrue(reason(empty).contains(file + " cannot be loaded"), reason(empty));
    Path good = FakeCuda.get().folder();
    assertEquals(2, CudaLibraries.loadFrom(List.of(empty, good)).deviceCount());
  }

  @Test
  void aLibraryWithoutASymbol() {
    Path folder = FakeCuda.compile(List.of("-DWITHOUT_SGEMM"));
    assertEquals(
        folder.resolve("libcublas.so.13") + ": expected the symbol cublasSgemm_v2, got none",
        reason(folder));
  }

  @Test
  void aDriverThatFails() {
    FakeCuda fake = FakeCuda.get();
    fake.fail("cudaGetDeviceCount", 1, 35);
    String message =
        String.valueOf(
            assertThrows(
                    CudaException.class,
                    () -> CublasContext.open(fake.libraries(), 0, ComputeMode.FLOAT32))
                .getMessage());
    assertEquals(
        "cudaGetDeviceCount: cudaErrorInsufficientDriver (35), "
            + "CUDA driver version is insufficient for CUDA runtime version",
        message);
    assertEquals(1, fake.calls("cudaGetLastError"));
  }

  @Test
  void theVariableComesFirst() {
    FakeCuda fake = FakeCuda.get();
    var environment = Map.of(CudaFiles.VARIABLE, fake.folder().toString());
    assertTrue(CudaLibraries.load(environment).toString().startsWith(fake.folder().toString()));
  }
}
