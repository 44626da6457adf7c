package dev.arena.statistics.rating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The groups of models that votes compare with each other in both directions: the strongly
 * connected components of the graph with an edge from the loser of a vote to its winner, and edges
 * in both directions for a tie. Within a component the likelihood has a maximum (L. R. Ford Jr.,
 * "Solution of a Ranking Problem from Binary Comparisons", American Mathematical Monthly 64, 1957);
 * between two of them it has none. A model that is a component by itself is not rated.
 *
 * <p>The components with at least two models come by size, the largest first. Their models are
 * numbered one component after the other: a model's <em>parameter</em>.
 */
final class Components {
  private final int[] componentOf;
  private final int[] parameterOf;
  private final int[] modelOf;
  private final int[] start;

  private Components(List<int[]> members, int models) {
    componentOf = new int[models];
    parameterOf = new int[models];
    Arrays.fill(componentOf, -1);
    Arrays.fill(parameterOf, -1);
    start = new int[members.size() + 1];
    for (int c = 0; c < members.size(); c++) {
      start[c + 1] = start[c] + members.get(c).length;
    }
    modelOf = new int[start[members.size()]];
    for (int c = 0; c < members.size(); c++) {
      int parameter = start[c];
      for (int model : members.get(c)) {
        componentOf[model] = c;
        parameterOf[model] = parameter;
        modelOf[parameter++] = model;
      }
    }
  }

  /**
   * Finds the components.
   *
   * @param rowWeights rows with weight 0 have no edge
   */
  static Components of(Battles battles, double[] rowWeights) {
    int models = battles.models().size();
    int[] group = StrongComponents.of(models, edges(battles, rowWeights));
    int[] sizes = new int[models];
    for (int g : group) {
      sizes[g]++;
    }
    List<int[]> members = new ArrayList<>();
    int[][] byGroup = new int[models][];
    int[] filled = new int[models];
    for (int model = 0; model < models; model++) {
      int g = group[model];
      if (sizes[g] > 1) {
        if (byGroup[g] == null) {
          byGroup[g] = new int[sizes[g]];
          members.add(byGroup[g]);
        }
        byGroup[g][filled[g]++] = model;
      }
    }
    // stable: components of one size stay in the order of their first models
    members.sort(Comparator.comparingInt((int[] m) -> m.length).reversed());
    return new Components(members, models);
  }

  /** Edges as loser, winner, loser, winner, ... */
  private static int[] edges(Battles battles, double[] rowWeights) {
    int[] edges = new int[4 * battles.pairs()];
    int size = 0;
    for (int pair = 0; pair < battles.pairs(); pair++) {
      boolean firstWins = false;
      boolean secondWins = false;
      for (int row = battles.start(pair); row < battles.start(pair + 1); row++) {
        if (rowWeights[row] > 0) {
          firstWins |= battles.result(row) != Battles.SECOND_WINS;
          secondWins |= battles.result(row) != Battles.FIRST_WINS;
        }
      }
      if (firstWins) {
        edges[size++] = battles.second(pair);
        edges[size++] = battles.first(pair);
      }
      if (secondWins) {
        edges[size++] = battles.first(pair);
        edges[size++] = battles.second(pair);
      }
    }
    return Arrays.copyOf(edges, size);
  }

  /** The number of components with at least two models. */
  int count() {
    return start.length - 1;
  }

  /** The number of models that are rated. */
  int parameters() {
    return modelOf.length;
  }

  /** The first parameter of a component; the last is before the first of the next component. */
  int start(int component) {
    return start[component];
  }

  int size(int component) {
    return start[component + 1] - start[component];
  }

  boolean isRated(int model) {
    return parameterOf[model] >= 0;
  }

  /** -1 for a model that is not rated. */
  int parameterOf(int model) {
    return parameterOf[model];
  }

  int modelOf(int parameter) {
    return modelOf[parameter];
  }

  int componentOfParameter(int parameter) {
    return componentOf[modelOf[parameter]];
  }

  /** Whether votes between two models count. */
  boolean connects(int model, int otherModel) {
    return componentOf[model] >= 0 && componentOf[model] == componentOf[otherModel];
  }

  boolean sameAs(Components other) {
    return Arrays.equals(componentOf, other.componentOf);
  }

  /** Shifts the ratings of each component so that their sum is zero. */
  void centre(double[] parameters) {
    for (int c = 0; c < count(); c++) {
      double sum = 0;
      for (int p = start[c]; p < start[c + 1]; p++) {
        sum += parameters[p];
      }
      double mean = sum / size(c);
      for (int p = start[c]; p < start[c + 1]; p++) {
        parameters[p] -= mean;
      }
    }
  }
}
