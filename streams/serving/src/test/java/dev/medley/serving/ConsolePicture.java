package dev.medley.serving;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pictures of a console that runs, in light and dark: GATEWAY FOLDER. */
final class ConsolePicture {
  private static final double DRAWN_MILLIS = 5_000;

  private ConsolePicture() {}

  public static void main(String[] args) {
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    try (Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page =
            browser.newPage(
                new Browser.NewPageOptions().setViewportSize(1200, 860).setColorScheme(scheme));
        page.navigate(args[0] + "/console");
        page.waitForTimeout(DRAWN_MILLIS);
        String name = scheme.name().toLowerCase(Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(args[1], name + ".png")));
        page.screenshot(
            new Page.ScreenshotOptions()
                .setPath(Path.of(args[1], name + "-all.png"))
                .setFullPage(true));
      }
    }
  }
}
