package dev.arena.trainer.run;

import dev.arena.cli.Terminal;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.check.DataCheck;
import dev.arena.trainer.check.DataChecks;
import dev.arena.trainer.teacher.Teachers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The votes of a run, read, checked and encoded.
 *
 * @param files with votes to learn from
 * @param validation votes to report on, if a file was named
 * @param check figures and warnings about the files
 * @param learning the votes to learn from, without those that would count twice
 * @param teachers the teachers whose labels some of these votes have
 * @param teacherFigures what the votes say about each teacher
 */
record RunVotes(
    List<VoteFile> files,
    ValidationReport.@Nullable Rows validation,
    DataCheck check,
    TrainingVotes learning,
    Teachers teachers,
    List<TeacherFigures> teacherFigures) {

  /**
   * Reads the files of a run.
   *
   * @param log receives lines about their content
   */
  static RunVotes read(TrainingOptions options, PairEncoder encoder, Consumer<String> log) {
    DataOptions data = options.data();
    Teachers teachers = Teachers.read(data.teachers());
    VoteReader reader = new VoteReader(encoder, teachers, data.badRows(), data.columns());
    DataChecks checks = new DataChecks();
    Integer limit = options.recipe().limit();
    int most = limit == null ? Integer.MAX_VALUE / 2 : limit;
    List<VoteFile> read =
        data.train().stream()
            .map(
                path ->
                    reader.read(
                        path,
                        most,
                        data.dropTies().contains(path)
                            ? checks.withoutTies(path.toString())
                            : checks.training(path.toString()),
                        row -> {}))
            .toList();
    ValidationReport.Rows validation =
        data.validation() == null
            ? null
            : validation(
                data.validation(),
                new VoteReader(encoder, Teachers.NONE, data.badRows(), data.columns()),
                checks);
    DataCheck check = checks.result();
    check.lines(Terminal.ofStderr().columns()).forEach(log);
    VoteFile.requireEachOnce(read, validation == null ? null : validation.file());
    List<VoteFile> files = VoteFile.limited(read, most);
    TrainingVotes learning =
        TrainingVotes.of(
            files.stream().flatMap(file -> file.votes().stream()).toList(),
            validation == null ? List.of() : validation.votes());
    if (learning.validated() > 0) {
      log.accept(
          format(
              "%,d training rows skipped: the validation file contains their texts",
              learning.validated()));
    }
    if (learning.repeated() > 0) {
      log.accept(format("%,d training rows skipped: they repeat a vote", learning.repeated()));
    }
    List<TeacherFigures> figures = TeacherFigures.of(teachers, learning.votes());
    figures.forEach(one -> one.sentences().forEach(log));
    return new RunVotes(files, validation, check, learning, teachers, figures);
  }

  private static ValidationReport.Rows validation(Path path, VoteReader reader, DataChecks checks) {
    List<CsvPair> rows = new ArrayList<>();
    VoteFile file =
        reader.read(path, Integer.MAX_VALUE, checks.validation(path.toString()), rows::add);
    return new ValidationReport.Rows(file, rows);
  }

  /**
   * Sequences of the training votes in random order, for a stage that learns from texts alone. If
   * there are tie-free files, they are from these, whose votes no figure out of fold is about.
   */
  List<Sequence> texts(long seed) {
    List<EncodedVote> votes = learning.votes();
    List<EncodedVote> tieFree = votes.stream().filter(EncodedVote::tieFree).toList();
    List<Sequence> texts =
        (tieFree.isEmpty() ? votes : tieFree)
            .stream()
                .map(EncodedVote::pair)
                .flatMap(pair -> Stream.of(pair.first(), pair.second()))
                .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(texts, new Random(seed));
    return texts;
  }

  /** The votes to report on; empty if no file was named. */
  List<EncodedVote> reserved() {
    return validation == null ? List.of() : validation.votes();
  }

  /**
   * Refuses a validation file without ties.
   *
   * @throws UserException if there is one
   */
  void requireTiesInValidation() {
    if (validation != null && validation.file().tieFree()) {
      throw new UserException(
          format(
              "--validation %s has no ties among its %,d rows; expected votes with ties, because"
                  + " figures on these rows would say nothing about ties. Name another file; to"
                  + " evaluate a bundle on this one, A against B, run ./arena evaluate.",
              validation.file().path(), validation.votes().size()));
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
