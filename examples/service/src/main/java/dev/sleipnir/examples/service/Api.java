package dev.sleipnir.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is asked, by path and method. Nothing of a request becomes a path or a class. */
final class Api implements HttpHandler {
  private static final System.Logger LOG = System.getLogger("dev.sleipnir.service");
  private static final Pattern SESSION = Pattern.compile("/v1/sessions/([0-9a-f]{32})(/step)?");

  private final ModelFile models;
  private final Batcher batcher;
  private final ClientSessions sessions;
  private final Settings settings;
  private final Figures figures;
  private final Semaphore room;

  private volatile boolean ending;

  Api(
      ModelFile models,
      Batcher batcher,
      ClientSessions sessions,
      Settings settings,
      Figures figures) {
    this.models = models;
    this.batcher = batcher;
    this.sessions = sessions;
    this.settings = settings;
    this.figures = figures;
    room = new Semaphore(settings.requests());
  }

  /** An answer, and where it came from. */
  private record Answer(String route, int status, String type, byte[] body) {
    static Answer json(String route, int status, Map<String, ?> fields) {
      return new Answer(route, status, "application/json", Json.object(fields));
    }

    static Answer text(String route, int status, String text) {
      return new Answer(
          route,
          status,
          "text/plain; version=0.0.4; charset=utf-8",
          text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long began = System.nanoTime();
    Answer answer;
    String route = route(exchange.getRequestURI().getPath());
    try (exchange) {
      try {
        answer = answer(route, exchange);
      } catch (Refused e) {
        answer = Answer.json(route, e.status(), Map.of("error", e.getMessage()));
      } catch (IOException e) {
        throw e; // the client is gone
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer = Answer.json(route, 503, Map.of("error", "the service ends"));
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.log(Level.ERROR, "a request failed: " + route, e);
        answer = Answer.json(route, 500, Map.of("error", "an error of the service's"));
      }
      send(exchange, answer);
      figures.request(route, answer.status, System.nanoTime() - began);
    }
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    if (answer.status == 503) {
      headers.set("Retry-After", "1");
    }
    if (ending || answer.status == 413) {
      headers.set("Connection", "close");
    }
    if (answer.body.length == 0) {
      exchange.sendResponseHeaders(answer.status, -1);
      return;
    }
    headers.set("Content-Type", answer.type);
    exchange.sendResponseHeaders(answer.status, answer.body.length);
    exchange.getResponseBody().write(answer.body);
  }

  /** The route of a path: one of a fixed set. */
  private static String route(String path) {
    return switch (path) {
      case "/health", "/ready", "/metrics", "/v1/model", "/v1/classify", "/v1/sessions" -> path;
      case null -> "other";
      default -> {
        Matcher session = SESSION.matcher(path);
        yield !session.matches()
            ? "other"
            : session.group(2) == null ? "/v1/sessions/{id}" : "/v1/sessions/{id}/step";
      }
    };
  }

  private Answer answer(String route, HttpExchange exchange)
      throws IOException, Refused, InterruptedException {
    switch (route) {
      case "/health" -> {
        require(exchange, "GET");
        return Answer.text(route, 200, "ok\n");
      }
      case "/ready" -> {
        require(exchange, "GET");
        return ending ? Answer.text(route, 503, "ending\n") : Answer.text(route, 200, "ready\n");
      }
      case "/metrics" -> {
        require(exchange, "GET");
        return Answer.text(route, 200, figures.text());
      }
      case "other" -> throw new Refused(404, "expected one of the paths of this service");
      default -> {
        if (ending) {
          throw new Refused(503, "the service ends");
        }
        if (!room.tryAcquire()) {
          throw new Refused(503, "expected at most " + settings.requests() + " requests at a time");
        }
        try {
          return worked(route, exchange);
        } finally {
          room.release();
        }
      }
    }
  }

  private Answer worked(String route, HttpExchange exchange)
      throws IOException, Refused, InterruptedException {
    switch (route) {
      case "/v1/model" -> {
        require(exchange, "GET");
        return Answer.json(route, 200, fields(models.current()));
      }
      case "/v1/classify" -> {
        require(exchange, "POST");
        float[] input = Json.input(body(exchange), models.current().inputs());
        Batcher.Answer said = batcher.classify(input);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", largest(finite(said.scores())));
        fields.put("scores", said.scores());
        fields.put("model", said.version());
        return Answer.json(route, 200, fields);
      }
      case "/v1/sessions" -> {
        require(exchange, "POST");
        body(exchange);
        ServedModel model = models.current();
        Map<String, Object> fields = new LinkedHashMap<>();
        String id = sessions.open();
        fields.put("session", id);
        fields.putAll(fields(model));
        exchange.getResponseHeaders().set("Location", "/v1/sessions/" + id);
        return Answer.json(route, 201, fields);
      }
      case "/v1/sessions/{id}" -> {
        require(exchange, "DELETE");
        sessions.end(session(exchange));
        return new Answer(route, 204, "", new byte[0]);
      }
      default -> {
        require(exchange, "POST");
        byte[] body = body(exchange);
        String id = session(exchange);
        ClientSessions.Stepped step = sessions.step(id, model -> Json.input(body, model.inputs()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output", finite(step.output()));
        fields.put("step", step.step());
        fields.put("model", step.version());
        return Answer.json(route, 200, fields);
      }
    }
  }

  private Map<String, Object> fields(ServedModel model) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model.version());
    fields.put("input", model.inputShape());
    fields.put("output", model.outputShape());
    fields.put("steps", settings.steps());
    return fields;
  }

  private static void require(HttpExchange exchange, String method) throws Refused {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new Refused(405, "expected " + method);
    }
  }

  private byte[] body(HttpExchange exchange) throws IOException, Refused {
    byte[] body = exchange.getRequestBody().readNBytes(settings.body() + 1);
    if (body.length > settings.body()) {
      throw new Refused(413, "expected at most " + settings.body() + " bytes, got more");
    }
    return body;
  }

  private static String session(HttpExchange exchange) {
    Matcher path = SESSION.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      throw new IllegalStateException("expected a path that was matched before");
    }
    return path.group(1);
  }

  private static float[] finite(float[] output) throws Refused {
    for (float value : output) {
      if (!Float.isFinite(value)) {
        throw new Refused(422, "expected an input the network has a finite answer to");
      }
    }
    return output;
  }

  private static int largest(float[] scores) {
    int best = 0;
    for (int o = 1; o < scores.length; o++) {
      best = scores[o] > scores[best] ? o : best;
    }
    return best;
  }

  /** Takes nothing more; waits for what is under way. */
  void end() throws InterruptedException {
    ending = true;
    if (room.tryAcquire(
        settings.requests(),
        settings.drain().toNanos(),
        java.util.concurrent.TimeUnit.NANOSECONDS)) {
      room.release(settings.requests());
    }
  }
}
