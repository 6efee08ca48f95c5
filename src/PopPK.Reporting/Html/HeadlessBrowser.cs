using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace PopPK.Reporting.Html;

/// <summary>A browser of the Chromium family that draws charts without a window. Immutable.</summary>
/// <param name="Path">Its program.</param>
public sealed record HeadlessBrowser(string Path)
{
    /// <summary>The variable of the environment that names a browser.</summary>
    public const string Variable = "POPPK_BROWSER";

    private static readonly ImmutableArray<string> Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Finds a browser: what <see cref="Variable"/> names, else one of the usual names on the path.</summary>
    /// <returns>The browser, or null.</returns>
    public static HeadlessBrowser? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? new HeadlessBrowser(named) : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var endings = OperatingSystem.IsWindows() ? new[] { ".exe" } : [""];
        return Names.SelectMany(n => folders.SelectMany(f => endings.Select(e => System.IO.Path.Combine(f, n + e))))
            .Where(File.Exists)
            .Select(p => new HeadlessBrowser(p))
            .FirstOrDefault();
    }

    /// <summary>Draws a page whose charts hand themselves out as pictures.</summary>
    /// <param name="writePage">Writes the page.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <returns>The pictures; none when the browser fails or takes too long.</returns>
    internal ImmutableArray<RunFile> Pictures(Action<Stream> writePage, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("poppk-");
        try
        {
            var page = System.IO.Path.Combine(folder.FullName, "page.html");
            using (var stream = File.Create(page))
            {
                writePage(stream);
            }

            return Read(Dump(page, folder.FullName, cancellation));
        }
        finally
        {
            TryDelete(folder);
        }
    }

    // The page's elements as they are when its scripts have ended.
    private string Dump(string page, string folder, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            $"--user-data-dir={System.IO.Path.Combine(folder, "profile")}", "--virtual-time-budget=60000",
            .. Environment.UserName == "root" ? (string[])["--no-sandbox"] : [],
            "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        using var process = new Process { StartInfo = new ProcessStartInfo(Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            process.Start();
            using var ending = limit.Token.Register(() => process.Kill(entireProcessTree: true));
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return "";
        }
    }

    private static ImmutableArray<RunFile> Read(string text)
    {
        const string start = "<pre id=\"pictures\">";
        var from = text.IndexOf(start, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf("</pre>", from, StringComparison.Ordinal);
        if (to < 0)
        {
            return [];
        }

        using var document = JsonDocument.Parse(Convert.FromBase64String(text[(from + start.Length)..to]));
        return [.. document.RootElement.EnumerateObject().SelectMany(FilesOf)];
    }

    private static RunFile[] FilesOf(JsonProperty picture)
    {
        var svg = System.Text.Encoding.UTF8.GetBytes(picture.Value.Text("svg") ?? "");
        var url = picture.Value.Text("png") ?? "";
        var png = Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        return [new($"{picture.Name}.svg", stream => stream.Write(svg)), new($"{picture.Name}.png", stream => stream.Write(png))];
    }

    private static void TryDelete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The browser's last process may still write its profile; the system clears temporary folders.
        }
    }
}
