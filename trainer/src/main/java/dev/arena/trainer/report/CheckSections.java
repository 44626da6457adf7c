package dev.arena.trainer.report;

import dev.arena.trainer.evaluate.ExchangeCheck;
import dev.arena.trainer.evaluate.VariantFigures;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Line;
import dev.arena.trainer.report.Section.Table;
import java.util.ArrayList;
import java.util.List;

/** What the first rows showed when a bundle scored them again, in another way. */
final class CheckSections {
  private CheckSections() {}

  static Section exchange(ExchangeCheck exchange) {
    return new Section(
        "exchange",
        "Exchanging A and B",
        "The first %s rows were scored a second time with the two answers exchanged."
            .formatted(Numbers.count(exchange.rows())),
        "No row changes its likeliest outcome, and no probability moves by more than 0.00001 (0.001"
            + " in int8): which answer is called A must not matter.",
        List.of(
            Block.of(
                new Table(
                    "After the exchange",
                    List.of("", "found"),
                    List.of(
                        Line.of(
                            "rows whose likeliest outcome changed",
                            "%s (%s)"
                                .formatted(
                                    Numbers.count(exchange.flipped()),
                                    Numbers.share((double) exchange.flipped() / exchange.rows()))),
                        Line.of(
                            "largest difference of a probability",
                            Numbers.small(exchange.maxDifference())),
                        Line.of(
                            "mean of each row's largest difference",
                            Numbers.small(exchange.meanDifference())))))));
  }

  static Section variants(List<VariantFigures> variants) {
    List<Line> lines = new ArrayList<>();
    for (VariantFigures variant : variants) {
      lines.add(
          Line.of(
              variant.precision().text(),
              Numbers.loss(variant.logLoss()),
              variant.differenceToFp32() == null
                  ? ""
                  : Numbers.signed(variant.differenceToFp32().mean()),
              variant.klToFp32() == null ? "" : Numbers.small(variant.klToFp32()),
              Numbers.megabytes(variant.bytes()),
              Numbers.format("%.1f", variant.pairsPerSecond())));
    }
    return new Section(
        "precisions",
        "Precisions side by side",
        "Every encoder of the bundle on the first %s rows, alternately, on this machine's CPU."
            .formatted(Numbers.count(variants.get(0).rows())),
        "A smaller precision costs no log loss (difference within a few thousandths), its mean"
            + " divergence (KL) from fp32 is at most 0.0005, and it is faster here.",
        List.of(
            Block.of(
                new Table(
                    "Precisions",
                    List.of("", "log loss", "difference to fp32", "KL to fp32", "file", "pairs/s"),
                    lines))));
  }
}
