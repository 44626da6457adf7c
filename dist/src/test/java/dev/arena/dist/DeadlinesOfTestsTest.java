package dev.arena.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No test of any module waits without a deadline, or for a fixed time. {@link ChildProcess} waits
 * for processes, {@code Eventually} for states; everything else has a form with a timeout.
 */
class DeadlinesOfTestsTest {
  /** Methods without parameters that may wait forever. */
  private static final Map<Class<?>, Set<String>> WAIT_FOREVER =
      Map.ofEntries(
          Map.entry(Process.class, Set.of("waitFor", "getInputStream", "getErrorStream")),
          Map.entry(BufferedReader.class, Set.of("readLine", "lines")),
          Map.entry(Future.class, Set.of("get")),
          Map.entry(CompletableFuture.class, Set.of("join")),
          Map.entry(Thread.class, Set.of("join")),
          Map.entry(CountDownLatch.class, Set.of("await")),
          Map.entry(CyclicBarrier.class, Set.of("await")),
          Map.entry(Condition.class, Set.of("await", "awaitUninterruptibly")),
          Map.entry(Semaphore.class, Set.of("acquire", "acquireUninterruptibly")),
          Map.entry(BlockingQueue.class, Set.of("take")),
          Map.entry(LockSupport.class, Set.of("park")),
          Map.entry(Object.class, Set.of("wait")));

  /** Benchmarks are not tests: a person starts and ends them. */
  private static final ArchRule RULE =
      noClasses()
          .that()
          .haveNameNotMatching(".*(Main|Speed)(\\$.*)?")
          .and()
          .areNotAssignableTo(ChildProcess.class)
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "a wait without a deadline, or for a fixed time",
                  DeadlinesOfTestsTest::waitsTooLong));

  private static boolean waitsTooLong(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget method)) {
      return false;
    }
    JavaClass owner = method.getOwner();
    int parameters = method.getRawParameterTypes().size();
    return (parameters == 0
            && WAIT_FOREVER.entrySet().stream()
                .anyMatch(
                    entry ->
                        owner.isAssignableTo(entry.getKey())
                            && entry.getValue().contains(method.getName())))
        || (owner.isEquivalentTo(Thread.class) && method.getName().equals("sleep"))
        || (owner.isAssignableTo(ExecutorService.class)
            && method.getName().startsWith("invokeA")
            && parameters == 1);
  }

  @Test
  void noTestWaitsWithoutADeadlineOrForAFixedTime() throws IOException {
    List<Path> tests = testClasses();
    assertThat(tests).as("compiled tests of every module").hasSizeGreaterThan(5);

    RULE.check(
        new ClassFileImporter()
            .importPaths(tests)
            .that(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(Careless.class))));
  }

  @Test
  void aTestThatWaitsForeverIsFound() {
    assertThat(violations(Careless.class))
        .hasSize(4)
        .anyMatch(line -> line.contains("Process.waitFor()"))
        .anyMatch(line -> line.contains("CompletableFuture.join()"))
        .anyMatch(line -> line.contains("Thread.sleep(long)"))
        .anyMatch(line -> line.contains("BufferedReader.readLine()"));
    assertThat(violations(Careful.class)).isEmpty();
  }

  private static List<String> violations(Class<?> tests) {
    return RULE.evaluate(new ClassFileImporter().importClasses(tests))
        .getFailureReport()
        .getDetails();
  }

  private static List<Path> testClasses() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(System.getProperty("arena.root")))) {
      return modules
          .map(module -> module.resolve("target").resolve("test-classes"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private static final class Careless {
    static int waits(Process process) throws InterruptedException {
      return process.waitFor();
    }

    static void joins(List<CompletableFuture<String>> futures) {
      futures.forEach(CompletableFuture::join);
    }

    static void sleeps() throws InterruptedException {
      Thread.sleep(100);
    }

    static String reads(BufferedReader reader) throws IOException {
      return reader.readLine();
    }
  }

  private static final class Careful {
    static boolean waits(Process process) throws InterruptedException {
      return process.waitFor(1, TimeUnit.MINUTES);
    }
  }
}
