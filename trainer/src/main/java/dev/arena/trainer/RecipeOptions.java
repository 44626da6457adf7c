package dev.arena.trainer;

import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.RecipeTable;
import dev.arena.trainer.recipe.Recipes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options {@code --recipe}, {@code --print-recipe}, and one for each key of a recipe. */
final class RecipeOptions implements IModelTransformer {
  static final String RECIPE = "--recipe";
  private static final String PRINT = "--print-recipe";

  @Override
  public CommandSpec transform(CommandSpec command) {
    Recipe defaults = Recipes.read(Recipes.DEFAULT, Map.of());
    command.addOption(
        OptionSpec.builder(RECIPE)
            .type(String.class)
            .paramLabel("NAME|FILE")
            .defaultValue(Recipes.DEFAULT)
            .description(
                "Recipe that sets all options below: %s, or a file (default: %s)."
                    .formatted(String.join(", ", Recipes.names()), Recipes.DEFAULT))
            .build());
    command.addOption(
        OptionSpec.builder(PRINT)
            .type(boolean.class)
            .help(true)
            .description("Print the recipe that would be used, as a file, and exit.")
            .build());
    int order = 0;
    for (RecipeTable.Group group : RecipeTable.groups()) {
      ArgGroupSpec.Builder options =
          ArgGroupSpec.builder()
              .exclusive(false)
              .validate(false)
              .order(order++)
              .heading("%n" + group.title() + ":%n");
      for (RecipeTable.Key<?> key : group.keys()) {
        options.addArg(option(key, defaults.origin().values().getOrDefault(key.name(), "")));
      }
      command.addArgGroup(options.build());
    }
    return command;
  }

  private static OptionSpec option(RecipeTable.Key<?> key, String standard) {
    return OptionSpec.builder("--" + key.name())
        .type(String.class)
        .paramLabel("X")
        .description(
            "%s Accepts %s (default: %s)."
                .formatted(key.sentence(), key.type().description(), standard)
                .replace("%", "%%"))
        .build();
  }

  /** Whether the command only prints the recipe. */
  static boolean isToBePrinted(ParseResult parsed) {
    return parsed.hasMatchedOption(PRINT);
  }

  /**
   * The recipe that the command line names, with the overrides from the command line applied.
   *
   * @param folder the folder against which a relative path is resolved
   */
  static Recipe recipe(ParseResult parsed, Path folder) {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (RecipeTable.Key<?> key : RecipeTable.keys()) {
      String text = parsed.matchedOptionValue("--" + key.name(), null);
      if (text != null) {
        overrides.put(key.name(), text);
      }
    }
    String named = parsed.matchedOptionValue(RECIPE, Recipes.DEFAULT);
    return Recipes.read(
        Recipes.names().contains(named) ? named : folder.resolve(named).toString(), overrides);
  }
}
