using Microsoft.Playwright;
using PopPK.Reporting.Html;
using Xunit;

namespace PopPK.Reporting.Tests;

/// <summary>
/// A real browser for the tests of pages: Debian's Chromium, or what POPPK_BROWSER names. Where there is none tests are skipped, unless
/// POPPK_REQUIRE_BROWSER is set, as it is in CI.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public Reports Reports { get; } = new();

    public async Task InitializeAsync()
    {
        var path = HeadlessBrowser.Find()?.Path;
        _missing = path is null ? $"no browser of the Chromium family is on the path or named in {HeadlessBrowser.Variable}"
            : ReportScripts.Missing.IsEmpty ? null
            : "the build had no npm, so reports have no charts";
        if (_missing is null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = path,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        Reports.Dispose();
    }

    /// <summary>Opens a page file and draws nothing but what is in view; skips the calling test where there is no browser.</summary>
    internal async Task<OpenPage> Open(string file, ColorScheme scheme = ColorScheme.Light)
    {
        Require();
        var page = await _browser!.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 } });
        var opened = new OpenPage(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return opened;
    }

    private void Require()
    {
        if (_missing is not null && Environment.GetEnvironmentVariable("POPPK_REQUIRE_BROWSER") is { Length: > 0 })
        {
            Assert.Fail(_missing);
        }

        Skip.If(_missing is not null, _missing);
    }
}
