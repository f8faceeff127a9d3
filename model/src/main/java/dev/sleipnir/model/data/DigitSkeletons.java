package dev.sleipnir.model.data;

import java.util.List;

/**
 * The strokes a pen makes to write each digit, in one to three ways.
 *
 * <p>A digit is a list of strokes, a stroke a list of points "x,y" in a box of 100 x 100, y
 * pointing down, through which a smooth curve runs. A point given twice is a corner.
 */
final class DigitSkeletons {
  private static final List<List<int[][]>> WAYS =
      List.of(
          List.of(
              digit("54,4 30,12 16,48 28,88 52,96 76,84 84,48 72,12 48,4"),
              digit("62,6 38,14 20,52 30,92 56,92 78,58 76,18 56,5")),
          List.of(
              digit("50,3 50,50 50,97"),
              digit("28,26 52,4 52,4 50,50 48,97"),
              digit("30,24 52,4 52,4 51,50 50,96", "26,96 50,96 76,96")),
          List.of(
              digit("20,26 34,7 60,6 76,24 66,48 42,72 18,94 18,94 50,93 84,94"),
              digit("22,22 42,5 68,10 72,36 52,66 28,90 16,88 20,76 38,80 58,92 84,90")),
          List.of(
              digit("20,16 44,4 70,14 70,36 42,47 42,47 74,56 80,78 54,96 18,86"),
              digit("22,7 50,7 78,7 78,7 62,24 44,42 44,42 74,52 80,76 52,96 18,85")),
          List.of(
              digit("30,5 24,32 18,58 18,58 50,60 86,58", "68,28 66,62 64,97"),
              digit("66,4 40,34 14,66 14,66 50,66 88,66", "66,4 66,50 66,97")),
          List.of(
              digit("78,7 54,7 30,8 30,8 27,26 25,45 25,45 52,36 78,52 78,78 52,96 20,87"),
              digit("30,8 26,28 25,46 25,46 54,40 76,56 72,82 48,96 20,88", "30,8 55,7 82,6")),
          List.of(
              digit("68,6 42,22 24,52 24,82 48,96 74,84 74,62 52,50 28,66"),
              digit("58,4 38,36 24,68 34,94 62,94 74,74 60,58 38,64 26,78")),
          List.of(
              digit("16,9 50,9 82,9 82,9 60,48 42,97"),
              digit("16,10 50,9 82,8 82,8 62,48 46,97", "34,50 54,50 76,50"),
              digit("16,26 18,10 18,10 50,10 84,9 84,9 66,44 58,97")),
          List.of(
              digit("74,20 50,4 28,18 38,40 64,56 76,78 52,96 26,80 36,58 62,40 74,20"),
              digit(
                  "50,47 28,38 28,14 50,4 72,14 72,38 50,47",
                  "50,47 76,60 76,86 50,96 24,86 24,60 50,47")),
          List.of(
              digit("74,26 56,5 30,12 26,38 50,48 74,26 74,26 74,60 66,97"),
              digit("72,22 50,4 26,20 32,44 56,46 74,24 74,24 78,60 62,90 30,94")));

  private DigitSkeletons() {}

  /** How many ways there are to write a digit, 1 to 3. */
  static int ways(int digit) {
    return WAYS.get(digit).size();
  }

  /** Strokes as points, [stroke][x0, y0, x1, y1, ...]; not to be changed. */
  static int[][] strokes(int digit, int way) {
    return WAYS.get(digit).get(way);
  }

  private static int[][] digit(String... strokes) {
    int[][] points = new int[strokes.length][];
    for (int s = 0; s < strokes.length; s++) {
      String[] numbers = strokes[s].split("[ ,]", -1);
      points[s] = new int[numbers.length];
      for (int i = 0; i < numbers.length; i++) {
        points[s][i] = Integer.parseInt(numbers[i]);
      }
    }
    return points;
  }
}
