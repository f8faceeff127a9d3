package dev.sleipnir.examples.service;

import dev.sleipnir.model.session.Session;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Streaming sessions of clients: bounded in number, ended when unused. Each goes on with the model
 * it began with.
 */
final class ClientSessions implements AutoCloseable {
  private final ModelFile models;
  private final Settings settings;
  private final Figures figures;
  private final SecureRandom random = new SecureRandom();
  private final Thread sweeper;

  /** The least recently used first. */
  private final Map<String, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

  private int opening;

  /** A session and who holds it. */
  private static final class Client {
    private final ReentrantLock lock = new ReentrantLock();
    private final ServedModel model;
    private final Session session;
    private long steps;
    private volatile long used = System.nanoTime();

    Client(ServedModel model) {
      this.model = model;
      session = model.newSession();
    }
  }

  /**
   * A step's output.
   *
   * @param output what the network said
   * @param step its number, from 1
   * @param version of the model
   */
  record Stepped(float[] output, long step, long version) {}

  /** Reads the input of a step, once it is known which model takes it. */
  @FunctionalInterface
  interface Input {
    float[] of(ServedModel model) throws Refused;
  }

  ClientSessions(ModelFile models, Settings settings, Figures figures) {
    this.models = models;
    this.settings = settings;
    this.figures = figures;
    sweeper = Thread.ofPlatform().daemon().name("idle-sessions").start(this::sweep);
  }

  private void sweep() {
    try {
      while (true) {
        Thread.sleep(Math.clamp(settings.idle().toMillis() / 10, 10, 1000));
        synchronized (clients) {
          endIdle();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int count() {
    synchronized (clients) {
      return clients.size();
    }
  }

  /**
   * A new session.
   *
   * @return its name, which nobody can guess
   * @throws Refused if there are as many as may be, all of them in use
   */
  String open() throws Refused {
    synchronized (clients) {
      endIdle();
      if (clients.size() + opening >= settings.sessions() && !endOldest()) {
        throw new Refused(503, "expected at most " + settings.sessions() + " sessions in use");
      }
      opening++;
    }
    try {
      Client client = new Client(models.current()); // takes a while, and memory
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      String id = HexFormat.of().formatHex(bytes);
      synchronized (clients) {
        clients.put(id, client);
      }
      return id;
    } finally {
      synchronized (clients) {
        opening--;
      }
    }
  }

  /**
   * A step of a session.
   *
   * @throws Refused if there is no such session, it is in the middle of a step, or the input does
   *     not fit
   */
  Stepped step(String id, Input input) throws Refused {
    Client client;
    synchronized (clients) {
      client = clients.get(id);
    }
    if (client == null) {
      throw new Refused(404, "expected a session, got one that never was or has ended");
    }
    if (!client.lock.tryLock()) {
      throw new Refused(409, "expected one step at a time, got a second one");
    }
    try {
      float[] output = client.session.step(input.of(client.model)).clone();
      client.steps++;
      return new Stepped(output, client.steps, client.model.version());
    } finally {
      client.used = System.nanoTime();
      client.lock.unlock();
    }
  }

  /**
   * Ends a session.
   *
   * @throws Refused if there is none
   */
  void end(String id) throws Refused {
    synchronized (clients) {
      if (clients.remove(id) == null) {
        throw new Refused(404, "expected a session, got one that never was or has ended");
      }
    }
  }

  private void endIdle() {
    while (endOldest(settings.idle().toNanos())) {}
  }

  private boolean endOldest() {
    return endOldest(settings.spare().toNanos());
  }

  private boolean endOldest(long unused) {
    Iterator<Client> oldest = clients.values().iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    Client client = oldest.next();
    if (client.lock.isLocked() || System.nanoTime() - client.used < unused) {
      return false;
    }
    oldest.remove();
    figures.evicted();
    return true;
  }

  @Override
  public void close() {
    sweeper.interrupt();
  }
}
