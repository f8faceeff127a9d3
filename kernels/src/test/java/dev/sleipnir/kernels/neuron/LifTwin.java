package dev.sleipnir.kernels.neuron;

/** Leaky integrate-and-fire neurons as plain loops, one operation after the other. */
final class LifTwin {
  private LifTwin() {}

  static void forward(
      LifConstants k,
      int steps,
      int n,
      float[] x,
      float[] v,
      float[] i,
      float[] z,
      float[] u,
      int from,
      int to) {
    for (int e = from; e < to; e++) {
      for (int t = 0; t < steps; t++) {
        int at = t * n + e;
        float j = i[e] + x[at];
        float distance = k.leak() - v[e];
        float drive = distance + j;
        float before = v[e] + drive * k.membrane();
        u[at] = before;
        if (before > k.threshold()) {
          z[at] = 1f;
          v[e] = k.reset();
        } else {
          z[at] = 0f;
          v[e] = before;
        }
        i[e] = j - j * k.synapse();
      }
    }
  }

  static void backward(
      LifConstants k,
      int steps,
      int n,
      float[] u,
      float[] gradZ,
      float[] gradV,
      float[] gradI,
      float[] gradX,
      int from,
      int to) {
    for (int e = from; e < to; e++) {
      for (int t = steps - 1; t >= 0; t--) {
        int at = t * n + e;
        // v' = reset if z else u, and z also moves v' by reset - u.
        float gz = gradZ[at] + gradV[e] * (k.reset() - u[at]);
        float width = Math.abs(u[at] - k.threshold()) * k.alpha() + 1f;
        float surrogate = 1f / (width * width);
        float through = u[at] > k.threshold() ? 0f : gradV[e];
        float gu = through + gz * surrogate;
        float scaled = gu * k.membrane();
        float gj = (gradI[e] - gradI[e] * k.synapse()) + scaled;
        gradV[e] = gu - scaled;
        gradI[e] = gj;
        gradX[at] = gj;
      }
    }
  }
}
