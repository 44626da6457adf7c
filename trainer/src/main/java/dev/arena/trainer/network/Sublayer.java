package dev.arena.trainer.network;

import java.util.List;

/**
 * A part of a transformer layer that ends in a product whose result is added to what the part
 * reads. The inputs of this product come in units that can be removed: heads or neurons.
 */
public enum Sublayer {
  /** Multi-head attention; a unit is a head. */
  ATTENTION(
      List.of("attention.self.query", "attention.self.key", "attention.self.value"),
      "attention.output.dense",
      "torch.cat([x, context, attended], 1)"),
  /** The two products around the activation function; a unit is a neuron. */
  FEED_FORWARD(
      List.of("intermediate.dense"), "output.dense", "torch.cat([between, wide, narrow], 1)");

  private final List<String> incoming;
  private final String outgoing;
  private final String inside;

  Sublayer(List<String> incoming, String outgoing, String inside) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.inside = inside;
  }

  /** The parameters whose rows belong to the inputs of the last product, without their layer. */
  public List<String> incoming() {
    return incoming;
  }

  /** The parameter of the last product, without its layer. */
  public String outgoing() {
    return outgoing;
  }

  /** What a {@link BertEncoder} returns in order to show what this part reads, holds and adds. */
  String inside() {
    return inside;
  }

  /** The number of inputs of the last product. */
  public int inputs(BertSizes sizes) {
    return switch (this) {
      case ATTENTION -> sizes.attention();
      case FEED_FORWARD -> sizes.intermediate();
    };
  }

  /** How many of the inputs belong to one unit. */
  public int unit(BertSizes sizes) {
    return switch (this) {
      case ATTENTION -> sizes.headSize();
      case FEED_FORWARD -> 1;
    };
  }
}
