package dev.sleipnir.examples.service;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Requests that are wrong in one of many ways, or that nearly are right. */
final class Malformed {
  private static final String[] PATHS = {
    "/v1/classify",
    "/v1/classify",
    "/v1/classify",
    "/v1/sessions/0123456789abcdef0123456789abcdef/step",
    "/v1/sessions/../../etc/passwd",
    "/v1/model",
    "/%00",
    "/v1/sessions/java.lang.Runtime"
  };
  private static final String[] METHODS = {"POST", "POST", "POST", "GET", "PUT", "DELETE", "BREW"};
  private static final String[] NUMBERS = {
    "NaN",
    "1e999",
    "-1e39",
    "1" + "0".repeat(100),
    "\"1\"",
    "null",
    "true",
    "[1]",
    "{}",
    "0x1",
    "01",
    "1.",
    "--1",
    "\\u0031",
    "1e-9999999999"
  };
  private static final String DEEP = "[".repeat(5000);
  private static final byte[] LONG = new byte[300_000];

  private Malformed() {}

  static byte[] request(Random random, int inputs) {
    String path = PATHS[random.nextInt(PATHS.length)];
    String method = METHODS[random.nextInt(METHODS.length)];
    return switch (random.nextInt(8)) {
      case 0 -> Wire.request(method, path, bytes(random));
      case 1 -> Wire.request("POST", path, text("{\"input\":" + DEEP));
      case 2 -> Wire.request("POST", path, text(array(random, random.nextInt(2 * inputs))));
      case 3 -> Wire.request("POST", path, mutated(random, text(array(random, inputs))));
      case 4 ->
          random.nextInt(50) > 0
              ? Wire.request("POST", path, text("{\"input\":[1],\"input\":[1]}"))
              : Wire.request("POST", path, LONG);
      case 5 -> Wire.request("POST", path, text("{\"" + "x".repeat(random.nextInt(100)) + "\":1}"));
      case 6 -> chunked(path, text(array(random, 1 + random.nextInt(3))));
      default ->
          Wire.request(
              "POST",
              path,
              text("{\"input\":[" + NUMBERS[random.nextInt(NUMBERS.length)] + ",0]}"));
    };
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String array(Random random, int numbers) {
    StringBuilder text = new StringBuilder("{\"input\":[");
    for (int i = 0; i < numbers; i++) {
      text.append(i == 0 ? "" : ",").append(random.nextInt(2));
    }
    return text.append("]}").toString();
  }

  private static byte[] mutated(Random random, byte[] body) {
    for (int m = 1 + random.nextInt(3); m > 0; m--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return body;
  }

  private static byte[] chunked(String path, byte[] body) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(
        text(
            "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"));
    all.writeBytes(text(Integer.toHexString(body.length) + "\r\n"));
    all.writeBytes(body);
    all.writeBytes(text("\r\n0\r\n\r\n"));
    return all.toByteArray();
  }
}
