package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of docs/examples: each prints what the comment at its end says, to the last digit,
 * and draws its pictures. They are compiled in one go and run in this JVM; that {@code run} starts
 * such programs is {@link RunTest}'s.
 */
class ExamplesTest {
  private static final Path FOLDER = Path.of("../docs/examples");
  private static final String PRINTS = "// Prints:\n";

  @TempDir private static Path classes;
  private static URLClassLoader loader;

  @TempDir private Path pictures;

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .sorted()
          .toList();
    }
  }

  @BeforeAll
  static void compiles() throws Exception {
    List<String> args = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
    args.addAll(List.of("-cp", Script.classPath()));
    for (String name : names()) {
      args.add(FOLDER.resolve(name + ".java").toString());
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, args.toArray(String[]::new));
    assertEquals(0, status, messages.toString(StandardCharsets.UTF_8));
    loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
  }

  @AfterAll
  static void closes() throws IOException {
    loader.close();
  }

  @ParameterizedTest
  @MethodSource("names")
  void printsAndDrawsWhatItSays(String name) throws Exception {
    String source = Files.readString(FOLDER.resolve(name + ".java"));
    int at = source.indexOf(PRINTS);
    assertTrue(at > 0, name + ": expected a comment that begins with Prints:");
    List<String> expected =
        source
            .substring(at + PRINTS.length())
            .lines()
            .map(line -> line.substring(2).strip())
            .toList();
    assertEquals(expected, printed(name));
    for (String picture : List.of(name + ".png", name + ".gif")) {
      boolean draws = Files.exists(FOLDER.resolve("pictures").resolve(picture));
      assertEquals(draws, Files.exists(pictures.resolve(picture)), picture);
    }
  }

  /** Runs a program as Java's launcher would, in a process that has drawn no random number. */
  private List<String> printed(String name) throws Exception {
    Class<?> program = loader.loadClass(name);
    Constructor<?> constructor = program.getDeclaredConstructor();
    constructor.setAccessible(true);
    Method main =
        Arrays.stream(program.getDeclaredMethods())
            .filter(method -> method.getName().equals("main"))
            .findFirst()
            .orElseThrow();
    main.setAccessible(true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    Seeds.set(Seeds.DEFAULT);
    try {
      Object[] args = {new String[] {pictures.toString()}};
      main.invoke(constructor.newInstance(), main.getParameterCount() == 0 ? new Object[0] : args);
    } finally {
      System.setOut(before);
      Seeds.set(Seeds.DEFAULT);
    }
    return out.toString(StandardCharsets.UTF_8).lines().map(String::strip).toList();
  }

  @Test
  void everyPictureIsSmallAndHasAProgram() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("pictures"))) {
      for (Path picture : files.toList()) {
        String name = String.valueOf(picture.getFileName()).replaceAll("\\.(png|gif)$", "");
        assertTrue(names().contains(name), picture.toString());
        int most = picture.toString().endsWith(".gif") ? 200_000 : 100_000;
        assertTrue(Files.size(picture) < most, picture.toString());
      }
    }
  }
}
