package dev.arena.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.documents.GeneratedPage;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.recipe.Regularisation.Frozen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));

  /** For each key, a value that is not its default. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("base", "other"),
          Map.entry("heads", "6"),
          Map.entry("feed-forward", "384"),
          Map.entry("layers", "0,2"),
          Map.entry("pooling", "all"),
          Map.entry("probe", "100"),
          Map.entry("probe-ridge", "10"),
          Map.entry("kind", "cross-encoder"),
          Map.entry("max-tokens", "64"),
          Map.entry("prompt-tokens", "10"),
          Map.entry("cut", "head"),
          Map.entry("epochs", "2"),
          Map.entry("batch", "8"),
          Map.entry("accumulation", "2"),
          Map.entry("learning-rate", "1e-4"),
          Map.entry("scoring-vector-rate", "3.5"),
          Map.entry("warm-up", "0"),
          Map.entry("schedule", "constant"),
          Map.entry("optimiser", "adam"),
          Map.entry("weight-decay", ".1"),
          Map.entry("clip", "0"),
          Map.entry("dropout", "0.1"),
          Map.entry("attention-dropout", "0.1"),
          Map.entry("label-smoothing", "0.1"),
          Map.entry("frozen", "layers:2"),
          Map.entry("average", "0.99"),
          Map.entry("learn-from", "all"),
          Map.entry("held-out", "10"),
          Map.entry("evaluations", "1"),
          Map.entry("patience", "0"),
          Map.entry("keep", "last"),
          Map.entry("vote-share", "0.5"),
          Map.entry("teacher-weight", "1,0.5"),
          Map.entry("recalibrate", "false"),
          Map.entry("inference-batch", "4"),
          Map.entry("seed", "8"),
          Map.entry("limit", "100"));

  @TempDir Path folder;

  @Test
  void everyKeyReachesTheRecord() {
    assertThat(RecipeTable.keys())
        .extracting(RecipeTable.Key::name)
        .containsExactlyInAnyOrderElementsOf(OTHERS.keySet());
    Set<List<Object>> seen = new HashSet<>(Set.of(values(Recipes.read("default", Map.of()))));
    OTHERS.forEach(
        (key, text) ->
            assertThat(seen.add(values(Recipes.read("default", Map.of(key, text)))))
                .as(key)
                .isTrue());
  }

  private static List<Object> values(Recipe recipe) {
    return List.of(
        recipe.base(),
        recipe.layers(),
        recipe.pruning(),
        recipe.encoding(),
        recipe.pooling(),
        recipe.optimisation(),
        recipe.regularisation(),
        recipe.selection(),
        recipe.distillation(),
        recipe.inferenceBatch(),
        recipe.seed(),
        String.valueOf(recipe.limit()));
  }

  @Test
  void theDefaultRecipeSetsEveryKeyUnderItsSentence() throws IOException {
    assertThat(shipped(Recipes.DEFAULT))
        .as("update it: ./arena train --print-recipe")
        .isEqualTo(Recipes.read("default", Map.of()).text());
  }

  @Test
  @Tag("docs")
  void thePageMatchesTheTable() throws IOException {
    new GeneratedPage("docs/reference/recipes.md").assertIs(page());
  }

  private static String page() throws IOException {
    Map<String, String> defaults = Recipes.read(Recipes.DEFAULT, Map.of()).origin().values();
    StringBuilder page =
        new StringBuilder(
            """
            # Recipes

            A recipe is a file of lines `key = value` that says how `./arena train` trains. Three come with the program:
            `default`, `quick` and `notebook`; `--recipe NAME` or `--recipe FILE` selects one. A key that a recipe does
            not set keeps its value from the `default` recipe, and every key is also an option: `--batch 8` overrides any
            file. `./arena train --print-recipe` prints the recipe that would be used, as a file to edit. This page is
            generated from the table in the code; a test compares the two.
            """);
    for (RecipeTable.Group group : RecipeTable.groups()) {
      page.append("\n## %s\n\n".formatted(group.title()));
      page.append("| key | default | accepts | meaning |\n|---|---|---|---|\n");
      for (RecipeTable.Key<?> key : group.keys()) {
        page.append(
            "| `%s` | `%s` | %s | %s |\n"
                .formatted(
                    key.name(),
                    defaults.get(key.name()),
                    key.type().description(),
                    key.sentence()));
      }
    }
    for (String name : Recipes.names()) {
      if (!name.equals(Recipes.DEFAULT)) {
        page.append("\n## Recipe `%s`\n\n```properties\n%s```\n".formatted(name, shipped(name)));
      }
    }
    return page.toString();
  }

  private static String shipped(String name) throws IOException {
    return Files.readString(
        ROOT.resolve("trainer/src/main/resources/recipes/" + name + ".properties"));
  }

  @Test
  void everyShippedRecipeExplainsItself() throws IOException {
    for (String name : Recipes.names()) {
      assertThat(Recipes.read(name, Map.of()).origin().overridden()).isEmpty();
      for (String block : shipped(name).strip().split("\n\n", -1)) {
        assertThat(block).as(name).startsWith("# ");
      }
    }
  }

  @Test
  void theNotebookRecipeHasTheUsualSettings() {
    Recipe recipe = Recipes.read("notebook", Map.of("base", "bert-base-cased"));
    assertThat(recipe.encoding().kind()).isEqualTo(EncodingSpec.Kind.CROSS_ENCODER);
    assertThat(recipe.encoding().maxTokens()).isEqualTo(512);
    assertThat(recipe.optimisation())
        .isEqualTo(
            new Optimisation(
                new Optimisation.Probe(0, 3),
                10,
                64,
                1,
                4e-5,
                3,
                0,
                Optimisation.Schedule.CONSTANT,
                Optimisation.Optimiser.ADAM,
                0,
                0));
    assertThat(recipe.regularisation()).isEqualTo(new Regularisation(0.1, 0.1, 0, Frozen.NONE, 0));
    assertThat(recipe.inferenceBatch()).isEqualTo(16);
    assertThat(recipe.selection().keep()).isEqualTo(Selection.Keep.LAST);
  }

  @Test
  void aPrintedRecipeIsReadBackUnchanged() throws IOException {
    Recipe recipe = Recipes.read("notebook", OTHERS);
    Path file = Files.writeString(folder.resolve("mine.properties"), recipe.text());
    Recipe read = Recipes.read(file.toString(), Map.of());
    assertThat(read.origin().values()).isEqualTo(recipe.origin().values());
    assertThat(read.origin().sha256()).isEqualTo(Sha256.of(file));
    assertThat(read.text()).isEqualTo(recipe.text());
  }

  @Test
  void theCommandLineOverridesTheFileAndTheFileTheDefault() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "batch=4\nepochs = 3\n");
    Recipe recipe = Recipes.read(file.toString(), Map.of("epochs", "2"));
    assertThat(recipe.optimisation().batch()).isEqualTo(4);
    assertThat(recipe.optimisation().epochs()).isEqualTo(2);
    assertThat(recipe.seed()).isEqualTo(7);
    assertThat(recipe.toMap())
        .containsEntry("recipe", file.toString())
        .containsEntry("recipe_sha256", Sha256.of(file))
        .containsEntry("overridden", List.of("epochs"))
        .containsEntry("learning_rate", 3e-5)
        .containsEntry("batch", 4)
        .containsEntry("limit", "none");
  }

  @Test
  void allMistakesAreReportedAtOnceWithTheirLines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad"),
            "# mine\nlearning-rte = 1\nbatch = 0\n\nepochs\nseed = 1\nseed = 2\ncut = tail\n");
    assertThatThrownBy(() -> Recipes.read(file.toString(), Map.of("dropout", "NaN")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            """
            F:2: unknown key learning-rte: did you mean learning-rate? (all keys: ./arena train --print-recipe)
            F:3: batch is "0"; expected a whole number from 1 to 65536
            F:5: "epochs" has no =; expected key = value, or a comment after #
            F:7: seed is already set on line 6; expected it once
            F:8: cut is "tail"; expected head, or head-tail:S, where S from 0 to 1 is the share that comes from the beginning
            --dropout is "NaN"; expected a number from 0 to 0.9\
            """
                .replace("F:", file + ":"));
  }

  @Test
  void aLineThatLooksRightIsExplained() throws IOException {
    Path file = Files.writeString(folder.resolve("bad"), "\uFEFF# mine\n= 5\nbatch = 8 # few\n");
    assertThatThrownBy(() -> Recipes.read(file.toString(), Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            """
            F:2: "= 5" has no key before =; expected key = value, or a comment after #
            F:3: batch is "8 # few"; expected a whole number from 1 to 65536 (a comment needs its own line)\
            """
                .replace("F:", file + ":"));
  }

  @Test
  void aMisspeltNameIsRefusedAndTheNearestIsSuggested() {
    assertThatThrownBy(() -> Recipes.read("qiuck", Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--recipe qiuck is neither a recipe nor a file")
        .hasMessageEndingWith("Did you mean quick?");
    assertThatThrownBy(() -> Recipes.read("there/is.none", Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected one of default, quick, notebook, or a file");
  }

  @Test
  void aPromptThatLeavesNoRoomIsRefused() {
    assertThatThrownBy(() -> Recipes.read("default", Map.of("prompt-tokens", "254")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("prompt-tokens is 254; expected at most 253: max-tokens is 256");
  }

  @Test
  void wordsAndSharesAreRead() {
    Recipe recipe = Recipes.read("default", Map.of("cut", "head-tail:0.25", "layers", "5, 1"));
    assertThat(recipe.encoding().cut()).isEqualTo(EncodingSpec.Cut.headTail(0.25));
    assertThat(recipe.layers()).containsExactly(5, 1);
    assertThat(recipe.encoding().promptTokens()).isEqualTo(64);
    assertThat(Recipes.read("default", Map.of("frozen", "layers:3")).regularisation().frozen())
        .isEqualTo(new Frozen(true, 3));
    for (String frozen : List.of("layers:0", "layers:", "layers:x", "all")) {
      assertThatThrownBy(() -> Recipes.read("default", Map.of("frozen", frozen)))
          .as(frozen)
          .isInstanceOf(UsageException.class);
    }
  }
}
