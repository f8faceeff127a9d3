package dev.sleipnir.examples.service;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Bodies: read number by number, under limits, without any tree or class; written likewise. */
final class Json {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2)
                  .maxNumberLength(64)
                  .maxStringLength(64)
                  .maxNameLength(32)
                  .build())
          .build();

  private Json() {}

  /**
   * The numbers of {@code {"input": [...]}}.
   *
   * @param body what came
   * @param size how many are expected
   * @throws Refused if the body is anything else
   */
  static float[] input(byte[] body, int size) throws Refused {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      require(json.nextToken() == JsonToken.PROPERTY_NAME && json.currentName().equals("input"));
      require(json.nextToken() == JsonToken.START_ARRAY);
      float[] input = new float[size];
      int count = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        require(json.currentToken().isNumeric());
        float value = json.getFloatValue();
        if (!Float.isFinite(value)) {
          throw new Refused(400, "expected numbers of single precision, got one beyond");
        }
        if (count < size) {
          input[count] = value;
        }
        count++;
      }
      if (count != size) {
        throw new Refused(400, "expected " + size + " numbers, row-major, got " + count);
      }
      require(json.nextToken() == JsonToken.END_OBJECT);
      require(json.nextToken() == null);
      return input;
    } catch (JacksonException e) {
      throw new Refused(400, "expected {\"input\": [numbers]}, got " + e.getOriginalMessage());
    }
  }

  private static void require(boolean met) throws Refused {
    if (!met) {
      throw new Refused(400, "expected {\"input\": [numbers]}, got other JSON");
    }
  }

  /** An object of texts, whole numbers and arrays of numbers. */
  static byte[] object(Map<String, ?> fields) {
    var bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, ?> field : fields.entrySet()) {
        json.writeName(field.getKey());
        switch (field.getValue()) {
          case Number n when n.doubleValue() == n.longValue() -> json.writeNumber(n.longValue());
          case Number n -> json.writeNumber(n.doubleValue());
          case int[] numbers -> json.writeArray(numbers, 0, numbers.length);
          case float[] numbers -> {
            json.writeStartArray();
            for (float number : numbers) {
              json.writeNumber(number);
            }
            json.writeEndArray();
          }
          default -> json.writeString(String.valueOf(field.getValue()));
        }
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
