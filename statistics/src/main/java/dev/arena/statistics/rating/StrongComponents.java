package dev.arena.statistics.rating;

import java.util.Arrays;

/**
 * Strongly connected components of a directed graph, by Tarjan's algorithm ("Depth-First Search and
 * Linear Graph Algorithms", SIAM Journal on Computing 1, 1972) with a stack of its own instead of
 * recursion, so that a long chain of models does not overflow the thread's.
 */
final class StrongComponents {
  private static final int UNSEEN = -1;

  private final int[] adjacencyStart;
  private final int[] adjacency;
  private final int[] component;
  private final int[] discovery;
  private final int[] low;
  private final int[] nextEdge;
  private final int[] open;
  private final int[] path;
  private int openSize;
  private int discovered;
  private int components;

  private StrongComponents(int nodes, int[] edges) {
    adjacencyStart = new int[nodes + 1];
    adjacency = new int[edges.length / 2];
    for (int e = 0; e < edges.length; e += 2) {
      adjacencyStart[edges[e] + 1]++;
    }
    for (int node = 0; node < nodes; node++) {
      adjacencyStart[node + 1] += adjacencyStart[node];
    }
    nextEdge = Arrays.copyOf(adjacencyStart, nodes);
    for (int e = 0; e < edges.length; e += 2) {
      adjacency[nextEdge[edges[e]]++] = edges[e + 1];
    }
    System.arraycopy(adjacencyStart, 0, nextEdge, 0, nodes);
    component = new int[nodes];
    discovery = new int[nodes];
    low = new int[nodes];
    open = new int[nodes];
    path = new int[nodes];
    Arrays.fill(component, UNSEEN);
    Arrays.fill(discovery, UNSEEN);
  }

  /**
   * @param edges from, to, from, to, ...
   * @return a number for each node that the nodes of its component share
   */
  static int[] of(int nodes, int[] edges) {
    StrongComponents search = new StrongComponents(nodes, edges);
    for (int node = 0; node < nodes; node++) {
      if (search.discovery[node] == UNSEEN) {
        search.explore(node);
      }
    }
    return search.component;
  }

  private void explore(int root) {
    int depth = 0;
    path[0] = discover(root);
    while (depth >= 0) {
      int node = path[depth];
      if (nextEdge[node] < adjacencyStart[node + 1]) {
        int target = adjacency[nextEdge[node]++];
        if (discovery[target] == UNSEEN) {
          path[++depth] = discover(target);
        } else if (component[target] == UNSEEN) {
          low[node] = Math.min(low[node], discovery[target]);
        }
      } else {
        if (low[node] == discovery[node]) {
          close(node);
        }
        depth--;
        if (depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[node]);
        }
      }
    }
  }

  private int discover(int node) {
    discovery[node] = discovered;
    low[node] = discovered++;
    open[openSize++] = node;
    return node;
  }

  /** The open nodes down to this one are a component. */
  private void close(int node) {
    int closed;
    do {
      closed = open[--openSize];
      component[closed] = components;
    } while (closed != node);
    components++;
  }
}
