package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.tasks.plot.Animation;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** An episode as one would see it, in real time. */
final class CartPoleFilm {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 160;
  private static final double PIXELS_A_METRE = 72;

  /** Steps of 20 ms of a frame. */
  private static final int EVERY = 4;

  private static final Color POLE = new Color(0xd5, 0x5e, 0x00);
  private static final Color CART = new Color(0x00, 0x72, 0xb2);
  private static final Color TRACK = new Color(0x77, 0x77, 0x77);

  private CartPoleFilm() {}

  /** Plays an episode with the best action each time. */
  static Animation of(Policy.Actor actor, RandomStream random) {
    CartPole cart = CartPole.near(random.split("film"));
    Animation film = new Animation(WIDTH, HEIGHT, EVERY * CartPole.TAU);
    float[] observation = new float[CartPole.OBSERVED];
    for (int t = 0; !cart.isOver(); t++) {
      if (t % EVERY == 0) {
        film.frame(g -> draw(g, cart.x(), cart.angle()));
      }
      cart.observe(observation, 0);
      float[] scores = actor.scores(observation);
      cart.step(scores[1] > scores[0] ? 1 : 0);
    }
    return film.frame(g -> draw(g, cart.x(), cart.angle()));
  }

  private static void draw(Graphics2D g, double x, double angle) {
    double middle = WIDTH / 2.0 + PIXELS_A_METRE * x;
    double ground = HEIGHT - 30;
    g.setColor(TRACK);
    g.setStroke(new BasicStroke(1));
    double end = PIXELS_A_METRE * CartPole.FARTHEST;
    g.draw(new Line2D.Double(WIDTH / 2.0 - end, ground, WIDTH / 2.0 + end, ground));
    g.setColor(CART);
    g.fill(new Rectangle2D.Double(middle - 22, ground - 20, 44, 20));
    double length = PIXELS_A_METRE * 2 * CartPole.HALF_LENGTH;
    g.setColor(POLE);
    g.setStroke(new BasicStroke(6, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(
        new Line2D.Double(
            middle,
            ground - 20,
            middle + length * Math.sin(angle),
            ground - 20 - length * Math.cos(angle)));
    g.setColor(TRACK);
    g.fill(new Ellipse2D.Double(middle - 3, ground - 23, 6, 6));
  }
}
