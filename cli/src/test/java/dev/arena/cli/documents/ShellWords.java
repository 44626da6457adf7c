package dev.arena.cli.documents;

import java.util.ArrayList;
import java.util.List;

/** The words of one simple command, as a shell splits them: quotes, comments, redirections. */
public final class ShellWords {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;

  private ShellWords() {}

  /** The words up to the end, a comment, a redirection, or the next command. */
  public static List<String> of(String text) {
    ShellWords shell = new ShellWords();
    shell.read(text);
    return shell.words;
  }

  private void read(String text) {
    char quote = 0;
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (quote != 0) {
        if (letter == quote) {
          quote = 0;
        } else {
          word.append(letter);
        }
      } else if (letter == '"' || letter == '\'') {
        quote = letter;
        begun = true;
      } else if (Character.isWhitespace(letter)) {
        end();
      } else if (letter == '#' && !begun) {
        return;
      } else if ("|;&<>)".indexOf(letter) >= 0) {
        if (letter == '>' && word.toString().matches("[0-9]")) {
          return;
        }
        break;
      } else {
        word.append(letter);
        begun = true;
      }
    }
    end();
  }

  private void end() {
    if (begun) {
      words.add(word.toString());
    }
    word.setLength(0);
    begun = false;
  }
}
