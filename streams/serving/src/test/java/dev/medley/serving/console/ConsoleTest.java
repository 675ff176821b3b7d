package dev.medley.serving.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Control;
import dev.medley.schemas.Cost;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.Message;
import dev.medley.schemas.Topic;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.serving.Client;
import dev.medley.serving.Client.Answer;
import dev.medley.serving.Costs;
import dev.medley.serving.NodeSettings;
import dev.medley.serving.ServingNode;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The console in a real browser: from a node that has learnt nothing to one of fifty tasks. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedPlatform.class)
final class ConsoleTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path PICTURES = Path.of("target/console");
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static LanguageModel model;
  private static CheckpointPublisher publisher;
  private static Costs costs;
  private static Statuses statuses;
  private static ServingNode node;
  private static Playwright playwright;
  private static Browser browser;
  private static Page page;
  private static final List<String> ERRORS = new ArrayList<>();

  @BeforeAll
  static void start(Platform platform) throws Exception {
    if (!Files.isExecutable(CHROMIUM)) {
      System.err.println("SKIPPED: the console was NOT tried in a browser: run infra/packages");
    }
    assumeTrue(Files.isExecutable(CHROMIUM), "chromium is not installed: run infra/packages");
    cluster = Topics.fresh(platform, 2);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    model = TinyModel.load(base);
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    publisher =
        new CheckpointPublisher(cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
    costs = new Costs(cluster);
    statuses = new Statuses(cluster);
    ConsoleOptions console = new ConsoleOptions();
    new CommandLine(console).parseArgs("--console-control", "--console-texts");
    node = ServingNode.start(cluster, NodeSettings.of(base, folder.resolve("node")), console);
    await().atMost(LONG).until(node::ready);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    page =
        browser.newPage(
            new Browser.NewPageOptions()
                .setViewportSize(1280, 900)
                .setColorScheme(ColorScheme.LIGHT));
    page.setDefaultTimeout(40_000);
    PlaywrightAssertions.setDefaultAssertionTimeout(40_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            ERRORS.add(message.text());
          }
        });
    page.onPageError(ERRORS::add);
    page.navigate("http://localhost:%d/console".formatted(node.port()));
  }

  @AfterAll
  static void stop() {
    if (cluster == null) {
      return;
    }
    playwright.close();
    node.close();
    publisher.close();
    costs.close();
    statuses.close();
    model.close();
  }

  @Test
  @Order(1)
  void shouldSayThatNothingIsLearntYet() {
    // When
    Locator empty = page.getByText("Nothing has been learnt yet.");

    // Then
    assertThat(empty).isVisible();
    assertThat(page.getByText("live", new Page.GetByTextOptions().setExact(true))).isVisible();
    picture("empty");
  }

  @Test
  @Order(2)
  void shouldShowWhatIsLearntAndEdited() throws Exception {
    // Given
    publish("email", "sft", 1);
    publish("email", "dpo", 1);
    Client client = new Client(node.port());
    await()
        .atMost(LONG)
        .until(() -> client.get("/console/state").body().at("/selected/series/at").size() > 1);
    for (int i = 0; i < 40; i++) {
      costs.send(Costs.of("b" + i, 0, "email", "base", 0.6));
      costs.send(Costs.of("s" + i, 0, "email", "sft", 0.2));
    }

    // When
    costs.send(edit("x", "Thanks for the talk.", "Thanks, <b>Mira</b>, for the talk."));

    // Then
    Locator sft = row("arms", "sft");
    assertThat(sft).containsText("0.2");
    assertThat(row("arms", "base")).containsText("0.600");
    assertThat(row("checkpoints", "sft")).containsText("0.250");
    assertThat(page.locator("#edits ins").first()).hasText(", <b>Mira</b>,");
    assertThat(page.locator("#chart-charge canvas")).isVisible();
    then(page.locator("#edits b").count()).isZero();
    await()
        .atMost(LONG)
        .until(
            () -> page.locator("#chart-charge").getAttribute("aria-label"),
            label -> label.contains("Charge now: base 0."));
  }

  @Test
  @Order(3)
  void shouldPinOnlyOnceItIsConfirmed() {
    // Given
    Locator pin = page.getByRole(AriaRole.BUTTON, name("Pin email to sft")).first();
    pin.focus();
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    assertThat(page.locator("#task-mode")).hasText("the ensemble chooses");

    // When
    pin.click();
    page.getByLabel("Why, for whoever looks later").fill("looks best");
    page.locator("#confirm-yes").click();

    // Then
    assertThat(page.locator("#told")).containsText("asked of all nodes");
    assertThat(page.locator("#task-mode")).hasText("pinned to sft");
  }

  @Test
  @Order(4)
  void shouldRollBackToAnEarlierCheckpoint() throws Exception {
    // Given
    publish("email", "sft", 2);
    Locator back = page.getByRole(AriaRole.BUTTON, name("Roll email/sft back to v1")).first();
    back.click();
    picture("confirm");

    // When
    page.locator("#confirm-yes").click();

    // Then
    await()
        .atMost(LONG)
        .until(
            () ->
                Topics.read(cluster, Topic.CONTROL, Control.class).stream()
                    .anyMatch(
                        control ->
                            control.getRollBacks().containsKey("sft")
                                && control.getRollBacks().get("sft").getVersion() == 1
                                && control.getPinnedArm().equals("sft")));
  }

  @Test
  @Order(5)
  void shouldShowHowMembersFare() throws Exception {
    // Given
    Instant before = Instant.now().minusSeconds(600);
    statuses.tell(Statuses.of("email", "sft", MemberState.RUNNING));
    statuses.tell(Statuses.of("email", "dpo", MemberState.RUNNING).setMeasuredAt(before));
    statuses.tell(Statuses.of("email", "rl", MemberState.SLEEPING).setLag(0).setLagSeconds(0));
    statuses.tell(
        Statuses.of("email", "early", MemberState.REFUSED)
            .setVersion(0)
            .setReason("its state has rank 16, and --rank is 8: start it with 16, or anew"));

    // When
    Locator retry = page.getByRole(AriaRole.BUTTON, name("Retry email/early"));

    // Then
    assertThat(retry).isVisible();
    assertThat(row("members", "early")).containsText("its state has rank 16");
    assertThat(row("members", "sft").locator(".pill.good")).hasText("running");
    assertThat(row("members", "sft")).containsText("41");
    assertThat(row("members", "dpo")).containsText("no word for 6");
    assertThat(row("members", "dpo")).not().containsText("41");
    picture("members");
    retry.click();
    page.locator("#confirm-yes").click();
    assertThat(page.locator("#told")).containsText("Retry email/early: asked of all nodes");
  }

  @Test
  @Order(6)
  void shouldListFiftyTasks() throws Exception {
    // Given
    for (int i = 0; i < 49; i++) {
      publish("task-%02d".formatted(i), "sft", 1);
    }
    assertThat(page.locator("#tasks li")).hasCount(50);
    picture("light");

    // When
    page.getByLabel("Filter tasks").fill("task-4");
    page.getByRole(AriaRole.LINK, name("task-42, charge")).click();

    // Then
    assertThat(page.locator("#task-name")).hasText("task-42");
    assertThat(page.locator("#tasks li")).hasCount(9);
    page.getByLabel("Filter tasks").fill("");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.getByRole(AriaRole.LINK, name("email, charge")).click();
    assertThat(page.locator("#task-name")).hasText("email");
    picture("dark");
    page.setViewportSize(400, 800);
    picture("narrow");
    then(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
  }

  @Test
  @Order(7)
  void shouldNameEveryControlAndReportNoError() {
    // When
    Object unnamed =
        page.evaluate(
            "[...document.querySelectorAll('button, a, input')].filter(e => !(e.ariaLabel ||"
                + " e.textContent.trim() || e.labels?.length)).length");

    // Then
    then(unnamed).isEqualTo(0);
    then(ERRORS).isEmpty();
  }

  @Test
  @Order(8)
  void shouldNeitherShowTextsNorTakeRequestsUnlessItIsAllowed() throws Exception {
    // Given
    try (ServingNode other =
        ServingNode.start(
            cluster, NodeSettings.of(folder.resolve("base"), folder.resolve("other")))) {
      Client client = new Client(other.port());
      await().atMost(LONG).until(() -> client.get("/console/state").body().has("selected"));

      // When
      Answer state = client.get("/console/state");
      Answer asked = client.post("/console/control", Map.of("task", "email", "action", "pause"));

      // Then
      then(state.body().path("texts").asBoolean()).isFalse();
      then(state.body().has("edits")).isFalse();
      then(asked.status()).isEqualTo(403);
      then(asked.body().at("/error/message").asText()).contains("--console-control");
    }
  }

  private static Locator row(String table, String first) {
    return page.locator("#%s tr".formatted(table))
        .filter(new Locator.FilterOptions().setHasText(first))
        .first();
  }

  private static Page.GetByRoleOptions name(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private static void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private static void publish(String task, String member, long version) throws Exception {
    Path peft = folder.resolve("peft-%s-%s-%d".formatted(task, member, version));
    publisher.publish(
        task, member, version, Adapter.of(TinyModel.writeAdapter(model, peft, version)));
  }

  private static Cost edit(String id, String response, String edited) {
    Cost cost = Costs.of(id, 0, "email", "sft", 0.5);
    cost.setMessages(List.of(new Message("user", "Thank Mira.")));
    cost.setResponse(response);
    cost.setEdited(edited);
    cost.setEditedAt(Instant.now());
    return cost;
  }
}
